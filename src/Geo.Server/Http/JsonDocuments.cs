using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Geo.Server.Http;

/// <summary>Small JSON answers; the large ones are streamed.</summary>
internal static class JsonDocuments
{
    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static IResult Answer(JsonNode document, string mediaType) =>
        Results.Text(document.ToJsonString(Relaxed), mediaType, statusCode: StatusCodes.Status200OK);
}
