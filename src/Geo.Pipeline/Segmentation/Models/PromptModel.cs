using Geo.Kernels.Devices;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoder and a decoder of any recognised form.</summary>
internal sealed class PromptModel : SegmentationModel
{
    readonly OrtSession _encoder;
    readonly PromptDecoder _decoder;
    readonly ImageInput _image;
    readonly DecoderForm _form;
    readonly ModelSizes _sizes;
    readonly FloatPool _frames, _logits;
    readonly SemaphoreSlim? _turns;
    readonly FloatPool[] _features;
    readonly DeviceEncoder? _onDevice;

    PromptModel(OrtSession encoder, PromptDecoder decoder, ImageInput image, DecoderForm form, ModelSizes sizes, int logits, bool oneAtATime, ComputeDevice device)
    {
        _onDevice = device.IsCpu ? null : new(encoder, decoder, form, sizes, device);
        _turns = oneAtATime ? new(1) : null;
        (_encoder, _decoder, _image, _form, _sizes) = (encoder, decoder, image, form, sizes);
        (_frames, _logits) = (new(3 * sizes.Image * sizes.Image), new(logits));
        _features = [.. sizes.Features.Select(Length).Select(n => new FloatPool(n))];
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
        // SAM's own decoder puts its single-mask token first and the three alternatives after it.
        var single = file.Multimask?.SingleMaskIndex ?? (outputs == 4 ? 0 : null);
        return new(encoder, asked, image, form, sizes, prompts * outputs * sizes.LowRes * sizes.LowRes, folder.IsLarge, device)
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
            PromptsPerCall = prompts,
            MaskThreshold = file.MaskThreshold ?? 0,
        };
    }

    public override ImageEmbedding Encode(in ModelPicture picture, IVectorDevice device)
    {
        var frame = _frames.Rent();
        // on a device the rest stays there
        float[][] layers = [.. _features.Take(_onDevice is null ? _features.Length : 1).Select(p => p.Rent())];
        try
        {
            using var image = _image.Fill(picture, device, frame);
            _turns?.Wait();
            try
            {
                if (_onDevice is null)
                {
                    Run(image, layers);
                    return new(layers, Channels, _sizes.Cells, _sizes.Cells, () => Return(layers));
                }
                var bound = _onDevice.Run(_image.Name, image, layers[0]);
                return new(layers, Channels, _sizes.Cells, _sizes.Cells, () => Return(layers, bound)) { Bound = bound };
            }
            finally
            {
                _turns?.Release();
            }
        }
        catch
        {
            Return(layers);
            throw;
        }
        finally
        {
            _frames.Return(frame);
        }
    }

    void Run(OrtValue image, float[][] layers)
    {
        var outputs = new NamedValue[layers.Length];
        try
        {
            for (var i = 0; i < layers.Length; i++)
                outputs[i] = new(_form.Features[i].Output, OrtValue.Over(layers[i].AsMemory(), _sizes.Features[i]));
            _encoder.Run([new(_image.Name, image)], outputs);
        }
        finally
        {
            foreach (var output in outputs) output.Value?.Dispose();
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
        if (embedding.Bound is { } bound) _decoder.Run(bound, points, pointsPerPrompt, Outputs, logits, scores);
        else _decoder.Run(embedding.Layers, points, pointsPerPrompt, Outputs, logits, scores);
        return new(prompts, Outputs, LowResSize, logits, scores, () => _logits.Return(logits));
    }

    static int Length(long[] shape) => checked((int)shape.Aggregate((n, d) => n * d));

    void Return(float[][] layers, BoundDecoder? bound = null)
    {
        bound?.Dispose();
        for (var i = 0; i < layers.Length; i++) _features[i].Return(layers[i]);
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
        _onDevice?.Dispose();
    }
}
