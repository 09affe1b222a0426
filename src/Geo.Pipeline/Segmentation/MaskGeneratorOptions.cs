namespace Geo.Pipeline.Segmentation;

/// <summary>
/// Settings of the automatic mask generator, under the names and with the defaults of
/// <c>segment_anything/automatic_mask_generator.py</c>. A model's own defaults come from its <c>model.json</c>.
/// </summary>
/// <param name="PointsPerSide">Prompts along each side of a full window.</param>
/// <param name="PredictedIouThreshold">A mask is kept when its predicted IoU is above this.</param>
/// <param name="StabilityThreshold">A mask is kept when its stability score is at least this.</param>
/// <param name="StabilityOffset">Logits either side of the mask threshold at which the stability score cuts.</param>
/// <param name="CropLayers">0 = the window only; layer i adds 2^i × 2^i enlarged crops of it.</param>
/// <param name="CropOverlapRatio">Overlap of the crops, as a share of the window's short side in layer 1.</param>
/// <param name="CropPointsDownscale">Points per side in layer i are divided by this to the power i.</param>
/// <param name="MinMaskRegionArea">Holes and islands under this many pixels are removed; 0 = off.</param>
public sealed record MaskGeneratorOptions(
    int PointsPerSide = 32,
    float PredictedIouThreshold = 0.88f,
    float StabilityThreshold = 0.95f,
    float StabilityOffset = 1f,
    float BoxNmsThreshold = 0.7f,
    int CropLayers = 0,
    float CropNmsThreshold = 0.7f,
    double CropOverlapRatio = 512.0 / 1500,
    int CropPointsDownscale = 1,
    int MinMaskRegionArea = 0)
{
    /// <summary>Throws <see cref="ArgumentOutOfRangeException"/> naming the first setting out of its range.</summary>
    public MaskGeneratorOptions Checked()
    {
        Within(PointsPerSide, 1, 256, nameof(PointsPerSide));
        Within(PredictedIouThreshold, 0, 1, nameof(PredictedIouThreshold));
        Within(StabilityThreshold, 0, 1, nameof(StabilityThreshold));
        Within(StabilityOffset, 0, 100, nameof(StabilityOffset));
        Within(BoxNmsThreshold, 0, 1, nameof(BoxNmsThreshold));
        Within(CropLayers, 0, 4, nameof(CropLayers));
        Within(CropNmsThreshold, 0, 1, nameof(CropNmsThreshold));
        Within(CropOverlapRatio, 0, 0.9, nameof(CropOverlapRatio));
        Within(CropPointsDownscale, 1, 16, nameof(CropPointsDownscale));
        Within(MinMaskRegionArea, 0, int.MaxValue, nameof(MinMaskRegionArea));
        return this;
    }

    static void Within(double value, double low, double high, string name)
    {
        if (!(value >= low && value <= high))
            throw new ArgumentOutOfRangeException(name, value, FormattableString.Invariant($"{name} must lie in {low} to {high}."));
    }
}
