using System.Numerics;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Masks;

/// <summary>Parts of masks. Positions stay those of the frame.</summary>
public static class MaskCropping
{
    /// <summary>The part of the mask inside <paramref name="rect"/>; covers their common rectangle.</summary>
    public static BitMask Crop(this BitMask mask, PixelRect rect)
    {
        var r = mask.Box().Intersect(rect);
        if (r == mask.Box()) return mask;
        var part = new BitMask(r.X, r.Y, r.Width, r.Height);
        part.Unite(mask);
        return part;
    }

    /// <summary>The smallest rectangle that holds every set pixel; empty when there is none.</summary>
    public static PixelRect TightBox(this BitMask mask)
    {
        int top = mask.Y, bottom = mask.Bottom;
        while (top < bottom && !mask.Row(top).ContainsAnyExcept(0UL)) top++;
        while (bottom > top && !mask.Row(bottom - 1).ContainsAnyExcept(0UL)) bottom--;
        if (top == bottom) return new(mask.X, mask.Y, 0, 0);

        int first = mask.WordsPerRow, last = -1;
        ulong firstBits = 0, lastBits = 0;
        for (var word = 0; word < mask.WordsPerRow; word++)
        {
            ulong any = 0;
            for (var y = top; y < bottom; y++) any |= mask.Words[(long)(y - mask.Y) * mask.WordsPerRow + word];
            if (any == 0) continue;
            if (last < 0) (first, firstBits) = (word, any);
            (last, lastBits) = (word, any);
        }
        var left = (first << 6) + BitOperations.TrailingZeroCount(firstBits);
        var right = (last << 6) + 64 - BitOperations.LeadingZeroCount(lastBits);
        return new(mask.X + left, top, right - left, bottom - top);
    }

    /// <summary>The same pixels in the smallest mask.</summary>
    public static BitMask Tight(this BitMask mask) => mask.Crop(mask.TightBox());
}
