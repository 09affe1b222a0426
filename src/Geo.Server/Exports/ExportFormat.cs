using Geo.Server.Collections;

namespace Geo.Server.Exports;

/// <summary>A file format to export to, chosen by the file's extension.</summary>
/// <param name="Driver">GDAL's name; "" where GDAL has none.</param>
/// <param name="LayerOptions">Its layer creation options.</param>
internal sealed record ExportFormat(string Extension, string Name, string Media, string Driver, params string[] LayerOptions)
{
    public static IReadOnlyList<ExportFormat> All { get; } =
    [
        new(".gpkg", "GeoPackage", "application/geopackage+sqlite3", "GPKG", "GEOMETRY_NAME=geom") { HoldsStyles = true },
        new(".fgb", "FlatGeobuf", "application/octet-stream", "FlatGeobuf"),
        new(".geojson", "GeoJSON", "application/geo+json", "GeoJSON", "RFC7946=YES", "WRITE_NAME=NO", "ID_FIELD=id"),
        new(Sdmx, "SDMX-CSV", "application/vnd.sdmx.data+csv; version=2.0.0", "") { IsTable = true },
        new(".csv", "CSV", "text/csv", "CSV", "GEOMETRY=AS_WKT"),
        new(".shp.zip", "Shapefile", "application/zip", "ESRI Shapefile", "ENCODING=UTF-8") { ShortensNames = true },
        new(".xlsx", "Excel", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "XLSX") { IsTable = true },
    ];

    const string Sdmx = ".sdmx.csv"; // before .csv, with which its names end, too

    /// <summary>Not GDAL's, and only of rows of areas and periods; geometries are left out.</summary>
    public bool IsSdmx => Extension == Sdmx;

    public bool Fits(Collection collection) => !IsSdmx || SdmxColumns.Of(collection) is not null;

    /// <summary>Has no geometries.</summary>
    public bool IsTable { get; init; }

    /// <summary>Field names have ten letters.</summary>
    public bool ShortensNames { get; init; }

    /// <summary>QGIS finds its style in the file.</summary>
    public bool HoldsStyles { get; init; }

    /// <exception cref="ExportException">The extension is none of those known.</exception>
    public static ExportFormat Of(string path) =>
        All.FirstOrDefault(f => path.EndsWith(f.Extension, StringComparison.OrdinalIgnoreCase))
        ?? throw new ExportException($"{path}: the extension says the format; known are {string.Join(", ", All.Select(f => f.Extension))}.");
}

internal sealed class ExportException(string message) : Exception(message);
