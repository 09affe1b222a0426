using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Geo.Server.Http;

/// <summary>Writes a failure in the form of a service that has its own; set as a feature of the request.</summary>
internal delegate Task FailureWriter(HttpContext context, int status, string detail);

/// <summary>Problem documents (RFC 9457), where the request has no other form of failures.</summary>
internal static class Problem
{
    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task Write(HttpContext context, int status, string title, string detail, string? parameter = null, int? position = null)
    {
        if (context.Features.Get<FailureWriter>() is { } own) return own(context, status, detail);
        var body = new JsonObject { ["type"] = "about:blank", ["title"] = title, ["status"] = status, ["detail"] = detail };
        if (parameter is not null) body["parameter"] = parameter;
        if (position is not null) body["position"] = position;
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.WriteAsync(body.ToJsonString(Relaxed), context.RequestAborted);
    }
}
