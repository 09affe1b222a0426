using System.Numerics;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary>Reading and cutting of packed masks at any pixel, not only at word borders.</summary>
internal static class PackedBits
{
    /// <summary>64 pixels of row y from x on, pixel x in bit 0; zeros outside the mask.</summary>
    public static ulong At(BitMask mask, int x, int y)
    {
        if ((uint)(y - mask.Y) >= (uint)mask.Height) return 0;
        var row = mask.Row(y);
        var u = x - mask.X;
        int word = u >> 6, shift = u & 63;
        var low = (uint)word < (uint)row.Length ? row[word] >> shift : 0;
        if (shift == 0) return low;
        return (uint)(word + 1) < (uint)row.Length ? low | row[word + 1] << (64 - shift) : low;
    }

    /// <summary>A copy of the mask cropped to the box of its set pixels; null when none is set.</summary>
    public static BitMask? Tighten(BitMask mask)
    {
        int top = -1, bottom = -1;
        Span<ulong> columns = mask.WordsPerRow <= 256 ? stackalloc ulong[mask.WordsPerRow] : new ulong[mask.WordsPerRow];
        columns.Clear();
        for (var y = mask.Y; y < mask.Bottom; y++)
        {
            ulong any = 0;
            var row = mask.Row(y);
            for (var i = 0; i < row.Length; i++)
            {
                any |= row[i];
                columns[i] |= row[i];
            }
            if (any == 0) continue;
            if (top < 0) top = y;
            bottom = y;
        }
        if (top < 0) return null;

        var first = columns.IndexOfAnyExcept(0UL);
        var last = columns.LastIndexOfAnyExcept(0UL);
        var left = mask.X + first * 64 + BitOperations.TrailingZeroCount(columns[first]);
        var right = mask.X + last * 64 + 63 - BitOperations.LeadingZeroCount(columns[last]);
        return Crop(mask, new(left, top, right - left + 1, bottom - top + 1));
    }

    /// <summary>A copy of the part of the mask in <paramref name="rect"/> (same frame).</summary>
    public static BitMask Crop(BitMask mask, PixelRect rect)
    {
        var crop = new BitMask(rect.X, rect.Y, rect.Width, rect.Height);
        var tail = Tail(rect.Width);
        for (var y = rect.Y; y < rect.Bottom; y++)
        {
            var row = crop.Row(y);
            for (var i = 0; i < row.Length; i++) row[i] = At(mask, rect.X + i * 64, y);
            if (row.Length > 0) row[^1] &= tail;
        }
        return crop;
    }

    /// <summary>Pixels set in both, cropped to their box; null when there is none.</summary>
    public static BitMask? Intersect(BitMask mask, BitMask other)
    {
        var both = new BitMask(mask.X, mask.Y, mask.Width, mask.Height);
        for (var y = mask.Y; y < mask.Bottom; y++)
        {
            Span<ulong> from = mask.Row(y), to = both.Row(y);
            for (var i = 0; i < to.Length; i++) to[i] = from[i] & At(other, mask.X + i * 64, y);
        }
        return Tighten(both);
    }

    /// <summary>The bits of a row's last word that are pixels.</summary>
    public static ulong Tail(int width) => (width & 63) == 0 ? ulong.MaxValue : (1UL << (width & 63)) - 1;
}
