using Geo.Kernels.Devices;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation;

/// <summary>The masks of one window and the embedding they came from.</summary>
internal sealed record GeneratedMasks(IReadOnlyList<MaskCandidate> Masks, ImageEmbedding Embedding);

/// <summary>
/// The automatic mask generator of Segment Anything (<c>SamAutomaticMaskGenerator.generate</c>), in its order: a grid of points, every
/// alternative of each, predicted-IoU filter, stability filter, threshold, box, edge rule between crops, box NMS in a crop, NMS between
/// crops, small regions. Low predicted IoUs are dropped before their masks are enlarged, which changes nothing. Windows of a scene depart from
/// SAM in two ways: one smaller than the model's frame is padded and not enlarged, so that the working resolution holds at a raster's edge;
/// and points on pixels without data are not asked.
/// </summary>
internal sealed class MaskGenerator
{
    readonly SegmentationModel _model;
    readonly MaskGeneratorOptions _options;
    readonly int _threads;
    readonly StageClock _clock;
    readonly IVectorDevice _device;

    public MaskGenerator(SegmentationModel model, MaskGeneratorOptions options, int threads, StageClock clock, IVectorDevice? device = null)
    {
        (_model, _options, _threads, _clock, _device) = (model, options.Checked(), threads, clock, device ?? new SimdDevice());
    }

    /// <summary>A window of a scene.</summary>
    /// <param name="rgb">Pixel-interleaved, no larger than the model's frame.</param>
    /// <param name="valid">Pixels with data, in the window's frame; null = all.</param>
    public GeneratedMasks Generate(ReadOnlyMemory<byte> rgb, int width, int height, BitMask? valid, CancellationToken cancel) =>
        Generate(CropFrame.Window(rgb, width, height, _model.ImageSize), null, rgb, width, height, valid, cancel);

    /// <summary>The same of a window that is encoded already.</summary>
    /// <param name="embedding">Taken over.</param>
    public GeneratedMasks Generate(CropFrame window, ImageEmbedding embedding, ReadOnlyMemory<byte> rgb, BitMask? valid, CancellationToken cancel) =>
        Generate(window, embedding, rgb, window.Rect.Width, window.Rect.Height, valid, cancel);

    /// <summary>A picture of any size, exactly as SAM does it: resized so that its longest side is the model's, the grid over the whole of it.</summary>
    public GeneratedMasks GenerateImage(ReadOnlyMemory<byte> rgb, int width, int height, CancellationToken cancel) =>
        Generate(CropFrame.Resized(rgb.Span, width, new(0, 0, width, height), _model.ImageSize), null, rgb, width, height, null, cancel);

    GeneratedMasks Generate(CropFrame first, ImageEmbedding? whole, ReadOnlyMemory<byte> rgb, int width, int height, BitMask? valid, CancellationToken cancel)
    {
        var found = new List<MaskCandidate>();
        try
        {
            foreach (var box in CropBoxes.Create(width, height, _options.CropLayers, _options.CropOverlapRatio))
            {
                var crop = box.Layer == 0 ? first : CropFrame.Resized(rgb.Span, width, box.Rect, _model.ImageSize);
                var embedding = box.Layer == 0 && whole is not null ? whole : _clock.Time("encode", () => _model.Encode(crop.Picture, _device));
                if (box.Layer == 0) whole = embedding;
                using var ofCrop = box.Layer == 0 ? null : embedding;
                found.AddRange(InCrop(embedding, crop, box.Layer, new(0, 0, width, height), valid, cancel));
            }
            return new(_clock.Time("masks", () => OfAllCrops(found, width, height)), whole!);
        }
        catch
        {
            whole?.Dispose();
            throw;
        }
    }

    List<MaskCandidate> InCrop(ImageEmbedding embedding, CropFrame crop, int layer, PixelRect window, BitMask? valid, CancellationToken cancel)
    {
        var perSide = Math.Max(1, (int)(_options.PointsPerSide / Math.Pow(_options.CropPointsDownscale, layer)));
        var points = PointGrid.Points(perSide, crop.GridWidth, crop.GridHeight, crop.Rect.Width, crop.Rect.Height);
        if (valid is not null) points.RemoveAll(p => !valid[crop.Rect.X + (int)p.X, crop.Rect.Y + (int)p.Y]);

        var geometry = new MaskGeometry(_model.LowResSize, _model.ImageSize, crop.ContentWidth, crop.ContentHeight, crop.Rect.Width, crop.Rect.Height);
        using var upscalers = new ThreadLocal<LogitUpscaler>(() => new(geometry, _model.MaskThreshold, _options.StabilityOffset));
        var candidates = new List<MaskCandidate>();
        var prompts = new List<PromptPoint>(_model.PromptsPerCall);
        for (var start = 0; start < points.Count; start += _model.PromptsPerCall)
        {
            cancel.ThrowIfCancellationRequested();
            prompts.Clear();
            var end = Math.Min(start + _model.PromptsPerCall, points.Count);
            for (var i = start; i < end; i++)
                prompts.Add(new(points[i].X * crop.ScaleX, points[i].Y * crop.ScaleY, PointLabel.Foreground));
            using var decoded = _clock.Time("decode", () => _model.Decode(embedding, prompts, 1));
            candidates.AddRange(_clock.Time("masks", () => OfBatch(decoded, points, start, crop, window, valid, upscalers)));
        }
        return [.. _clock.Time("masks", () => Suppress(candidates, c => c.PredictedIou, _options.BoxNmsThreshold))];
    }

    /// <summary>The masks of one decoder call that pass all filters, in the order of prompts and outputs.</summary>
    IEnumerable<MaskCandidate> OfBatch(DecodedMasks decoded, List<(float X, float Y)> points, int start, CropFrame crop, PixelRect window,
        BitMask? valid, ThreadLocal<LogitUpscaler> upscalers)
    {
        var likely = new List<(int Prompt, int Output)>();
        for (var prompt = 0; prompt < decoded.Prompts; prompt++)
            foreach (var output in _model.AutomaticOutputs)
                if (decoded.PredictedIou(prompt, output) > _options.PredictedIouThreshold) likely.Add((prompt, output));

        var masks = new MaskCandidate?[likely.Count];
        Parallel.For(0, likely.Count, new ParallelOptions { MaxDegreeOfParallelism = _threads }, i =>
        {
            var (prompt, output) = likely[i];
            var (mask, stability) = upscalers.Value!.Run(decoded.Logits(prompt, output), _options.StabilityThreshold);
            mask = mask?.Translate(crop.Rect.X, crop.Rect.Y);
            if (mask is not null && valid is not null) mask = PackedBits.Intersect(mask, valid);
            if (mask is null || EdgeRule.Near(MaskBox.Of(mask), crop.Rect, window) != WindowEdges.None) return;
            var (x, y) = points[start + prompt];
            masks[i] = new(mask, decoded.PredictedIou(prompt, output), stability, crop.Rect.X + x, crop.Rect.Y + y, crop.Rect);
        });
        return masks.Where(m => m is not null)!;
    }

    List<MaskCandidate> OfAllCrops(List<MaskCandidate> found, int width, int height)
    {
        var kept = found;
        if (_options.CropLayers > 0) kept = Suppress(kept, c => 1f / ((float)c.Crop.Width * c.Crop.Height), _options.CropNmsThreshold);
        if (_options.MinMaskRegionArea > 0) kept = CleanRegions(kept, width, height);
        return kept;
    }

    static List<MaskCandidate> Suppress(IReadOnlyList<MaskCandidate> masks, Func<MaskCandidate, float> score, float threshold)
    {
        MaskBox[] boxes = [.. masks.Select(m => m.Box)];
        float[] scores = [.. masks.Select(score)];
        return [.. BoxNms.Keep(boxes, scores, threshold).Select(i => masks[i])];
    }

    List<MaskCandidate> CleanRegions(IReadOnlyList<MaskCandidate> masks, int width, int height)
    {
        var changed = new HashSet<MaskCandidate>(ReferenceEqualityComparer.Instance);
        var cleaned = new List<MaskCandidate>(masks.Count);
        foreach (var candidate in masks)
        {
            var (mask, isChanged) = SmallRegions.Remove(candidate.Mask, width, height, _options.MinMaskRegionArea);
            cleaned.Add(isChanged ? new(mask, candidate.PredictedIou, candidate.Stability, candidate.X, candidate.Y, candidate.Crop) : candidate);
            if (isChanged) changed.Add(cleaned[^1]);
        }
        return Suppress(cleaned, c => changed.Contains(c) ? 0 : 1, Math.Max(_options.BoxNmsThreshold, _options.CropNmsThreshold));
    }
}
