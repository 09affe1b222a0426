using System.Numerics;

namespace Geo.Kernels.Masks;

/// <summary>Pooling on the processor, on the caller's thread: windows are what is shared out.</summary>
internal sealed class SimdMaskPooling(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride)
    : MaskPooling(embedding, channels, rows, columns, stride)
{
    private protected override float[][] MeansOf(IReadOnlyList<PackedMask> masks) => [.. masks.Select(Mean)];

    float[] Mean(PackedMask mask)
    {
        var sum = new float[Channels];
        if (mask.Width == 0) return sum;
        int column0 = mask.X / Stride, columns = Math.Max(0, Math.Min((mask.X + mask.Width - 1) / Stride, Columns - 1) - column0 + 1);
        var counts = new int[columns];
        var bottom = mask.Y + mask.Height;
        long area = 0;
        for (var y = mask.Y; y < bottom;)
        {
            var row = y / Stride;
            if (row >= Rows) break;
            Array.Clear(counts);
            for (var end = Math.Min((row + 1) * Stride, bottom); y < end; y++)
                Count(mask, y, column0, counts);
            for (var i = 0; i < columns; i++)
            {
                if (counts[i] == 0) continue;
                area += counts[i];
                Add(sum, Cells.Slice((row * Columns + column0 + i) * Channels, Channels), counts[i]);
            }
        }
        if (area == 0) return sum;
        var scale = 1f / area;
        for (var i = 0; i < sum.Length; i++) sum[i] *= scale;
        return sum;
    }

    /// <summary>Set pixels of one pixel row in each cell.</summary>
    void Count(PackedMask mask, int y, int column0, int[] counts)
    {
        ReadOnlySpan<ulong> row = mask.Words.AsSpan((y - mask.Y) * mask.WordsPerRow, mask.WordsPerRow);
        for (var i = 0; i < counts.Length; i++)
            for (var x = 0; x < Stride; x += 64)
                counts[i] += BitOperations.PopCount(PackedMask.Bits(row, (column0 + i) * Stride + x - mask.X) & PackedMask.First(Stride - x));
    }

    static void Add(float[] sum, ReadOnlySpan<float> cell, float weight)
    {
        var i = 0;
        for (; i <= sum.Length - Vector<float>.Count; i += Vector<float>.Count)
            (new Vector<float>(sum, i) + new Vector<float>(cell[i..]) * weight).CopyTo(sum, i);
        for (; i < sum.Length; i++) sum[i] += cell[i] * weight;
    }
}
