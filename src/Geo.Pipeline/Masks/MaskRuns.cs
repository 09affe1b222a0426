using System.Numerics;

namespace Geo.Pipeline.Masks;

/// <summary>Set pixels [X, End) of row Y, as long as possible, in the mask's frame.</summary>
public readonly record struct MaskRun(int Y, int X, int End);

/// <summary>Masks as runs of set pixels, row by row.</summary>
public static class MaskRuns
{
    public static Enumerable Runs(this BitMask mask) => new(mask);

    /// <summary>Length of the border in pixel sides, holes included.</summary>
    public static long Perimeter(this BitMask mask)
    {
        long n = 0;
        var words = mask.WordsPerRow;
        for (var v = 0; v < mask.Height; v++)
        {
            ulong carry = 0;
            for (var i = 0; i < words; i++)
            {
                var bits = mask.Words[(long)v * words + i];
                var above = v == 0 ? 0 : mask.Words[(long)(v - 1) * words + i];
                n += BitOperations.PopCount(bits ^ (bits << 1 | carry)) + BitOperations.PopCount(bits ^ above);
                if (v == mask.Height - 1) n += BitOperations.PopCount(bits);
                carry = bits >> 63;
            }
            n += (long)carry;
        }
        return n;
    }

    /// <summary>First column at or after <paramref name="from"/> whose bit is set; the row's length in bits when there is none.</summary>
    internal static int NextSet(ReadOnlySpan<ulong> row, int from) => Next(row, from, 0);

    /// <summary>First column at or after <paramref name="from"/> whose bit is unset; the row's length in bits when there is none.</summary>
    internal static int NextUnset(ReadOnlySpan<ulong> row, int from) => Next(row, from, ~0UL);

    static int Next(ReadOnlySpan<ulong> row, int from, ulong flip)
    {
        var word = from >> 6;
        if (word >= row.Length) return row.Length << 6;
        var bits = (row[word] ^ flip) & ~0UL << (from & 63);
        while (bits == 0)
        {
            if (++word == row.Length) return row.Length << 6;
            bits = row[word] ^ flip;
        }
        return (word << 6) + BitOperations.TrailingZeroCount(bits);
    }

    public readonly struct Enumerable(BitMask mask)
    {
        public Enumerator GetEnumerator() => new(mask);
    }

    public struct Enumerator(BitMask mask)
    {
        int y = mask.Y, column;

        public MaskRun Current { get; private set; }

        public bool MoveNext()
        {
            for (; y < mask.Bottom; y++, column = 0)
            {
                ReadOnlySpan<ulong> row = mask.Row(y);
                var start = NextSet(row, column);
                if (start >= mask.Width) continue;
                column = Math.Min(NextUnset(row, start), mask.Width);
                Current = new(y, mask.X + start, mask.X + column);
                return true;
            }
            return false;
        }
    }
}
