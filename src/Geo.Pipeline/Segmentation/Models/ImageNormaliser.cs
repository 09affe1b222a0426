namespace Geo.Pipeline.Segmentation.Models;

/// <summary>8-bit RGB to the encoder's normalised planes, (value − mean) / deviation on 0 to 255, zeros to the right and below.</summary>
internal sealed class ImageNormaliser
{
    /// <summary>SAM's mean and deviation (ImageNet's × 255).</summary>
    public static readonly float[] SamMean = [123.675f, 116.28f, 103.53f], SamDeviation = [58.395f, 57.12f, 57.375f];

    readonly int _size;
    readonly float[][] _value = new float[3][];

    public ImageNormaliser(int size, float[] mean, float[] deviation)
    {
        _size = size;
        for (var c = 0; c < 3; c++)
        {
            _value[c] = new float[256];
            for (var v = 0; v < 256; v++) _value[c][v] = (v - mean[c]) / deviation[c];
        }
    }

    /// <param name="frame">3 × size × size; wholly written.</param>
    public void Fill(ReadOnlySpan<byte> rgb, int width, int height, Span<float> frame)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, _size);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, _size);
        for (var c = 0; c < 3; c++)
        {
            var table = _value[c];
            var plane = frame.Slice(c * _size * _size, _size * _size);
            for (var y = 0; y < height; y++)
            {
                var row = plane.Slice(y * _size, _size);
                var from = rgb.Slice(3 * y * width, 3 * width);
                for (int x = 0, i = c; x < width; x++, i += 3) row[x] = table[from[i]];
                row[width..].Clear();
            }
            plane[(height * _size)..].Clear();
        }
    }
}
