using System.Globalization;
using System.Text.Json;
using Geo.Pipeline.Rasters;

namespace Geo.Benchmarks.Scale;

/// <summary>What one <c>geo run</c> took.</summary>
/// <param name="Seconds">Of the whole command, as it reports.</param>
/// <param name="StageSeconds">Over all threads, so that they may sum to more.</param>
internal sealed record WholeRun(int Windows, int Segments, double Seconds, IReadOnlyDictionary<string, double> StageSeconds, double PeakMegabytes)
{
    const int WindowSize = 512, Stride = 384;

    /// <summary>Stages that cost much the same whatever the number of windows: a start, at most a sample of the segments, pictures of one size.</summary>
    static readonly string[] Fixed = ["open", "cluster", "pictures"];

    public double SecondsPerWindow => Seconds / Windows;

    public double SecondsPerWindowWithoutFixed => (Seconds - StageSeconds.Where(s => Fixed.Contains(s.Key)).Sum(s => s.Value)) / Windows;

    /// <summary>What each window past those of a smaller run added, all stages counted.</summary>
    public double SecondsPerWindowBeyond(WholeRun smaller) => (Seconds - smaller.Seconds) / (Windows - smaller.Windows);

    /// <summary>Pixels along a side that makes this many windows of the built-in model at a quarter's overlap.</summary>
    public static int Pixels(int windows) => WindowSize + (windows - 1) * Stride;

    public static async Task<WholeRun> MeasureAsync(BenchmarkPlace place, int width, int height, CancellationToken cancellationToken)
    {
        var expected = WindowGrid.Create(width, height, WindowSize, 0.25);
        place.Say($"{width} x {height} pixels, {expected.Rows * expected.Cols} windows");
        var raster = Path.Combine(place.Folder, $"{width}x{height}.tif");
        SyntheticScene.Write(place.SampleScene, raster, width, height, "COMPRESS=DEFLATE", "ZLEVEL=1", "PREDICTOR=2");
        if (!File.Exists(place.Program)) throw new BenchmarkException($"{place.Program} is not built: run ./geo setup.");
        var output = await PeerProgram.RunAsync("dotnet",
            [place.Program, "run", "--raster", raster, "--points-per-side", "2", "--json"], cancellationToken,
            new Dictionary<string, string> { ["GEO_DATA"] = Path.Combine(place.Folder, $"data-{width}x{height}") });
        File.Delete(raster);
        using var summary = JsonDocument.Parse(output);
        var root = summary.RootElement;
        if (root.GetProperty("failed_windows").GetInt32() > 0) throw new BenchmarkException($"Windows failed: {output}");
        return new(root.GetProperty("windows").GetInt32(), root.GetProperty("segments").GetInt32(), root.GetProperty("seconds").GetDouble(),
            root.GetProperty("stages").EnumerateObject().ToDictionary(s => s.Name, s => s.Value.GetDouble()), root.GetProperty("peak_rss_mb").GetDouble());
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Seconds:0.0} s ({string.Join(", ", StageSeconds.Select(s => FormattableString.Invariant($"{s.Key} {s.Value:0.0}")))}), {Segments} segments, peak {PeakMegabytes:0} MB");
}
