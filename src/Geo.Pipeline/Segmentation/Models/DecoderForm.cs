using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoder's output and the decoder's input that it becomes.</summary>
internal readonly record struct FeatureLink(string Output, string Input);

/// <summary>How a family's decoder is asked and answers: what differs between exports of the same idea.</summary>
internal sealed record DecoderForm
{
    /// <summary>The first is the image embedding.</summary>
    public required IReadOnlyList<FeatureLink> Features { get; init; }

    public string Points { get; init; } = "point_coords";
    public string Labels { get; init; } = "point_labels";
    public OrtElementType LabelType { get; init; } = OrtElementType.Float32;

    /// <summary>[1, prompts, points, 2] rather than [prompts, points, 2].</summary>
    public bool HasImageAxis { get; init; }

    /// <summary>Side of the square frame that points are counted in; null = the encoder's.</summary>
    public int? PointFrame { get; init; }

    /// <summary>Without a box the caller adds a point (0, 0) with label −1.</summary>
    public bool NeedsPaddingPoint { get; init; }

    /// <summary>Knows labels 2 and 3, the corners of a box.</summary>
    public bool TakesBoxes { get; init; } = true;

    /// <summary>Points of one prompt where the export fixed their number.</summary>
    public int? PointsPerPrompt { get; init; }

    /// <summary>1 where the batch of prompts is fixed.</summary>
    public required int PromptsPerCall { get; init; }

    /// <summary>The batch is declared, but exports are known that break on it: tried when the model is opened.</summary>
    public bool BatchIsUncertain { get; init; }

    /// <summary>An empty mask prompt [1 or prompts, 1, side, side] and the flag [1] that says so; null when the decoder has none.</summary>
    public string? MaskPrompt { get; init; }
    public string? HasMask { get; init; }
    public bool IsMaskPerPrompt { get; init; }

    /// <summary>
    /// The size that the decoder enlarges its masks to; null when it does not. We enlarge them ourselves and always ask for the low-resolution size.
    /// </summary>
    public string? ImageSize { get; init; }

    /// <summary>Logits at low resolution: prompts × alternatives × side × side.</summary>
    public required string Masks { get; init; }

    /// <summary>Predicted IoUs: prompts × alternatives.</summary>
    public string Scores { get; init; } = "iou_predictions";
}
