using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Benchmarks.Masks;

/// <summary>Seconds a window, the shortest of all rounds.</summary>
/// <param name="Whole">Of the whole generator.</param>
/// <param name="Post">Of all but encoder and decoder.</param>
/// <param name="Processor">Of all threads, for the whole; other work on the machine moves it little.</param>
/// <param name="Masks">Masks kept a window.</param>
internal sealed record MaskTimes(double Whole, double Post, double Processor, double Masks)
{
    public static MaskTimes Best(IReadOnlyList<MaskTimes> rounds) =>
        new(rounds.Min(r => r.Whole), rounds.Min(r => r.Post), rounds.Min(r => r.Processor), rounds[0].Masks);
}

internal sealed record MaskComparison(MaskTimes Ours, MaskTimes Theirs, string Peer, string Notes);

/// <summary>
/// Windows of the sample scene by the engine, one after another, and by training/reference_amg.py, in turns. The engine also averages features and
/// sums bands under each mask, which the peer does not. The peer's time begins once its weights are loaded and its networks have run once.
/// </summary>
internal sealed class MaskRounds
{
    const int Size = 512, Rounds = 3;
    static readonly PixelRect[] Windows = [new(0, 0, Size, Size), new(1200, 700, Size, Size)];

    readonly Dictionary<(int, bool), MaskComparison> _measured = [];

    /// <param name="cleans">With the model's clean-up of small regions; else without.</param>
    public async Task<MaskComparison> MeasureAsync(BenchmarkPlace place, int threads, bool cleans, CancellationToken cancellationToken)
    {
        if (_measured.TryGetValue((threads, cleans), out var known)) return known;
        using var scene = SceneRaster.Open(place.SampleScene, new());
        using var reader = scene.OpenReader();
        var pixels = Windows.Select(reader.Read).ToList();
        try
        {
            List<string> files = [];
            foreach (var window in pixels)
            {
                files.Add(Path.Combine(place.Folder, $"{files.Count}.rgb"));
                await File.WriteAllBytesAsync(files[^1], window.Rgb.ToArray(), cancellationToken);
            }
            return _measured[(threads, cleans)] = await MeasureAsync(place, scene, pixels, files, threads, cleans, cancellationToken);
        }
        finally
        {
            foreach (var window in pixels) window.Dispose();
        }
    }

    static async Task<MaskComparison> MeasureAsync(
        BenchmarkPlace place, SceneRaster scene, List<WindowPixels> pixels, List<string> files, int threads, bool cleans, CancellationToken cancellationToken)
    {
        using var model = ModelLoader.Open(Path.Combine(place.Root, "models", "tile-sam"), "cpu", threads);
        var options = cleans ? model.Folder.Automatic : model.Folder.Automatic with { MinMaskRegionArea = 0 };
        var grid = WindowGrid.Create(scene.Width, scene.Height, Size, 0.25);
        MaskTimes Engine() => Ours(model, options, threads, grid, pixels, cancellationToken);
        Task<PeerAnswer> Peer(int batch, List<string> files) => PeerAsync(place, files, threads, batch, cleans, cancellationToken);

        // A round that does not count; it also finds the number of prompts a call that suits the peer best.
        _ = Engine();
        var byBatch = new List<PeerAnswer>();
        foreach (var batch in new[] { 16, 64 }) byBatch.Add(await Peer(batch, files[..1]));
        var best = byBatch.MinBy(a => a.Times.Whole)!;
        place.Say($"{threads} threads: the peer takes {best.Batch} prompts a call");

        List<MaskTimes> ours = [], theirs = [];
        for (var i = 0; i < Rounds; i++)
        {
            if (i % 2 == 0) ours.Add(Engine());
            theirs.Add((await Peer(best.Batch, files)).Times);
            if (i % 2 != 0) ours.Add(Engine());
            place.Say(string.Create(CultureInfo.InvariantCulture, $"{threads} threads: {ours[^1].Whole:0.00} against {theirs[^1].Whole:0.00} s a window, of which masks {ours[^1].Post:0.000} against {theirs[^1].Post:0.00}; processor {ours[^1].Processor:0.00} against {theirs[^1].Processor:0.00} s"));
        }
        return new(MaskTimes.Best(ours), MaskTimes.Best(theirs), best.Peer,
            $"{best.Blas}, batches of {model.PromptsPerCall} and {best.Batch}; masks a window {Number(ours[0].Masks)} and {Number(theirs[0].Masks)}; seconds a window ours "
            + $"{Interleaved.Text([.. ours.Select(t => t.Whole)])}, theirs {Interleaved.Text([.. theirs.Select(t => t.Whole)])}; without encoder and decoder ours "
            + $"{Interleaved.Text([.. ours.Select(t => t.Post)])}, theirs {Interleaved.Text([.. theirs.Select(t => t.Post)])}; processor ours {Interleaved.Text([.. ours.Select(t => t.Processor)])}, theirs "
            + $"{Interleaved.Text([.. theirs.Select(t => t.Processor)])}; load {Machine.Load()}");
    }

    static MaskTimes Ours(SegmentationModel model, MaskGeneratorOptions options, int threads, WindowGrid grid, List<WindowPixels> pixels, CancellationToken cancellationToken)
    {
        var clock = new StageClock();
        var segmenter = new WindowSegmenter(model, options, threads, clock);
        var masks = 0;
        var processor = Environment.CpuUsage.TotalTime;
        clock.Time("whole", () =>
        {
            foreach (var window in pixels) masks += segmenter.Segment(window, grid, new(0, 0), cancellationToken).Masks.Count;
        });
        double Of(string stage) => clock.Seconds[stage] / pixels.Count;
        return new(Of("whole"), Of("whole") - Of("encode") - Of("decode"), (Environment.CpuUsage.TotalTime - processor).TotalSeconds / pixels.Count, (double)masks / pixels.Count);
    }

    static async Task<PeerAnswer> PeerAsync(BenchmarkPlace place, List<string> files, int threads, int batch, bool cleans, CancellationToken cancellationToken)
    {
        List<string> arguments = [Path.Combine(place.Root, "training", "reference_amg.py"), "--model", Path.Combine(place.Root, "models", "tile-sam"),
            "--size", $"{Size}", $"{Size}", "--threads", $"{threads}", "--batch", $"{batch}"];
        if (!cleans) arguments.AddRange(["--set", "min_mask_region_area=0"]);
        arguments.AddRange(["--time", .. files]);
        var answer = await PeerProgram.RunAsync("/usr/bin/python3", arguments, cancellationToken,
            new Dictionary<string, string> { ["OMP_NUM_THREADS"] = $"{threads}", ["OPENBLAS_NUM_THREADS"] = $"{threads}" });
        return JsonSerializer.Deserialize<PeerAnswer>(answer)!;
    }

    static string Number(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);

    sealed record PeerAnswer(
        [property: JsonPropertyName("peer")] string Peer, [property: JsonPropertyName("blas")] string Blas,
        [property: JsonPropertyName("batch")] int Batch, [property: JsonPropertyName("windows")] IReadOnlyList<PeerWindow> Windows)
    {
        public MaskTimes Times => new(Windows.Average(w => w.Seconds), Windows.Average(w => w.Seconds - w.Encode - w.Decode), Windows.Average(w => w.Processor), Windows.Average(w => w.Masks));
    }

    sealed record PeerWindow(
        [property: JsonPropertyName("masks")] int Masks, [property: JsonPropertyName("seconds")] double Seconds,
        [property: JsonPropertyName("processor")] double Processor,
        [property: JsonPropertyName("encode")] double Encode, [property: JsonPropertyName("decode")] double Decode);
}
