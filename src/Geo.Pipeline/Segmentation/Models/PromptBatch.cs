using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Prompts asked in one decoder call where the export takes any number.</summary>
internal static class PromptBatch
{
    /// <summary>On a CPU: more prompts are answered no faster, with the same bits, and each takes 10 to 40 MB in every thread.</summary>
    const int MostOnCpu = 8;

    /// <summary>
    /// As SAM's generator. On a GPU it is the number of calls that costs, and model.json's suggestion, made for the memory of a CPU's threads,
    /// does not count.
    /// </summary>
    const int OnGpu = 64;

    public static int Of(ModelFolder folder, ComputeDevice device) =>
        device.IsCpu ? Math.Min(folder.File.Prompts?.SuggestedMaximum ?? MostOnCpu, MostOnCpu) : OnGpu;
}
