namespace Geo.Server.Http;

/// <summary>Reading is open to every origin; the rest of the headers keep pages from being framed, sniffed or scripted by others.</summary>
internal sealed class ReadAccess(RequestDelegate next)
{
    public const string Methods = "GET, HEAD, OPTIONS";

    public Task Invoke(HttpContext context)
    {
        AddHeaders(context.Response.Headers);
        return next(context);
    }

    public static void AddHeaders(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = "*";
        headers.AccessControlExposeHeaders = "Content-Crs, ETag, Link, Location, Retry-After, Allow";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "same-origin";
        headers.ContentSecurityPolicy =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; " +
            "worker-src 'self' blob:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
    }

    /// <summary>Answer of OPTIONS: what may be done here, also to a browser that asks before a cross-origin read.</summary>
    public static IResult Options(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Allow = Methods;
        headers.AccessControlAllowMethods = Methods;
        headers.AccessControlAllowHeaders = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match, X-Api-Key";
        headers.AccessControlMaxAge = "86400";
        return Results.NoContent();
    }
}
