namespace Geo.Pipeline.Segmentation.Models;

/// <summary>The decoder's answer to a batch of prompts.</summary>
/// <param name="prompts">Prompts answered.</param>
/// <param name="outputs">Planes a prompt.</param>
/// <param name="side">Side of a plane.</param>
/// <param name="logits">Prompts × outputs × side × side.</param>
/// <param name="ious">Prompts × outputs, 0 to 1.</param>
/// <param name="release">Called once, when the buffers are no longer needed.</param>
public sealed class DecodedMasks(int prompts, int outputs, int side, float[] logits, float[] ious, Action? release = null) : IDisposable
{
    Action? _release = release;

    public int Prompts => prompts;
    public int Outputs => outputs;

    /// <summary>One plane, side × side, row-major.</summary>
    public ReadOnlySpan<float> Logits(int prompt, int output) => logits.AsSpan((prompt * outputs + output) * side * side, side * side);

    public float PredictedIou(int prompt, int output) => ious[prompt * outputs + output];

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
