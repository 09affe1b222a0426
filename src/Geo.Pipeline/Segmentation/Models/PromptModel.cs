using Geo.Kernels.Devices;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoder and a decoder of any recognised form.</summary>
internal sealed class PromptModel : SegmentationModel
{
    readonly DeviceEncoder _encoder;
    readonly PromptDecoder _decoder;
    readonly ImageInput _image;
    readonly DecoderForm _form;
    readonly ModelSizes _sizes;
    readonly FloatPool _frames, _batches, _logits;
    readonly SemaphoreSlim? _turns;

    PromptModel(DeviceEncoder encoder, PromptDecoder decoder, ImageInput image, DecoderForm form, ModelSizes sizes, int logits, int windows, bool oneAtATime)
    {
        _turns = oneAtATime ? new(1) : null;
        (_encoder, _decoder, _image, _form, _sizes) = (encoder, decoder, image, form, sizes);
        (_frames, _batches, _logits) = (new(image.Length), new(windows * image.Length), new(logits));
    }

    /// <summary>Takes over the sessions.</summary>
    public static PromptModel Create(string family, ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder,
        ComputeDevice device, ImageInput image, ModelSizes sizes, DecoderForm form)
    {
        var file = folder.File;
        var asked = new PromptDecoder(decoder, form, sizes.Features, sizes.LowRes, sizes.Image);
        var trial = new DecoderTrial(asked, folder, sizes);
        var outputs = signature.DecoderOutputs.Named(form.Scores).Dimension(form.HasImageAxis ? 2 : 1)
            ?? signature.DecoderOutputs.Named(form.Masks).Dimension(form.HasImageAxis ? 2 : 1) ?? trial.Outputs();
        var prompts = form.PromptsPerCall > 1 && form.BatchIsUncertain && !trial.AnswersBatches(outputs) ? 1 : form.PromptsPerCall;
        // one picture at a large encoder's size occupies a GPU, and several may not fit
        var windows = image.TakesBatches && !folder.IsLarge ? device.WindowsPerCall : 1;
        var bound = new DeviceEncoder(encoder, asked, form, device, windows);
        if (windows > 1 && !EncoderTrial.EncodesBatches(bound, image, windows)) windows = 1;
        // SAM's own decoder puts its single-mask token first and the three alternatives after it.
        var single = file.Multimask?.SingleMaskIndex ?? (outputs == 4 ? 0 : null);
        return new(bound, asked, image, form, sizes, prompts * outputs * sizes.LowRes * sizes.LowRes, windows, folder.IsLarge)
        {
            Folder = folder,
            Family = family,
            Device = device,
            ImageSize = sizes.Image,
            LowResSize = sizes.LowRes,
            Channels = sizes.Channels,
            Outputs = outputs,
            SingleMaskIndex = single,
            AutomaticOutputs = file.Multimask?.AutomaticOutputs ?? [.. Enumerable.Range(0, outputs).Where(i => outputs == 1 || i != single)],
            WindowsPerCall = windows,
            PromptsPerCall = prompts,
            MaskThreshold = file.MaskThreshold ?? 0,
        };
    }

    public override IReadOnlyList<ImageEmbedding> Encode(IReadOnlyList<ModelPicture> pictures, IVectorDevice device)
    {
        ArgumentOutOfRangeException.ThrowIfZero(pictures.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pictures.Count, WindowsPerCall);
        var pool = pictures.Count > 1 ? _batches : _frames;
        var frames = pool.Rent();
        try
        {
            using var filled = _image.Fill(pictures, device, frames);
            _turns?.Wait();
            try
            {
                return [.. _encoder.Run(_image.Name, filled, pictures.Count > 1, pictures.Count).Select(b => new ImageEmbedding(b, Channels, _sizes.Cells, _sizes.Cells))];
            }
            finally
            {
                _turns?.Release();
            }
        }
        finally
        {
            pool.Return(frames);
        }
    }

    public override DecodedMasks Decode(ImageEmbedding embedding, IReadOnlyList<PromptPoint> points, int pointsPerPrompt)
    {
        var prompts = points.Count / pointsPerPrompt;
        ArgumentOutOfRangeException.ThrowIfNotEqual(prompts * pointsPerPrompt, points.Count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prompts, PromptsPerCall);
        if (!_form.TakesBoxes && points.Any(p => p.Label is PointLabel.BoxTopLeft or PointLabel.BoxBottomRight))
            throw new PromptRefusedException(Family, "it takes points only, no boxes.");
        if (_form.PointsPerPrompt is { } only && pointsPerPrompt != only)
            throw new PromptRefusedException(Family, $"it was exported for {only} point(s) a prompt, {pointsPerPrompt} were given.");

        var logits = _logits.Rent();
        var scores = new float[prompts * Outputs];
        _decoder.Run(embedding.Bound, points, pointsPerPrompt, Outputs, logits, scores);
        return new(prompts, Outputs, LowResSize, logits, scores, () => _logits.Return(logits));
    }

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        _turns?.Dispose();
        lock (DeviceEncoder.GateOf(Device))
        {
            _encoder.Dispose();
            _decoder.Dispose();
        }
    }
}
