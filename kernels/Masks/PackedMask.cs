using System.Numerics;

namespace Geo.Kernels.Masks;

/// <summary>
/// A mask as packed bits: pixels [X, X+Width) × [Y, Y+Height) of its frame, row-major, each row padded to whole 64-bit words, bit 0 of a word
/// its leftmost pixel, padding zero.
/// </summary>
public readonly record struct PackedMask(int X, int Y, int Width, int Height, ulong[] Words)
{
    public int WordsPerRow => (Width + 63) >> 6;

    /// <summary>Pixels set in both masks of one frame, wherever they lie with respect to each other.</summary>
    public static int IntersectionArea(in PackedMask a, in PackedMask b)
    {
        int x0 = Math.Max(a.X, b.X), x1 = Math.Min(a.X + a.Width, b.X + b.Width);
        int y0 = Math.Max(a.Y, b.Y), y1 = Math.Min(a.Y + a.Height, b.Y + b.Height);
        var n = 0;
        for (var y = y0; y < y1 && x0 < x1; y++)
        {
            ReadOnlySpan<ulong> rowA = a.Words.AsSpan((y - a.Y) * a.WordsPerRow, a.WordsPerRow), rowB = b.Words.AsSpan((y - b.Y) * b.WordsPerRow, b.WordsPerRow);
            for (var x = x0; x < x1; x += 64)
                n += BitOperations.PopCount(Bits(rowA, x - a.X) & Bits(rowB, x - b.X) & First(x1 - x));
        }
        return n;
    }

    /// <summary>64 pixels of a row from its column <paramref name="u"/> on, which may lie partly or wholly outside (unset there).</summary>
    public static ulong Bits(ReadOnlySpan<ulong> row, int u)
    {
        int word = u >> 6, shift = u & 63;
        var low = (uint)word < (uint)row.Length ? row[word] : 0;
        if (shift == 0) return low;
        var high = (uint)(word + 1) < (uint)row.Length ? row[word + 1] : 0;
        return low >> shift | high << (64 - shift);
    }

    /// <summary>The first <paramref name="count"/> bits of a word.</summary>
    public static ulong First(int count) => count >= 64 ? ~0UL : (1UL << count) - 1;
}
