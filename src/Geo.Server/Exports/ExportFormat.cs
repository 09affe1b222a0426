namespace Geo.Server.Exports;

/// <summary>A file format to export to, chosen by the file's extension.</summary>
/// <param name="Driver">GDAL's name.</param>
/// <param name="LayerOptions">Its layer creation options.</param>
internal sealed record ExportFormat(string Extension, string Driver, params string[] LayerOptions)
{
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new(".gpkg", "GPKG", "GEOMETRY_NAME=geom"),
        new(".fgb", "FlatGeobuf"),
        new(".geojson", "GeoJSON", "RFC7946=YES", "WRITE_NAME=NO", "ID_FIELD=id"),
        new(".csv", "CSV", "GEOMETRY=AS_WKT"),
        new(".shp.zip", "ESRI Shapefile", "ENCODING=UTF-8"),
    ];

    /// <exception cref="ExportException">The extension is none of those known.</exception>
    public static ExportFormat Of(string path) =>
        All.FirstOrDefault(f => path.EndsWith(f.Extension, StringComparison.OrdinalIgnoreCase))
        ?? throw new ExportException($"{path}: the extension says the format; known are {string.Join(", ", All.Select(f => f.Extension))}.");
}

internal sealed class ExportException(string message) : Exception(message);
