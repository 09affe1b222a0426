using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>What differs between models whose decoder takes SAM's points, labels and mask prompt.</summary>
/// <param name="TakesRawImage">The encoder takes [height, width, 3] on 0 to 255 and normalises and pads itself.</param>
/// <param name="HasImageSize">The decoder also enlarges its masks to <c>orig_im_size</c>; we enlarge them ourselves and ask for little.</param>
/// <param name="PromptsPerCall">1 where the batch of prompts is fixed.</param>
/// <param name="NeedsPaddingPoint">Without a box the caller adds a point (0, 0) with label −1.</param>
internal sealed record PointDecoderTraits(
    string EncoderInput, string EmbeddingOutput, bool TakesRawImage, bool HasImageSize, int PromptsPerCall, bool NeedsPaddingPoint);

/// <summary>A model whose decoder takes <c>point_coords</c> [B,N,2], <c>point_labels</c> [B,N] and an empty mask prompt.</summary>
internal sealed class PointDecoderModel : SegmentationModel
{
    readonly OrtSession _encoder, _decoder;
    readonly PointDecoderTraits _traits;
    readonly ImageNormaliser _normaliser;
    readonly FloatPool _frames, _embeddings, _logits;
    readonly OrtValue _noMask, _hasMask, _imageSize;

    PointDecoderModel(OrtSession encoder, OrtSession decoder, PointDecoderTraits traits, ImageNormaliser normaliser,
        int imageSize, int lowRes, int embeddingLength, int outputs)
    {
        (_encoder, _decoder, _traits, _normaliser) = (encoder, decoder, traits, normaliser);
        (_frames, _embeddings, _logits) = (new(3 * imageSize * imageSize), new(embeddingLength), new(traits.PromptsPerCall * outputs * lowRes * lowRes));
        _noMask = OrtValue.Over(new float[lowRes * lowRes].AsMemory(), 1, 1, lowRes, lowRes);
        _hasMask = OrtValue.Over(new float[1].AsMemory(), 1);
        _imageSize = OrtValue.Over(new float[] { lowRes, lowRes }.AsMemory(), 2);
    }

    public required int Cells { get; init; }

    public static PointDecoderModel Create(string family, ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder,
        string device, PointDecoderTraits traits)
    {
        var file = folder.File;
        var input = signature.EncoderInputs.Named(traits.EncoderInput);
        var size = file.ImageSize ?? (traits.TakesRawImage ? null : input.Dimension(2)) ?? 1024;
        var masks = signature.DecoderOutputs.Named("low_res_masks");
        var embedding = signature.DecoderInputs.Named("image_embeddings");
        var lowRes = masks.Dimension(2) ?? signature.DecoderInputs.Named("mask_input").Dimension(2) ?? size / 4;
        var (channels, cells) = (embedding.Dimension(1) ?? 256, embedding.Dimension(2) ?? size / 16);
        var outputs = masks.Dimension(1) ?? signature.DecoderOutputs.Named("iou_predictions").Dimension(1) ?? file.Multimask?.Outputs ?? 4;
        // SAM's own decoder puts its single-mask token first and the three alternatives after it.
        var single = file.Multimask?.SingleMaskIndex ?? (outputs == 4 ? 0 : null);
        var normaliser = new ImageNormaliser(size, file.PixelMean ?? ImageNormaliser.SamMean, file.PixelStd ?? ImageNormaliser.SamDeviation);
        return new(encoder, decoder, traits, normaliser, size, lowRes, channels * cells * cells, outputs)
        {
            Folder = folder,
            Family = family,
            Device = device,
            ImageSize = size,
            LowResSize = lowRes,
            Channels = channels,
            Cells = cells,
            Outputs = outputs,
            SingleMaskIndex = single,
            AutomaticOutputs = file.Multimask?.AutomaticOutputs ?? [.. Enumerable.Range(0, outputs).Where(i => outputs == 1 || i != single)],
            PromptsPerCall = traits.PromptsPerCall,
            MaskThreshold = file.MaskThreshold ?? 0,
        };
    }

    public override ImageEmbedding Encode(ReadOnlySpan<byte> rgb, int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, ImageSize);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, ImageSize);
        var frame = _frames.Rent();
        var features = _embeddings.Rent();
        try
        {
            using var image = _traits.TakesRawImage ? Raw(rgb, width, height, frame) : Normalised(rgb, width, height, frame);
            using var embedding = OrtValue.Over(features.AsMemory(), 1, Channels, Cells, Cells);
            _encoder.Run([new(_traits.EncoderInput, image)], [new NamedValue(_traits.EmbeddingOutput, embedding)]);
            return new(features, Channels, Cells, Cells, () => _embeddings.Return(features));
        }
        finally
        {
            _frames.Return(frame);
        }
    }

    public override DecodedMasks Decode(ImageEmbedding embedding, IReadOnlyList<PromptPoint> points, int pointsPerPrompt)
    {
        var prompts = points.Count / pointsPerPrompt;
        ArgumentOutOfRangeException.ThrowIfNotEqual(prompts * pointsPerPrompt, points.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prompts, PromptsPerCall);
        var pads = _traits.NeedsPaddingPoint && !points.Any(p => p.Label is PointLabel.BoxTopLeft);
        var perPrompt = pointsPerPrompt + (pads ? 1 : 0);
        var (xy, labels) = (new float[2 * prompts * perPrompt], new float[prompts * perPrompt]);
        labels.AsSpan().Fill((float)PointLabel.Padding);
        for (var i = 0; i < points.Count; i++)
        {
            var at = i / pointsPerPrompt * perPrompt + i % pointsPerPrompt;
            (xy[2 * at], xy[2 * at + 1], labels[at]) = (points[i].X, points[i].Y, (float)points[i].Label);
        }

        var logits = _logits.Rent();
        var ious = new float[prompts * Outputs];
        using var features = OrtValue.Over(embedding.Memory, 1, Channels, Cells, Cells);
        using var coordinates = OrtValue.Over(xy.AsMemory(), prompts, perPrompt, 2);
        using var kinds = OrtValue.Over(labels.AsMemory(), prompts, perPrompt);
        using var masks = OrtValue.Over(logits.AsMemory(), prompts, Outputs, LowResSize, LowResSize);
        using var scores = OrtValue.Over(ious.AsMemory(), prompts, Outputs);
        ReadOnlySpan<NamedValue> inputs = [new("image_embeddings", features), new("point_coords", coordinates), new("point_labels", kinds),
            new("mask_input", _noMask), new("has_mask_input", _hasMask), new("orig_im_size", _imageSize)];
        _decoder.Run(_traits.HasImageSize ? inputs : inputs[..5], [new NamedValue("low_res_masks", masks), new NamedValue("iou_predictions", scores)]);
        return new(prompts, Outputs, LowResSize, logits, ious, () => _logits.Return(logits));
    }

    OrtValue Normalised(ReadOnlySpan<byte> rgb, int width, int height, float[] frame)
    {
        _normaliser.Fill(rgb, width, height, frame);
        return OrtValue.Over(frame.AsMemory(), 1, 3, ImageSize, ImageSize);
    }

    static OrtValue Raw(ReadOnlySpan<byte> rgb, int width, int height, float[] frame)
    {
        for (var i = 0; i < 3 * width * height; i++) frame[i] = rgb[i];
        return OrtValue.Over(frame.AsMemory(), height, width, 3);
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var value in (OrtValue[])[_noMask, _hasMask, _imageSize]) value.Dispose();
        _encoder.Dispose();
        _decoder.Dispose();
    }
}
