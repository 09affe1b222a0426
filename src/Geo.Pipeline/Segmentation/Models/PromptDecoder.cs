using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Asks a decoder of any <see cref="DecoderForm"/>. Any number of threads may use one.</summary>
internal sealed class PromptDecoder : IDisposable
{
    readonly OrtSession _session;
    readonly DecoderForm _form;
    readonly IReadOnlyList<long[]> _featureShapes;
    readonly int _lowRes;
    readonly float _pointScale;
    readonly float[] _noMask;
    readonly OrtValue _hasMask, _imageSize;

    /// <param name="featureShapes">One for each of the form's features.</param>
    /// <param name="imageSize">Side of the encoder's frame, which prompts come in.</param>
    public PromptDecoder(OrtSession session, DecoderForm form, IReadOnlyList<long[]> featureShapes, int lowRes, int imageSize)
    {
        (_session, _form, _featureShapes, _lowRes) = (session, form, featureShapes, lowRes);
        _pointScale = (float)(form.PointFrame ?? imageSize) / imageSize;
        _noMask = form.MaskPrompt is null ? [] : new float[(form.IsMaskPerPrompt ? form.PromptsPerCall : 1) * lowRes * lowRes];
        _hasMask = OrtValue.Over(new float[1].AsMemory(), 1);
        _imageSize = Integers(form.ImageSize is { } name ? session.Inputs.Named(name).ElementType : OrtElementType.Float32, [lowRes, lowRes], 2);
    }

    /// <summary>The answers land in the arrays.</summary>
    public void Run(BoundDecoder bound, IReadOnlyList<PromptPoint> points, int pointsPerPrompt, int outputs, float[] logits, float[] scores)
    {
        using var answer = new Answer(this, points.Count / pointsPerPrompt, outputs, logits, scores);
        var prompts = Prompts(points, pointsPerPrompt);
        try
        {
            bound.Run(prompts, answer.Masks, answer.Scores);
        }
        finally
        {
            Release(prompts);
        }
    }

    /// <summary>Binds all but the prompts.</summary>
    /// <param name="features">On the device or not, one for each of the form's; taken over.</param>
    /// <param name="gate">Held by the caller now, and by every use of the result.</param>
    /// <param name="copy">Brings the embedding down from a device.</param>
    public BoundDecoder Bind(IReadOnlyList<OrtValue> features, Lock gate, DeviceSplit? copy)
    {
        var unprompted = Constants();
        var binding = new IoBinding(_session);
        try
        {
            for (var i = 0; i < features.Count; i++) binding.BindInput(_form.Features[i].Input, features[i]);
            foreach (var (name, value) in unprompted) binding.BindInput(name, value);
            return new(binding, features, [.. unprompted.Select(c => c.Value).Where(IsOwned)], gate, copy);
        }
        catch
        {
            binding.Dispose();
            Release(unprompted);
            throw;
        }
    }

    /// <summary>
    /// Logits and predicted IoUs in tensors of the decoder's own size, for models whose signature leaves that open. The caller disposes them.
    /// </summary>
    public OrtValue[] Try(IReadOnlyList<float[]> features, IReadOnlyList<PromptPoint> points, int pointsPerPrompt)
    {
        var inputs = Inputs(features, points, pointsPerPrompt);
        try
        {
            return _session.Run(inputs.ToArray(), [_form.Masks, _form.Scores]);
        }
        finally
        {
            Release(inputs);
        }
    }

    List<NamedValue> Inputs(IReadOnlyList<float[]> features, IReadOnlyList<PromptPoint> points, int pointsPerPrompt) =>
    [
        .. features.Select((f, i) => new NamedValue(_form.Features[i].Input, OrtValue.Over(f.AsMemory(), _featureShapes[i]))),
        .. Constants(),
        .. Prompts(points, pointsPerPrompt),
    ];

    /// <summary>What is the same in every call.</summary>
    List<NamedValue> Constants()
    {
        var inputs = new List<NamedValue>(3);
        if (_form.MaskPrompt is { } mask && !_form.IsMaskPerPrompt) inputs.Add(new(mask, OrtValue.Over(_noMask.AsMemory(), 1, 1, _lowRes, _lowRes)));
        if (_form.HasMask is { } hasMask) inputs.Add(new(hasMask, _hasMask));
        if (_form.ImageSize is { } size) inputs.Add(new(size, _imageSize));
        return inputs;
    }

    List<NamedValue> Prompts(IReadOnlyList<PromptPoint> points, int pointsPerPrompt)
    {
        var prompts = points.Count / pointsPerPrompt;
        var pads = _form.NeedsPaddingPoint && !points.Any(p => p.Label is PointLabel.BoxTopLeft);
        var perPrompt = pointsPerPrompt + (pads ? 1 : 0);
        var (xy, labels) = (new float[2 * prompts * perPrompt], new int[prompts * perPrompt]);
        labels.AsSpan().Fill((int)PointLabel.Padding);
        for (var i = 0; i < points.Count; i++)
        {
            var at = i / pointsPerPrompt * perPrompt + i % pointsPerPrompt;
            (xy[2 * at], xy[2 * at + 1], labels[at]) = (points[i].X * _pointScale, points[i].Y * _pointScale, (int)points[i].Label);
        }

        ReadOnlySpan<long> image = _form.HasImageAxis ? [1L] : [];
        var inputs = new List<NamedValue>(3)
        {
            new(_form.Points, OrtValue.Over(xy.AsMemory(), [.. image, prompts, perPrompt, 2])),
            new(_form.Labels, Integers(_form.LabelType, labels, [.. image, prompts, perPrompt])),
        };
        if (_form.MaskPrompt is { } mask && _form.IsMaskPerPrompt) inputs.Add(new(mask, OrtValue.Over(_noMask.AsMemory(), prompts, 1, _lowRes, _lowRes)));
        return inputs;
    }

    /// <summary>Tensors over the caller's arrays.</summary>
    readonly ref struct Answer
    {
        public Answer(PromptDecoder decoder, int prompts, int outputs, float[] logits, float[] scores)
        {
            ReadOnlySpan<long> image = decoder._form.HasImageAxis ? [1L] : [];
            Masks = new(decoder._form.Masks, OrtValue.Over(logits.AsMemory(), [.. image, prompts, outputs, decoder._lowRes, decoder._lowRes]));
            Scores = new(decoder._form.Scores, OrtValue.Over(scores.AsMemory(), [.. image, prompts, outputs]));
        }

        public NamedValue Masks { get; }
        public NamedValue Scores { get; }

        public void Dispose()
        {
            Masks.Value.Dispose();
            Scores.Value.Dispose();
        }
    }

    static OrtValue Integers(OrtElementType type, int[] values, params ReadOnlySpan<long> shape) => type switch
    {
        OrtElementType.Int32 => OrtValue.Over(values.AsMemory(), shape),
        OrtElementType.Int64 => OrtValue.Over(Array.ConvertAll(values, v => (long)v).AsMemory(), shape),
        _ => OrtValue.Over(Array.ConvertAll(values, v => (float)v).AsMemory(), shape),
    };

    void Release(List<NamedValue> inputs)
    {
        foreach (var input in inputs)
            if (IsOwned(input.Value)) input.Value.Dispose();
    }

    /// <summary>By the call, not by this.</summary>
    bool IsOwned(OrtValue value) => value != _hasMask && value != _imageSize;

    public void Dispose()
    {
        _hasMask.Dispose();
        _imageSize.Dispose();
        _session.Dispose();
    }
}
