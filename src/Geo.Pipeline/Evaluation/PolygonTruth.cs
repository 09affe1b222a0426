using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using NetTopologySuite.IO;

namespace Geo.Pipeline.Evaluation;

/// <summary>
/// Truth from <c>truth.geojson</c>: each polygon is an object, of the class in its property <c>class</c> ("object" without one). A feature with a property
/// <c>image</c> (an image's base name) has pixel coordinates of that image, x right and y down from its outer corner; any other has coordinates
/// in the file's CRS (EPSG:4326, x = longitude) and counts in every georeferenced image it meets.
/// </summary>
internal sealed class PolygonTruth
{
    sealed record Item(string? Image, string Class, Geometry Shape);

    readonly string _path, _crs;
    readonly List<Item> _items = [];
    readonly Dictionary<string, List<Item>> _inCrs = new(StringComparer.Ordinal);

    /// <exception cref="EvaluationException">Unreadable or without polygons.</exception>
    public PolygonTruth(string path)
    {
        _path = path;
        try
        {
            using var file = Dataset.Open(path, OpenFlags.Vector);
            var layer = file.Layers.FirstOrDefault() ?? throw new EvaluationException(path, "it has no layer.", "Give polygons.");
            using var srs = layer.Srs;
            _crs = srs?.ToWkt() ?? "EPSG:4326";
            int image = Field(layer, "image"), kind = Field(layer, "class");
            var reader = new WKBReader();
            foreach (var (feature, _, _, _) in layer.ReadPlain(null))
                if (feature.Wkb is { } wkb && Read(feature.Fid, wkb) is { IsEmpty: false, Dimension: Dimension.Surface } shape)
                    _items.Add(new(Text(feature, image), Text(feature, kind) ?? "object", shape));

            Geometry Read(long fid, byte[] wkb)
            {
                try { return reader.Read(wkb); }
                catch (Exception e) when (e is ParseException or ArgumentException or InvalidOperationException or IOException)
                {
                    throw new EvaluationException(path, $"feature {fid} is no polygon: {e.Message}", "Mend it: ogr2ogr -makevalid mended.geojson.", e);
                }
            }
        }
        catch (GdalException e)
        {
            throw new EvaluationException(path, $"it cannot be read: {e.NativeText}", "Check the file with ogrinfo.", e);
        }
        if (_items.Count == 0) throw new EvaluationException(path, "it holds no polygon.", "Give a polygon for each object.");
    }

    /// <summary>Base names in the property <c>image</c>.</summary>
    public IEnumerable<string> ImagesNamed => _items.Select(i => i.Image).OfType<string>().Distinct();

    /// <summary>The objects in one image, cut at its edges.</summary>
    /// <exception cref="EvaluationException">Polygons in a CRS, but the image has none.</exception>
    public Truth Of(string name, Dataset image)
    {
        var shapes = _items.Where(i => i.Image == name).Select(i => (i.Class, i.Shape)).Concat(Placed(image));
        var objects = new List<TruthObject>();
        var labelled = new Dictionary<string, BitMask>(StringComparer.Ordinal);
        foreach (var (kind, shape) in shapes)
        {
            var mask = PolygonPixels.Fill(shape, image.Width, image.Height);
            if (mask.Height == 0) continue;
            if (!labelled.TryGetValue(kind, out var pixels)) labelled[kind] = pixels = new(0, 0, image.Width, image.Height);
            pixels.Unite(mask);
            if (mask.Area >= TruthObject.SmallestArea) objects.Add(new(kind, mask));
        }
        return new(image.Width, image.Height, objects, labelled);
    }

    IEnumerable<(string, Geometry)> Placed(Dataset image)
    {
        if (_items.TrueForAll(i => i.Image is not null)) return [];
        using var srs = image.Srs;
        if (image.GeoTransform is not { } affine || srs is null)
            throw new EvaluationException(_path, $"it has polygons in a CRS, but {image.Path} has no georeference.",
                "Give the image one, or the polygons pixel coordinates and a property \"image\" with the image's base name.");
        var (a, scene) = (affine.Invert(), new Envelope(0, image.Width, 0, image.Height));
        var toPixels = new AffineTransformation(a.PixelWidth, a.RowRotation, a.OriginX, a.ColumnRotation, a.PixelHeight, a.OriginY);
        return InCrs(srs).Select(i => (i.Class, Shape: toPixels.Transform(i.Shape))).Where(i => i.Shape.EnvelopeInternal.Intersects(scene));
    }

    List<Item> InCrs(SpatialReference target)
    {
        var wkt = target.ToWkt();
        if (_inCrs.TryGetValue(wkt, out var known)) return known;
        using var source = SpatialReference.FromUserInput(_crs);
        using var transformation = new CoordinateTransformation(source, target);
        return _inCrs[wkt] = [.. _items.Where(i => i.Image is null).Select(i => i with { Shape = Transform(i.Shape, transformation) })];
    }

    static Geometry Transform(Geometry shape, CoordinateTransformation transformation)
    {
        var copy = shape.Copy();
        copy.Apply(new Reprojection(transformation));
        copy.GeometryChanged();
        return copy;
    }

    static int Field(Layer layer, string name) => layer.Fields.ToList().FindIndex(f => f.Name == name);

    static string? Text(VectorFeature feature, int field) => field < 0 ? null : feature.Values[field] as string;
}
