using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>Which device GEO_DEVICE means.</summary>
internal static class DeviceSelection
{
    static readonly ConcurrentDictionary<string, ComputeDevice> Found = new();

    /// <summary>
    /// A device by name as it is; auto the one that encodes a window fastest, GPUs that are software left out. Tried once a process
    /// and model, and not at all where there is no GPU.
    /// </summary>
    /// <param name="open">Loads the model on a device, for the trial.</param>
    public static ComputeDevice Choose(string setting, ModelFolder folder, Func<ComputeDevice, SegmentationModel> open) => setting switch
    {
        "auto" => Found.GetOrAdd(folder.EncoderSha256, _ => Automatic(PresentDevices.MayHaveGpu ? PresentDevices.All : null, device => Seconds(device, open))),
        "cpu" => new("cpu", PresentDevices.ProcessorName(), "asked for"),
        "cuda" or "tensorrt" => new($"{setting}:0", PresentDevices.All.NameOf($"{setting}:0"), "asked for"),
        _ => new(setting, PresentDevices.All.NameOf(setting), "asked for") { IsSoftware = PresentDevices.All.IsSoftware(setting) },
    };

    /// <param name="present">Null: no GPU.</param>
    /// <param name="seconds">Of one encoding.</param>
    internal static ComputeDevice Automatic(PresentDevices? present, Func<ComputeDevice, double> seconds)
    {
        var cpu = new ComputeDevice("cpu", PresentDevices.ProcessorName(), "");
        var (gpus, refused) = present?.Gpus() ?? ([], []);
        if (gpus.Count == 0) return cpu with { Why = refused.Count == 0 ? "there is no GPU" : string.Join("; ", refused) };

        List<string> told = [.. refused];
        var times = new List<(ComputeDevice Device, double Seconds)>();
        foreach (var device in gpus.Append(cpu))
            try
            {
                times.Add((device, seconds(device)));
                told.Add(string.Create(CultureInfo.InvariantCulture, $"{device.Provider} encodes a window in {1000 * times[^1].Seconds:0.#} ms"));
            }
            catch (Exception e) when (!device.IsCpu && e is DeviceRefusedException or OrtException)
            {
                told.Add($"{device}: {(e.InnerException as OrtException ?? e as OrtException)?.NativeText.ReplaceLineEndings(" ") ?? e.Message}");
            }
        return times.MinBy(t => t.Seconds).Device with { Why = string.Join("; ", told) };
    }

    /// <summary>Best of three, after one that pays for loading and compiling.</summary>
    static double Seconds(ComputeDevice device, Func<ComputeDevice, SegmentationModel> open)
    {
        using var model = open(device);
        var grey = new byte[3 * model.ImageSize * model.ImageSize];
        grey.AsSpan().Fill(128);
        var best = double.MaxValue;
        for (var i = 0; i < 4; i++)
        {
            var start = Stopwatch.GetTimestamp();
            using var embedding = model.Encode(grey, model.ImageSize, model.ImageSize);
            _ = embedding.Features[0];          // brought down: the device has done its work
            if (i > 0) best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalSeconds);
        }
        return best;
    }
}
