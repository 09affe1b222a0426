using Geo.Server.Security;
using Microsoft.Extensions.Primitives;

namespace Geo.Server.Http;

/// <summary>
/// Headers of every answer: which pages of other origins may read it (GEO_CORS; never what needs a role), and those that keep our pages from being
/// framed, sniffed or scripted by others.
/// </summary>
internal sealed class ReadAccess(RequestDelegate next, ServeOptions options)
{
    public const string Methods = "GET, HEAD, OPTIONS";

    readonly string? _strictTransport = options.PublicUrl?.Scheme == Uri.UriSchemeHttps ? "max-age=31536000" : null;

    public Task Invoke(HttpContext context)
    {
        context.Response.OnStarting(() => // at the end, because a failure clears what was set before
        {
            AddHeaders(context);
            return Task.CompletedTask;
        });
        return next(context);
    }

    void AddHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.GetEndpoint()?.Metadata.GetMetadata<RouteAccess>() is not { Role: not null }) AllowOrigin(context.Request.Headers.Origin, headers);
        if (options.Reading == Reading.Key) headers.CacheControl = Unshared(headers.CacheControl.ToString());
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
            "worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
        if (_strictTransport is not null) headers.StrictTransportSecurity = _strictTransport;
    }

    /// <summary>What needs a key must not be kept by caches that others share.</summary>
    static string Unshared(string cache) => cache.Length == 0 ? "private" : cache.Replace("public", "private", StringComparison.Ordinal);

    void AllowOrigin(StringValues origin, IHeaderDictionary headers)
    {
        if (options.Origins is { } some)
        {
            headers.Append("Vary", "Origin");
            if (!some.Contains(origin.ToString(), StringComparer.OrdinalIgnoreCase)) return;
        }
        headers.AccessControlAllowOrigin = options.Origins is null ? "*" : origin;
        headers.AccessControlExposeHeaders = "Content-Crs, ETag, Link, Location, Retry-After, Allow, X-Request-Id";
    }

    /// <summary>Answer of OPTIONS: what may be done here, also to a browser that asks before a cross-origin read.</summary>
    public static IResult Options(HttpContext context) => Allow(context, Methods);

    /// <summary>The same where requests are also posted.</summary>
    public static IResult PostOptions(HttpContext context) => Allow(context, "GET, HEAD, POST, OPTIONS");

    static IResult Allow(HttpContext context, string methods)
    {
        var headers = context.Response.Headers;
        headers.Allow = methods;
        headers.AccessControlAllowMethods = methods;
        headers.AccessControlAllowHeaders = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match, X-Api-Key";
        headers.AccessControlMaxAge = "86400";
        return Results.NoContent();
    }
}
