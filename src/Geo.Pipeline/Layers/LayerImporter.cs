using System.Text.Json;
using Geo.Data.Layers;
using Geo.Native.Gdal;
using FieldType = Geo.Native.Gdal.FieldType;

namespace Geo.Pipeline.Layers;

/// <summary>A file of layers that cannot be taken.</summary>
public sealed class LayerImportException(string file, string reason) : Exception($"{file}: {reason}")
{
    public string File { get; } = file;
}

/// <summary>What became of a layer of a file.</summary>
/// <param name="Straightened">Geometries whose arcs became chords.</param>
/// <param name="Flattened">Geometries whose heights or measures were left out.</param>
/// <param name="LeftOut">Fields that have no published form (binary).</param>
public sealed record ImportedLayer(string Name, PublishedLayer Published, long Straightened, long Flattened, IReadOnlyList<string> LeftOut);

/// <summary>Publishes every layer of an OGR file (GeoPackage, Shapefile, GeoJSON, FlatGeobuf, CSV, …) beside the program's own collections.</summary>
public sealed class LayerImporter(LayerStore store)
{
    /// <param name="name">Collection to make; with several layers the beginning of each name. Null takes the layers' own names.</param>
    /// <param name="reserved">Collection ids that are not to be had.</param>
    /// <exception cref="LayerImportException">Unreadable, of unknown place, or under a name that is not to be had; nothing is changed.</exception>
    public async Task<IReadOnlyList<ImportedLayer>> ImportAsync(string path, string? name, IReadOnlyCollection<string> reserved, CancellationToken cancellationToken)
    {
        GdalLibrary.EnsureInitialized();
        var scratch = Directory.CreateTempSubdirectory("geo-import-");
        try
        {
            using var file = LayerFile.Open(path, scratch.FullName);
            var layers = file.Layers;
            if (layers.Count == 0) throw new LayerImportException(path, "it has no layers.");
            var transformations = new List<IDisposable>();
            try
            {
                var readings = layers.Select(l => LayerReading.Of(l, file.DriverName, path, Transformation(l, path, transformations))).ToList();
                var ids = Ids(layers, name, path, reserved);
                var sources = readings.Select((r, i) => r.Source(ids[i], layers.Count == 1 && name is not null ? name : layers[i].Name, cancellationToken)).ToList();
                var published = await store.PublishAsync(sources, cancellationToken);
                return [.. readings.Select((r, i) => new ImportedLayer(layers[i].Name, r.With(published[i]), r.Straightened, r.Flattened, r.LeftOut))];
            }
            finally { transformations.ForEach(t => t.Dispose()); }
        }
        catch (GdalException e)
        {
            throw new LayerImportException(path, $"it cannot be read: {(e.NativeText.Length > 0 ? e.NativeText : "no format known to GDAL")}. Nothing was changed.");
        }
        finally { scratch.Delete(recursive: true); }
    }

    static List<string> Ids(IReadOnlyList<Layer> layers, string? name, string path, IReadOnlyCollection<string> reserved)
    {
        var ids = new List<string>();
        foreach (var layer in layers)
        {
            var own = LayerNames.Id(name is null ? layer.Name : layers.Count == 1 ? name : $"{name}_{layer.Name}");
            if (reserved.Contains(own))
                throw new LayerImportException(path, $"the layer '{layer.Name}' would be called '{own}', which is a collection of Geo's own. Give another name with --as.");
            var id = own;
            for (var n = 2; ids.Contains(id); n++) id = FormattableString.Invariant($"{own}_{n}");
            ids.Add(id);
        }
        return ids;
    }

    static CoordinateTransformation? Transformation(Layer layer, string path, List<IDisposable> owned)
    {
        if (layer.GeometryType == GeometryType.None) return null;
        using var srs = layer.Srs;
        if (srs is null)
        {
            // a stray point is a matter of its row; a layer that lies elsewhere altogether is in another CRS
            if (layer.Extent is { } e && !(e.MinX >= -540 && e.MaxX <= 540 && e.MinY >= -180 && e.MaxY <= 180))
                throw new LayerImportException(path, FormattableString.Invariant(
                    $"the layer '{layer.Name}' names no CRS and its coordinates, from ({e.MinX:0.##}, {e.MinY:0.##}) to ({e.MaxX:0.##}, {e.MaxY:0.##}), are not degrees. Say which with: ogr2ogr -a_srs EPSG:n NEW.gpkg FILE. Nothing was changed."));
            return null;
        }
        if (srs.IsLocal || !srs.IsEarth) throw new LayerImportException(path, $"the CRS of layer '{layer.Name}' ({srs.Name}) is not one of the Earth. Nothing was changed.");
        using var wgs84 = SpatialReference.FromEpsg(4326);
        if (srs.IsSame(wgs84)) return null;
        var transformation = new CoordinateTransformation(srs, wgs84);
        owned.Add(transformation);
        return transformation;
    }
}
