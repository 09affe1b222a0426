using System.Diagnostics;
using System.Globalization;
using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Vectors;

namespace Geo.Benchmarks.Vectorise;

/// <summary>Packed masks to polygons, one thread, against GDALPolygonize (4-connected) of each mask's own cropped raster. Both follow the pixels' sides; the last row simplifies, too.</summary>
internal sealed class VectoriseBenchmark : IBenchmark
{
    const int Repetitions = 9;

    public string Name => "vectorise";
    public string About => "packed masks to polygons against GDALPolygonize of each mask's cropped raster";

    public Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        place.Say("segmenting two windows for their masks");
        var found = FromScene(place, cancellationToken);
        return Task.FromResult<IReadOnlyList<Measurement>>(
        [
            Measure("masks of two windows of the sample scene", found, simplify: false),
            Measure("ragged masks of 500 px with hundreds of holes", [.. Enumerable.Range(0, 24).Select(Ragged)], simplify: false),
            Measure("masks of two windows, ours simplified as well", found, simplify: true),
        ]);
    }

    Measurement Measure(string what, List<BitMask> masks, bool simplify)
    {
        using var peer = new Polygonize(masks);
        var polygons = 0L;
        double[] ours = new double[Repetitions], theirs = new double[Repetitions];
        for (var i = -1; i < Repetitions; i++)          // the first round does not count
        {
            peer.Renew();
            var s = Seconds(() => polygons = masks.Sum(m => (long)MaskPolygons.Trace(m, simplify).NumGeometries));
            var t = Seconds(peer.Run);
            if (i >= 0) (ours[i], theirs[i]) = (s, t);
        }
        if (peer.Count != polygons) throw new BenchmarkException($"{what}: {polygons} polygons of ours, {peer.Count} of GDAL.");
        double a = Interleaved.Best(ours), b = Interleaved.Best(theirs);
        return new()
        {
            Bench = Name, Case = what, Ours = Math.Round(masks.Count / a), Unit = "masks/s", Peer = $"GDALPolygonize {GdalLibrary.Version}", Theirs = Math.Round(masks.Count / b),
            Ratio = Measurement.LessIsBetter(a, b), Threads = 1, Bar = 3,
            Notes = string.Create(CultureInfo.InvariantCulture, $"{masks.Count} masks, {masks.Average(m => m.Area):0} pixels each, {polygons} polygons of both; the peer's rasters and layer are made beforehand; seconds ours {Interleaved.Text(ours)}, theirs {Interleaved.Text(theirs)}; load {Machine.Load()}"),
        };
    }

    static List<BitMask> FromScene(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        using var model = ModelLoader.Open(Path.Combine(place.Root, "models", "tile-sam"), "cpu", Environment.ProcessorCount);
        using var scene = SceneRaster.Open(place.SampleScene, new());
        using var reader = scene.OpenReader();
        var grid = WindowGrid.Create(scene.Width, scene.Height, model.ImageSize, 0.25);
        var segmenter = new WindowSegmenter(model, model.Folder.Automatic, Environment.ProcessorCount, new StageClock());
        return [.. new WindowIndex[] { new(1, 1), new(2, 3) }.SelectMany(w => segmenter.Segment(reader, grid, w, cancellationToken).Masks).Select(m => m.Mask.Tight())];
    }

    static double Seconds(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>A disc whose edge and inside are eaten by noise that was averaged over 5 × 5 pixels.</summary>
    static BitMask Ragged(int seed)
    {
        const int Size = 500;
        var random = new Random(seed);
        var noise = new double[Size, Size];
        for (var y = 0; y < Size; y++) for (var x = 0; x < Size; x++) noise[y, x] = random.NextDouble();
        var mask = new BitMask(0, 0, Size, Size);
        for (var y = 2; y < Size - 2; y++)
            for (var x = 2; x < Size - 2; x++)
            {
                double sum = 0, dx = x - Size / 2, dy = y - Size / 2;
                for (var v = -2; v <= 2; v++) for (var u = -2; u <= 2; u++) sum += noise[y + v, x + u];
                if (sum / 25 > 0.40 + 0.2 * (dx * dx + dy * dy) / (Size * Size / 4)) mask.Set(x, y);
            }
        return mask.Tight();
    }
}
