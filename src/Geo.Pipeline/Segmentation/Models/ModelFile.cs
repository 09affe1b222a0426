using System.Text.Json.Serialization;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// <c>model.json</c>. Only the two files are needed; what is left out takes the family's own value (SAM's for its decoders).
/// </summary>
public sealed record ModelFile
{
    [JsonPropertyName("name")] public string? Name { get; init; }
    [JsonPropertyName("version")] public string? Version { get; init; }
    [JsonPropertyName("license")] public string? License { get; init; }

    /// <summary>Side of the model's square frame, pixels.</summary>
    [JsonPropertyName("image_size")] public int? ImageSize { get; init; }

    /// <summary>RGB, on 0 to 255.</summary>
    [JsonPropertyName("pixel_mean")] public float[]? PixelMean { get; init; }
    [JsonPropertyName("pixel_std")] public float[]? PixelStd { get; init; }
    [JsonPropertyName("mask_threshold")] public float? MaskThreshold { get; init; }
    [JsonPropertyName("multimask")] public MultimaskBlock? Multimask { get; init; }
    [JsonPropertyName("automatic")] public AutomaticBlock? Automatic { get; init; }
    [JsonPropertyName("prompts_per_call")] public PromptsBlock? Prompts { get; init; }
    [JsonPropertyName("encoder")] public NetworkBlock? Encoder { get; init; }
    [JsonPropertyName("decoder")] public NetworkBlock? Decoder { get; init; }
    [JsonPropertyName("class_head")] public ClassHeadBlock? ClassHead { get; init; }

    /// <summary>The decoder's outputs. The automatic generator asks all but the single-mask one, as SAM does, unless told otherwise.</summary>
    public sealed record MultimaskBlock
    {
        [JsonPropertyName("outputs")] public int? Outputs { get; init; }
        [JsonPropertyName("single_mask_index")] public int? SingleMaskIndex { get; init; }
        [JsonPropertyName("automatic_outputs")] public int[]? AutomaticOutputs { get; init; }
    }

    /// <summary>The generator's settings that suit this model.</summary>
    public sealed record AutomaticBlock
    {
        [JsonPropertyName("points_per_side")] public int? PointsPerSide { get; init; }
        [JsonPropertyName("predicted_iou_threshold")] public float? PredictedIouThreshold { get; init; }
        [JsonPropertyName("stability_threshold")] public float? StabilityThreshold { get; init; }
        [JsonPropertyName("stability_offset")] public float? StabilityOffset { get; init; }
        [JsonPropertyName("box_nms_threshold")] public float? BoxNmsThreshold { get; init; }
        [JsonPropertyName("min_mask_region_area")] public int? MinMaskRegionArea { get; init; }
    }

    public sealed record PromptsBlock
    {
        [JsonPropertyName("suggested_maximum")] public int? SuggestedMaximum { get; init; }
    }

    /// <summary>One ONNX file of the folder.</summary>
    public record NetworkBlock
    {
        [JsonPropertyName("file")] public string? File { get; init; }
        [JsonPropertyName("sha256")] public string? Sha256 { get; init; }
    }

    /// <summary>A third network: the encoder's mean feature over a mask [N, channels] -> probabilities of classes [N, classes].</summary>
    public sealed record ClassHeadBlock : NetworkBlock
    {
        /// <summary>Names of the built-in labeller's rules, in the order of the probabilities.</summary>
        [JsonPropertyName("classes")] public string[]? Classes { get; init; }
    }
}
