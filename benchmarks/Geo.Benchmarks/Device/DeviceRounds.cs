using System.Diagnostics;
using System.Globalization;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Benchmarks.Device;

/// <summary>One device's figures.</summary>
/// <param name="First">Seconds from opening the model to the first window's masks: drivers, compiling.</param>
/// <param name="Stages">Milliseconds a window by stage, added up over the windows in work at once.</param>
/// <param name="Masks">Kept a window.</param>
internal sealed record DeviceTimes(ComputeDevice Device, double WindowsPerSecond, double First, IReadOnlyDictionary<string, double> Stages, double Masks, int AtOnce, int Windows, int PerCall)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Device}: {WindowsPerSecond:0.###} windows/s, {AtOnce} at once, {Windows} an encoder call, {PerCall} prompts a call, {Masks:0.#} masks a window, first window after {First:0.0} s, ms a window {string.Join(", ", Stages.Select(s => $"{s.Key} {s.Value:0.#}"))}");
}

/// <summary>Windows through the whole chain (encode, decode, masks, their features) on the chosen device and on the processor, in turns.</summary>
/// <param name="pictures">RGB of the model's size, pixel-interleaved.</param>
internal sealed class DeviceRounds(string modelFolder, IReadOnlyList<byte[]> pictures, Action<string> say)
{
    const int Rounds = 3, SoftwarePointsPerSide = 2;

    /// <param name="setting">As GEO_DEVICE.</param>
    /// <exception cref="DeviceRefusedException"/>
    public Measurement Measure(string setting, CancellationToken cancellationToken)
    {
        // each window in work keeps to one thread, as in a run
        using var model = ModelLoader.Open(modelFolder, setting, threads: 1);
        using var cpu = ModelLoader.Open(modelFolder, "cpu", threads: 1);
        say($"{model.Device}: {model.Device.Why}");
        var isSoftware = model.Device.IsSoftware;
        var options = isSoftware ? model.Folder.Automatic with { PointsPerSide = SoftwarePointsPerSide } : model.Folder.Automatic;
        List<DeviceTimes> ours = [], theirs = [];
        for (var i = 0; i < (isSoftware ? 1 : Rounds); i++)
        {
            theirs.Add(Round(cpu, options, 2 * cpu.Device.WindowsAtOnce, i == 0, cancellationToken));
            say(theirs[^1].ToString());
            if (model.Device.IsCpu) continue;
            ours.Add(Round(model, options, isSoftware ? 1 : 4 * model.Device.WindowsAtOnce, i == 0 && !isSoftware, cancellationToken));
            say(ours[^1].ToString());
        }
        var (reference, best) = (theirs.MaxBy(t => t.WindowsPerSecond)!, ours.Count > 0 ? ours.MaxBy(t => t.WindowsPerSecond)! : theirs.MaxBy(t => t.WindowsPerSecond)!);
        var first = (ours.Count > 0 ? ours : theirs)[0].First;
        return new()
        {
            Bench = "device",
            Case = $"whole chain, {model.Folder.Name}, {model.ImageSize} px window, {options.PointsPerSide * options.PointsPerSide} prompts, on {best.Device}",
            Ours = Math.Round(best.WindowsPerSecond, 3),
            Unit = "windows/s",
            Peer = $"the same on the CPU, {reference.Device.Name}",
            Theirs = Math.Round(reference.WindowsPerSecond, 3),
            Ratio = Math.Round(best.WindowsPerSecond / reference.WindowsPerSecond, 3),
            Threads = Environment.ProcessorCount,
            Bar = 10,
            Notes = (model.Device.IsCpu ? $"the CPU was measured: {model.Device.Why}; " : isSoftware ? "a software GPU, for correctness only; " : $"{model.Device.Why}; ")
                + $"{best with { First = first }}; CPU: {reference}; peak memory {PeakMemory.Megabytes.ToString("0", CultureInfo.InvariantCulture)} MB",
        };
    }

    DeviceTimes Round(SegmentationModel model, MaskGeneratorOptions options, int windows, bool isFirst, CancellationToken cancellationToken)
    {
        var grid = WindowGrid.Create(model.ImageSize, model.ImageSize, model.ImageSize, 0.25);
        int masks = 0, atOnce = 0;
        double Run(int count, StageClock clock)
        {
            var segmenter = new WindowSegmenter(model, options, threads: 1, clock);
            atOnce = Math.Min(count, segmenter.CallsAtOnce * segmenter.WindowsPerCall);
            var start = Stopwatch.GetTimestamp();
            Parallel.ForEachAsync(Enumerable.Range(0, count).Chunk(segmenter.WindowsPerCall), new ParallelOptions { MaxDegreeOfParallelism = segmenter.CallsAtOnce, CancellationToken = cancellationToken }, async (call, cancel) =>
            {
                WindowPixels[] pixels = [.. call.Select(i => WindowPixels.OfRgb(new(0, 0, model.ImageSize, model.ImageSize), pictures[i % pictures.Count]))];
                var results = await segmenter.SegmentAsync([.. pixels.Select(p => (new WindowIndex(0, 0), p))], grid, cancel);
                Interlocked.Add(ref masks, results.Sum(r => r.Masks.Count));
                foreach (var window in pixels) window.Dispose();
            }).GetAwaiter().GetResult();
            return Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        var first = isFirst ? Run(1, new()) : 0;
        if (isFirst && windows > 1) Run(model.Device.WindowsAtOnce, new());
        masks = 0;
        var clock = new StageClock();
        var seconds = Run(windows, clock);
        return new(model.Device, windows / seconds, first, clock.Seconds.ToDictionary(s => s.Key, s => 1000 * s.Value / windows), (double)masks / windows, atOnce, model.WindowsPerCall, model.PromptsPerCall);
    }
}
