using Geo.Server.Exports;

namespace Geo.Server.Wfs;

/// <summary>A form that features are answered in.</summary>
/// <param name="Names">What clients call it in outputFormat; the first is told to them.</param>
/// <param name="Media">Content-Type of the answer.</param>
/// <param name="File">The file format that GDAL writes and the answer sends, or null for what is streamed.</param>
internal sealed record Format(string Media, ExportFormat? File, params string[] Names)
{
    public static readonly Format Gml32 = new("application/gml+xml; version=3.2", null,
        "application/gml+xml; version=3.2", "text/xml; subtype=gml/3.2", "text/xml; subtype=gml/3.2.1", "gml32", "gml3.2");

    public static readonly Format Gml31 = new("text/xml; subtype=gml/3.1.1", null, "text/xml; subtype=gml/3.1.1", "gml3", "gml31", "text/gml; subtype=gml/3.1.1");

    public static readonly Format GeoJson = new("application/geo+json", null, "application/geo+json", "application/json", "json", "geojson");

    static readonly Format[] Files =
    [
        new("text/csv", ExportFormat.Of(".csv"), "csv", "text/csv"),
        new("application/geopackage+sqlite3", ExportFormat.Of(".gpkg"), "application/geopackage+sqlite3", "gpkg", "geopackage", "application/x-gpkg", "application/vnd.opengeospatial.geopackage+sqlite3"),
        new("application/zip", ExportFormat.Of(".shp.zip"), "SHAPE-ZIP", "application/zip", "shape+zip", "shp"),
    ];

    public bool IsGml => this == Gml32 || this == Gml31;

    public static IEnumerable<Format> All(WfsVersion version) => [version.Is2 ? Gml32 : Gml31, GeoJson, .. Files];

    /// <summary>Blanks do not count: clients that forget to escape + send one instead.</summary>
    public static Format Of(string? name, WfsVersion version)
    {
        var gml = version.Is2 ? Gml32 : Gml31;
        if (name is null) return gml;
        var plain = Plain(name);
        if (plain is "text/xml" or "application/xml") return gml;
        return All(version).FirstOrDefault(f => f.Names.Any(n => Plain(n) == plain))
            ?? throw WfsException.Invalid("outputFormat", name, "one of " + string.Join(", ", All(version).Select(f => f.Names[0])));
    }

    static string Plain(string name) => name.Replace(" ", "", StringComparison.Ordinal).Replace("+", "", StringComparison.Ordinal).ToLowerInvariant();
}
