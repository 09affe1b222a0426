using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;

namespace Geo.Benchmarks.Read;

/// <summary>
/// Every pixel of a tiled GeoTIFF once: windows read as the pipeline reads them (raw values, validity, picture for the model), against
/// <c>gdal_translate</c> of the same pixels to an uncompressed pixel-interleaved file in memory. The file lies in the page cache.
/// </summary>
internal sealed class ReadBenchmark : IBenchmark
{
    const int Size = 8_192, Repetitions = 3;

    public string Name => "read";
    public string About => "windows of a tiled GeoTIFF against gdal_translate of the same pixels";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var rows = new List<Measurement>();
        foreach (var (kind, options) in new[] { ("deflate", new[] { "COMPRESS=DEFLATE", "PREDICTOR=2", "NUM_THREADS=ALL_CPUS" }), ("raw", []) })
        {
            place.Say($"writing {Size} x {Size} x 3 bytes, {kind}");
            var file = Path.Combine(place.Folder, $"{kind}.tif");
            SyntheticScene.Write(place.SampleScene, file, Size, Size, options);
            using var scene = SceneRaster.Open(file, new());
            foreach (var window in new[] { 512, 1024 })
                foreach (var threads in new[] { 1, 2 })
                {
                    rows.Add(await CompareAsync(scene, kind, window, threads, cancellationToken));
                    place.Say(FormattableString.Invariant($"{rows[^1].Case}, {threads} threads: {rows[^1].Ours} against {rows[^1].Theirs} MB/s ({rows[^1].Notes})"));
                }
            File.Delete(file);
        }
        return rows;
    }

    async Task<Measurement> CompareAsync(SceneRaster scene, string kind, int window, int threads, CancellationToken cancellationToken)
    {
        var output = Path.Combine(BenchmarkPlace.InMemory, $"geo-bench-{Environment.ProcessId}.bip");
        try
        {
            var (ours, theirs) = await Interleaved.TimeAsync(Repetitions, () => ReadAllAsync(scene, window, threads, cancellationToken),
                () => PeerProgram.RunAsync("gdal_translate", ["-q", "-of", "ENVI", "-co", "INTERLEAVE=BIP", scene.Path, output], cancellationToken,
                    new Dictionary<string, string> { ["GDAL_NUM_THREADS"] = $"{threads}", ["GDAL_PAM_ENABLED"] = "NO" }));
            double a = Interleaved.Best(ours), b = Interleaved.Best(theirs), megabytes = 3.0 * Size * Size / 1e6;
            return new()
            {
                Bench = Name, Case = $"{kind}, {window} px windows", Ours = Math.Round(megabytes / a), Unit = "MB/s", Peer = $"gdal_translate {GdalLibrary.Version}",
                Theirs = Math.Round(megabytes / b), Ratio = Math.Round(b / a, 3), Threads = threads, Bar = 1.5,
                Notes = $"seconds ours {Interleaved.Text(ours)}, theirs {Interleaved.Text(theirs)}; load {Machine.Load()}",
            };
        }
        finally
        {
            foreach (var left in Directory.EnumerateFiles(BenchmarkPlace.InMemory, Path.GetFileNameWithoutExtension(output) + ".*")) File.Delete(left);
        }
    }

    /// <summary>Each thread has a reader and a band of window rows of its own.</summary>
    static Task ReadAllAsync(SceneRaster scene, int size, int threads, CancellationToken cancellationToken)
    {
        var count = (Size + size - 1) / size;
        return Task.WhenAll(Enumerable.Range(0, threads).Select(thread => Task.Factory.StartNew(() =>
        {
            using var reader = scene.OpenReader();
            for (var row = count * thread / threads; row < count * (thread + 1) / threads; row++)
                for (var col = 0; col < count; col++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var window = new PixelRect(col * size, row * size, Math.Min(size, Size - col * size), Math.Min(size, Size - row * size));
                    using var pixels = reader.Read(window);
                    if (pixels.Rgb.IsEmpty) throw new BenchmarkException("A window came back empty.");
                }
        }, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
    }
}
