using Geo.Native.Gdal;

namespace Geo.Pipeline.Evaluation;

/// <summary>An image of a labelled set. <paramref name="Name"/> is its base name.</summary>
internal sealed record LabelledImage(string Name, string Path);

/// <summary>A folder of images with their truth: <c>images/</c> and either <c>masks/</c> of the same base names with <c>classes.csv</c>, or <c>truth.geojson</c>.</summary>
internal sealed class LabelledSet
{
    readonly TruthClasses? _classes;
    readonly IReadOnlyDictionary<string, string> _masks = new Dictionary<string, string>();
    readonly PolygonTruth? _polygons;

    /// <param name="limit">That many images, evenly spread over the set in the order of their names; null = all.</param>
    /// <exception cref="EvaluationException">Not laid out so, or images without truth.</exception>
    public LabelledSet(string folder, int? limit)
    {
        string images = Path.Combine(folder, "images"), masks = Path.Combine(folder, "masks"), polygons = Path.Combine(folder, "truth.geojson");
        var all = Files(images);
        if (all.Count == 0) throw new EvaluationException(images, "it holds no image.", "Lay the set out as images/ with masks/ and classes.csv, or with truth.geojson.");
        if (Directory.Exists(masks))
        {
            _classes = TruthClasses.Read(Path.Combine(folder, "classes.csv"));
            _masks = Files(masks);
            var bare = all.Keys.Where(n => !_masks.ContainsKey(n)).ToList();
            if (bare.Count > 0)
                throw new EvaluationException(masks, $"{bare.Count} images have no mask: {string.Join(", ", bare.Take(5))}{(bare.Count > 5 ? ", …" : "")}.",
                    "Give each a mask of the same base name.");
        }
        else if (File.Exists(polygons))
        {
            _polygons = new(polygons);
            if (_polygons.ImagesNamed.FirstOrDefault(n => !all.ContainsKey(n)) is { } missing)
                throw new EvaluationException(polygons, $"it names the image '{missing}', which images/ lacks.", "Give base names without extension.");
        }
        else throw new EvaluationException(folder, "it has neither masks/ nor truth.geojson.", "Add one of them beside images/.");

        var names = all.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => new LabelledImage(p.Key, p.Value)).ToList();
        var count = Math.Min(limit ?? names.Count, names.Count);
        Images = [.. Enumerable.Range(0, count).Select(i => names[(int)((long)i * names.Count / count)])];
    }

    public IReadOnlyList<LabelledImage> Images { get; }

    /// <exception cref="EvaluationException">The image or its truth cannot be used.</exception>
    public Truth TruthOf(LabelledImage image)
    {
        try
        {
            using var raster = Dataset.Open(image.Path);
            return _polygons is not null
                ? _polygons.Of(image.Name, raster)
                : MaskTruth.Read(_masks[image.Name], raster.Width, raster.Height, _classes!);
        }
        catch (GdalException e)
        {
            throw new EvaluationException(image.Path, $"it cannot be read: {e.NativeText}", "Check the file with gdalinfo.", e);
        }
    }

    /// <summary>By base name; side files of GDAL are no images.</summary>
    static Dictionary<string, string> Files(string folder)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(folder)) return files;
        foreach (var path in Directory.EnumerateFiles(folder).Where(p => !p.EndsWith(".aux.xml", StringComparison.Ordinal) && Path.GetFileName(p)[0] != '.'))
            if (!files.TryAdd(Path.GetFileNameWithoutExtension(path), path))
                throw new EvaluationException(folder, $"two files are called {Path.GetFileNameWithoutExtension(path)}.", "Keep one.");
        return files;
    }
}
