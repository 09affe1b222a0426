namespace Geo.Server.Http;

/// <summary>Media types, spelled as the clients compare them.</summary>
internal static class Media
{
    public const string Json = "application/json";
    public const string GeoJson = "application/geo+json";
    public const string Html = "text/html";
    public const string Schema = "application/schema+json";
    public const string OpenApi = "application/vnd.oai.openapi+json;version=3.0";
}

internal enum Format { Json, Html }
