namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Prompts asked in one decoder call where the export takes any number: what model.json says, else 64 as SAM's generator.</summary>
internal static class PromptBatch
{
    /// <summary>On a CPU: more prompts are answered no faster, with the same bits, and each takes 10 to 40 MB in every thread.</summary>
    const int MostOnCpu = 8;

    public static int Of(ModelFolder folder, string device) =>
        Math.Min(folder.File.Prompts?.SuggestedMaximum ?? 64, device == "cpu" ? MostOnCpu : int.MaxValue);
}
