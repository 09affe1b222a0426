using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation;

/// <summary>The answer to a click or a box.</summary>
/// <param name="Mask">In the scene's frame; null when the answer is empty.</param>
public sealed record PromptAnswer(BitMask? Mask, float PredictedIou);

/// <summary>A window encoded once, of which clicks and boxes are then asked (click-to-segment).</summary>
public sealed class EncodedWindow : IDisposable
{
    readonly SegmentationModel _model;
    readonly ImageEmbedding _embedding;
    readonly PixelRect _window;
    readonly BitMask? _valid;
    readonly MaskGeometry _geometry;

    public EncodedWindow(SegmentationModel model, WindowPixels pixels)
    {
        (_model, _window, _valid) = (model, pixels.Window, pixels.Valid);
        _embedding = model.Encode(pixels.Rgb, pixels.Width, pixels.Height);
        _geometry = new(model.LowResSize, model.ImageSize, pixels.Width, pixels.Height, pixels.Width, pixels.Height);
    }

    /// <param name="points">One prompt: clicks, or the two corners of a box and clicks; pixels of the working grid.</param>
    public PromptAnswer Ask(IReadOnlyList<PromptPoint> points)
    {
        PromptPoint[] inFrame = [.. points.Select(p => p with { X = p.X - _window.X, Y = p.Y - _window.Y })];
        using var decoded = _model.Decode(_embedding, inFrame, inFrame.Length);
        var output = _model.Answer(decoded, 0, points is [{ Label: PointLabel.Foreground }]);
        var (mask, _) = new LogitUpscaler(_geometry, _model.MaskThreshold, 0).Run(decoded.Logits(0, output), 0);
        mask = mask?.Translate(_window.X, _window.Y);
        if (mask is not null && _valid is not null) mask = PackedBits.Intersect(mask, _valid);
        return new(mask, decoded.PredictedIou(0, output));
    }

    public void Dispose() => _embedding.Dispose();
}
