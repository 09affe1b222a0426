using System.Numerics;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Segmentation;

/// <summary>
/// Mean encoder feature of a mask: each embedding cell weighs by the share of the mask's pixels that it covers. Made once a
/// window (the embedding is turned cell-major), then asked for every mask.
/// </summary>
internal sealed class MaskFeatures
{
    readonly float[] _cells;
    readonly int _channels, _columns, _rows, _stride;

    /// <param name="embedding">Channels × rows × columns.</param>
    /// <param name="stride">Pixels of the window along a cell's side.</param>
    public MaskFeatures(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride)
    {
        (_channels, _rows, _columns, _stride) = (channels, rows, columns, stride);
        _cells = new float[channels * rows * columns];
        var plane = rows * columns;
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < plane; i++)
                _cells[i * channels + c] = embedding[c * plane + i];
    }

    /// <param name="mask">In the window's frame.</param>
    public float[] Mean(BitMask mask)
    {
        int column0 = mask.X / _stride, columns = Math.Min((mask.Right - 1) / _stride, _columns - 1) - column0 + 1;
        var counts = new int[columns];
        var sum = new float[_channels];
        long area = 0;
        for (var y = mask.Y; y < mask.Bottom;)
        {
            var row = y / _stride;
            if (row >= _rows) break;
            Array.Clear(counts);
            for (var end = Math.Min((row + 1) * _stride, mask.Bottom); y < end; y++)
                Count(mask, y, column0, counts);
            for (var i = 0; i < columns; i++)
            {
                if (counts[i] == 0) continue;
                area += counts[i];
                Add(sum, _cells.AsSpan((row * _columns + column0 + i) * _channels, _channels), counts[i]);
            }
        }
        if (area == 0) return sum;
        var scale = 1f / area;
        for (var i = 0; i < sum.Length; i++) sum[i] *= scale;
        return sum;
    }

    /// <summary>Set pixels of one pixel row in each cell.</summary>
    void Count(BitMask mask, int y, int column0, int[] counts)
    {
        for (var i = 0; i < counts.Length; i++)
            for (var x = 0; x < _stride; x += 64)
            {
                var word = PackedBits.At(mask, (column0 + i) * _stride + x, y);
                counts[i] += BitOperations.PopCount(_stride - x < 64 ? word & PackedBits.Tail(_stride - x) : word);
            }
    }

    static void Add(float[] sum, ReadOnlySpan<float> cell, float weight)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum, i) + new Vector<float>(cell[i..]) * weight).CopyTo(sum, i);
        for (; i < sum.Length; i++) sum[i] += cell[i] * weight;
    }
}
