using Geo.Kernels.Devices;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// A promptable segmentation model of any family. Any number of threads may use one; what it returns belongs to the caller.
/// </summary>
public abstract class SegmentationModel : IDisposable
{
    static readonly SimdDevice Processor = new();

    /// <summary>Where it came from and its settings.</summary>
    public required ModelFolder Folder { get; init; }

    /// <summary>The family that was recognised.</summary>
    public required string Family { get; init; }

    /// <summary>What computes.</summary>
    public required ComputeDevice Device { get; init; }

    /// <summary>Side of the model's square frame, pixels; also the size of a window.</summary>
    public required int ImageSize { get; init; }

    /// <summary>Side of the decoder's logit planes.</summary>
    public required int LowResSize { get; init; }

    /// <summary>Length of an embedding cell's feature.</summary>
    public required int Channels { get; init; }

    /// <summary>Planes the decoder gives for a prompt.</summary>
    public required int Outputs { get; init; }

    /// <summary>The plane meant for unambiguous prompts (boxes, several points); null when every plane is an alternative.</summary>
    public required int? SingleMaskIndex { get; init; }

    /// <summary>Planes that the automatic generator considers; SAM takes the three alternatives.</summary>
    public required IReadOnlyList<int> AutomaticOutputs { get; init; }

    /// <summary>Most windows of one encoder call.</summary>
    public required int WindowsPerCall { get; init; }

    /// <summary>Most prompts of one decoder call.</summary>
    public required int PromptsPerCall { get; init; }

    /// <summary>A pixel is in the mask when its logit is above this.</summary>
    public required float MaskThreshold { get; init; }

    /// <param name="rgb">Pixel-interleaved 8-bit RGB, at most ImageSize on each side; the rest of the frame is padding.</param>
    public ImageEmbedding Encode(ReadOnlySpan<byte> rgb, int width, int height) =>
        Encode(new ModelPicture(rgb.ToArray(), width, height, width, height), Processor);

    /// <param name="device">Fills the network's input.</param>
    public ImageEmbedding Encode(in ModelPicture picture, IVectorDevice device) => Encode([picture], device)[0];

    /// <summary>Several windows in one call of the encoder. A call of fewer than <see cref="WindowsPerCall"/>, but for one alone, is filled up with
    /// empty ones, so that a window's embedding does not depend on how many others there were.</summary>
    /// <param name="pictures">1 to <see cref="WindowsPerCall"/>.</param>
    /// <returns>In the same order.</returns>
    public abstract IReadOnlyList<ImageEmbedding> Encode(IReadOnlyList<ModelPicture> pictures, IVectorDevice device);

    /// <param name="points">The prompts one after another, each of <paramref name="pointsPerPrompt"/> points; at most <see cref="PromptsPerCall"/> prompts.</param>
    public abstract DecodedMasks Decode(ImageEmbedding embedding, IReadOnlyList<PromptPoint> points, int pointsPerPrompt);

    /// <summary>
    /// The plane that answers a prompt: for a single click the one with the highest predicted IoU, else the single-mask plane.
    /// </summary>
    public int Answer(DecodedMasks decoded, int prompt, bool isSingleClick)
    {
        if (!isSingleClick && SingleMaskIndex is { } single) return single;
        var best = 0;
        for (var i = 1; i < Outputs; i++)
            if (decoded.PredictedIou(prompt, i) > decoded.PredictedIou(prompt, best)) best = i;
        return best;
    }

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }
}
