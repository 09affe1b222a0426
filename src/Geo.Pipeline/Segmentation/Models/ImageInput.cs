using Geo.Kernels.Devices;
using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// How an encoder takes its picture, read from its input: [1,3,H,W] or [1,H,W,3] normalised by us; [H,W,3], [3,H,W] and bytes raw, because
/// the graph normalises them. What the picture leaves free of the frame, to the right and below, has the mean colour: zero once
/// normalised, as SAM pads.
/// </summary>
internal sealed class ImageInput
{
    /// <summary>SAM's mean and deviation (ImageNet's × 255), on 0 to 255.</summary>
    public static readonly float[] SamMean = [123.675f, 116.28f, 103.53f], SamDeviation = [58.395f, 57.12f, 57.375f];

    static readonly float[] Zeros = [0, 0, 0], Ones = [1, 1, 1], FullRange = [255, 255, 255];

    readonly int _size, _rank;
    readonly bool _isPlanar, _isBytes, _graphPads;
    readonly float[] _values = new float[3 * 256];
    readonly float[] _padding = new float[3];

    ImageInput(OrtTensorInfo input, int size, float[] mean, float[] shift, float[] scale)
    {
        (Name, _size, _rank) = (input.Name, size, input.Rank);
        _isPlanar = !IsChannels(input, input.Rank - 1) || IsChannels(input, input.Rank - 3);
        _isBytes = input.ElementType == OrtElementType.UInt8;
        _graphPads = IsRaw(input) && !_isPlanar && input.Dimension(0) is null;
        TakesBatches = input.Rank == 4 && !_isBytes && input.Dimension(0) is null;
        for (var c = 0; c < 3; c++)
        {
            for (var v = 0; v < 256; v++) _values[256 * c + v] = (v - shift[c]) / scale[c];
            _padding[c] = (mean[c] - shift[c]) / scale[c];
            if (_isBytes) _padding[c] = MathF.Round(_padding[c]);
        }
    }

    public string Name { get; }

    /// <summary>Numbers of a whole frame.</summary>
    public int Length => 3 * _size * _size;

    /// <summary>The batch is left open: several pictures may be given at once.</summary>
    public bool TakesBatches { get; }

    /// <summary>Of that many whole frames.</summary>
    public long[] Shape(int pictures) => Shape(pictures, _size, _size);

    long[] Shape(int pictures, int rows, int columns) => (_isPlanar ? new long[] { pictures, 3, rows, columns } : [pictures, rows, columns, 3])[(4 - _rank)..];

    /// <summary>Whether an encoder's inputs are one picture in a form we can fill.</summary>
    public static bool Takes(IReadOnlyList<OrtTensorInfo> inputs) =>
        inputs is [{ ElementType: OrtElementType.Float32 or OrtElementType.UInt8, Rank: 3 or 4 }];

    /// <summary>The frame's fixed side, or null where the graph takes any.</summary>
    public static int? Side(OrtTensorInfo input) => input.Rank == 3
        ? IsChannels(input, 2) ? input.Dimension(0) : input.Dimension(2)
        : input.Dimension(IsChannels(input, 3) ? 1 : 2);

    /// <summary>Normalised by mean and deviation (on 0 to 255), or raw where the graph does that.</summary>
    public static ImageInput Normalised(OrtTensorInfo input, int size, float[]? mean, float[]? deviation)
    {
        var (m, d) = (mean ?? SamMean, deviation ?? SamDeviation);
        return IsRaw(input) ? new(input, size, m, Zeros, Ones) : new(input, size, m, m, d);
    }

    /// <summary>On 0 to 1; the graph normalises by SAM's mean and deviation.</summary>
    public static ImageInput UnitRange(OrtTensorInfo input, int size) => new(input, size, SamMean, Zeros, FullRange);

    /// <param name="pictures">One, or as many as <paramref name="frames"/> has room for.</param>
    /// <param name="frames">Room for one frame or a batch of them; the tensor lies over it. Frames without a picture are zero.</param>
    public OrtValue Fill(IReadOnlyList<ModelPicture> pictures, IVectorDevice device, float[] frames)
    {
        var (rows, columns) = _graphPads ? (pictures[0].ContentHeight, pictures[0].ContentWidth) : (_size, _size);
        for (var i = 0; i < pictures.Count; i++)
        {
            var picture = pictures[i];
            ArgumentOutOfRangeException.ThrowIfGreaterThan(picture.ContentWidth, _size);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(picture.ContentHeight, _size);
            device.FillFrame(picture.Rgb.Span, picture.Width, picture.Height,
                new(picture.ContentWidth, picture.ContentHeight, columns, rows, _isPlanar, _values, _padding), frames.AsSpan(i * Length, 3 * rows * columns));
        }
        frames.AsSpan(pictures.Count * Length).Clear();
        var shape = Shape(frames.Length / Length, rows, columns);
        return _isBytes
            ? OrtValue.Over(Array.ConvertAll(frames[..(3 * rows * columns)], v => (byte)v).AsMemory(), shape)
            : OrtValue.Over(frames.AsMemory(), shape);
    }

    static bool IsRaw(OrtTensorInfo input) => input.Rank == 3 || input.ElementType == OrtElementType.UInt8;

    static bool IsChannels(OrtTensorInfo input, int axis) => input.Dimension(axis) == 3;
}
