using System.Numerics;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>Sums of the raw band values under a mask, in double precision. NaN (no data in that band) is left out.</summary>
internal static class BandStatistics
{
    /// <param name="mask">In the window's frame.</param>
    public static BandSums[] Of(BitMask mask, WindowPixels pixels)
    {
        if (pixels.Missing is not null) return ByteStatistics.Of(mask, pixels);
        var sums = new BandSums[pixels.Bands];
        for (var band = 0; band < sums.Length; band++)
        {
            var plane = pixels.Raw(band);
            double sum = 0, squares = 0;
            long count = 0;
            for (var y = mask.Y; y < mask.Bottom; y++)
            {
                var row = plane.Slice(y * pixels.Width, pixels.Width);
                var words = mask.Row(y);
                for (var i = 0; i < words.Length; i++)
                    Add(row, mask.X + i * 64, words[i], ref count, ref sum, ref squares);
            }
            sums[band] = new(count, sum, squares);
        }
        return sums;
    }

    static void Add(ReadOnlySpan<float> row, int x, ulong word, ref long count, ref double sum, ref double squares)
    {
        if (word == ulong.MaxValue && AddWhole(row.Slice(x, 64), ref count, ref sum, ref squares)) return;
        for (; word != 0; word &= word - 1)
        {
            double v = row[x + BitOperations.TrailingZeroCount(word)];
            if (double.IsNaN(v)) continue;
            count++;
            sum += v;
            squares += v * v;
        }
    }

    /// <summary>64 pixels at once; false, and nothing added, when one of them is NaN.</summary>
    static bool AddWhole(ReadOnlySpan<float> values, ref long count, ref double sum, ref double squares)
    {
        Vector<double> s = default, q = default;
        for (var i = 0; i < 64; i += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(values[i..]), out var a, out var b);
            s += a + b;
            q += a * a + b * b;
        }
        var total = Vector.Sum(s);
        if (double.IsNaN(total)) return false;
        count += 64;
        sum += total;
        squares += Vector.Sum(q);
        return true;
    }
}
