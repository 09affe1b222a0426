using System.Text.Encodings.Web;
using System.Text.Json;

namespace Geo.Data.Articles;

/// <summary>Doubtful names as geo.decisions keeps them.</summary>
public static class DoubtJson
{
    static readonly JsonSerializerOptions Form = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(IReadOnlyList<PlaceCandidate> candidates) => JsonSerializer.Serialize(candidates.Select(c => new { c.Code, c.Share, c.Name, c.State }), Form);

    internal static string Evidence(PlaceDoubt doubt) => JsonSerializer.Serialize(new { doubt.Name, doubt.Start, doubt.Length }, Form);

    /// <param name="candidates">Of a decision of kind article-place.</param>
    /// <param name="evidence">Of the same.</param>
    public static PlaceDoubt Read(string candidates, string evidence) =>
        JsonSerializer.Deserialize<PlaceDoubt>(evidence, Form)! with { Candidates = JsonSerializer.Deserialize<PlaceCandidate[]>(candidates, Form)! };
}
