using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Data.Areas;
using Geo.Native.Gdal;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;

namespace Geo.Pipeline.Areas;

/// <summary>What became of a file of areas.</summary>
/// <param name="Mended">Ids of areas whose invalid polygons were made valid.</param>
public sealed record AreaImportReport(int Read, int Added, int Updated, IReadOnlyList<string> Mended);

/// <summary>Reads areas from any OGR file into the database: polygons, or plain rows. Codes are text; leading zeros stay.</summary>
public sealed class AreaImporter(AreaStore store)
{
    const int RowsNamed = 10;
    /// <summary>People or dwellings; more is a damaged figure.</summary>
    const double MostCounted = 1e11;

    /// <exception cref="AreaImportException">Unreadable, without codes, or with rows that have no code or one twice.</exception>
    public async Task<AreaImportReport> ImportAsync(AreaImportOptions options, CancellationToken cancellationToken)
    {
        var rows = Read(options, cancellationToken);
        var import = await store.ImportAsync(rows, cancellationToken);
        return new(rows.Count, import.Added, import.Updated, import.Mended);
    }

    static List<AreaRow> Read(AreaImportOptions options, CancellationToken cancellationToken)
    {
        GdalLibrary.EnsureInitialized();
        try
        {
            using var file = Dataset.Open(options.File, OpenFlags.Vector);
            var layer = options.Layer is null ? file.Layers.FirstOrDefault() : file.Layers.FirstOrDefault(l => l.Name == options.Layer);
            if (layer is null)
                throw new AreaImportException(options.File, options.Layer is null ? "it has no layers." :
                    $"there is no layer '{options.Layer}'; the layers are {string.Join(", ", file.Layers.Select(l => l.Name))}.");
            return ReadRows(layer, options, cancellationToken);
        }
        catch (GdalException e)
        {
            throw new AreaImportException(options.File, $"it cannot be read: {e.NativeText}");
        }
    }

    static List<AreaRow> ReadRows(Layer layer, AreaImportOptions options, CancellationToken cancellationToken)
    {
        var columns = AreaColumns.Of(layer.Fields, options);
        using var toLonLat = ToLonLat(layer, options);
        var rows = new List<AreaRow>();
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var problems = new List<string>();
        var number = 0;
        foreach (var feature in layer.ReadFeatures())
        {
            cancellationToken.ThrowIfCancellationRequested();
            number++;
            if (Text(feature, columns.Code) is not { } code) problems.Add($"row {number}: no code");
            else if (!seen.TryAdd(code, number)) problems.Add($"row {number}: code {code} again (first in row {seen[code]})");
            else if (!TryGeometry(feature, toLonLat, out var geometry, out var problem)) problems.Add($"row {number} ({code}): {problem}");
            else
                rows.Add(new(options.Set ?? Text(feature, columns.Set) ?? (columns.Inegi ? "inegi" : "areas"),
                    options.Level ?? Text(feature, columns.Level) ?? "area", code, Text(feature, columns.Name) ?? code,
                    Text(feature, columns.Parent) ?? columns.ParentOf(code), Whole(feature, columns.Population), Whole(feature, columns.Dwellings),
                    Attributes(layer.Fields, feature), geometry));
        }
        if (problems.Count > 0)
            throw new AreaImportException(options.File,
                $"{problems.Count} rows cannot be taken, nothing was imported:\n  {string.Join("\n  ", problems.Take(RowsNamed))}{(problems.Count > RowsNamed ? "\n  …" : "")}");
        return rows;
    }

    static CoordinateTransformation? ToLonLat(Layer layer, AreaImportOptions options)
    {
        using var srs = layer.Srs;
        if (srs is null) return null;                    // plain rows, or coordinates taken as longitude, latitude
        if (srs.IsLocal || !srs.IsEarth) throw new AreaImportException(options.File, $"its CRS ({srs.Name}) is not one of the Earth.");
        using var wgs84 = SpatialReference.FromEpsg(4326);
        return srs.IsSame(wgs84) ? null : new(srs, wgs84);
    }

    static bool TryGeometry(VectorFeature feature, CoordinateTransformation? toLonLat, out Geometry? geometry, out string problem)
    {
        (geometry, problem) = (null, "");
        if (feature.Wkb is null) return true;
        Geometry read;
        try
        {
            read = new WKBReader(new GeometryFactory(new PrecisionModel(), 4326).GeometryServices).Read(feature.Wkb);
        }
        catch (Exception reason) when (reason is ParseException or ArgumentException or InvalidOperationException or IOException)
        {
            problem = $"no plain polygon ({reason.Message.TrimEnd('.')}); make curves lines with ogr2ogr -nlt CONVERT_TO_LINEAR";
            return false;
        }
        if (read.IsEmpty || read.Dimension != Dimension.Surface) return true;       // points and lines name a place, they bound none
        if (toLonLat is not null) read.Apply(new Reprojection(toLonLat));
        read.GeometryChanged();
        var e = read.EnvelopeInternal;
        if (!(e.MinX >= -180.001 && e.MaxX <= 180.001 && e.MinY >= -90.001 && e.MaxY <= 90.001))
        {
            problem = string.Create(CultureInfo.InvariantCulture, $"coordinates like ({e.MinX:0.##}, {e.MinY:0.##}) are not degrees; the file must name its CRS");
            return false;
        }
        geometry = read;
        return true;
    }

    static string Attributes(IReadOnlyList<FieldDefinition> fields, VectorFeature feature)
    {
        var values = new Dictionary<string, object?>();
        for (var i = 0; i < fields.Count; i++)
            if (feature.Values[i] is { } v and not byte[] && v is not double.NaN and not double.PositiveInfinity and not double.NegativeInfinity) values[fields[i].Name] = v;
        return JsonSerializer.Serialize(values, new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
    }

    static string? Text(VectorFeature feature, int column) =>
        column >= 0 && Convert.ToString(feature.Values[column], CultureInfo.InvariantCulture)?.Trim() is { Length: > 0 } text ? text : null;

    static long? Whole(VectorFeature feature, int column) =>
        Text(feature, column) is { } text && double.TryParse(text.Replace(",", ""), NumberStyles.Float, CultureInfo.InvariantCulture, out var v) && v is >= 0 and < MostCounted
            ? (long)Math.Round(v) : null;
}
