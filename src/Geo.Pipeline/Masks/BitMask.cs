using System.Numerics;
using Geo.Kernels.Masks;

namespace Geo.Pipeline.Masks;

/// <summary>
/// A binary mask as packed bits: row-major, each row padded to whole 64-bit words, bit 0 of a word is its leftmost pixel.
/// The mask covers pixels [X, X+Width) × [Y, Y+Height) of its frame (the window, or the whole scene at working resolution);
/// everything outside is unset. Bits of the padding are always zero.
/// </summary>
public sealed class BitMask
{
    public BitMask(int x, int y, int width, int height)
        : this(x, y, width, height, new ulong[(long)WordsFor(width) * height]) { }

    public BitMask(int x, int y, int width, int height, ulong[] words)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(width);
        ArgumentOutOfRangeException.ThrowIfNegative(height);
        ArgumentOutOfRangeException.ThrowIfNotEqual(words.LongLength, (long)WordsFor(width) * height);
        (X, Y, Width, Height, Words, WordsPerRow) = (x, y, width, height, words, WordsFor(width));
    }

    public int X { get; }
    public int Y { get; }
    public int Width { get; }
    public int Height { get; }
    public int WordsPerRow { get; }
    public ulong[] Words { get; }

    public int Right => X + Width;
    public int Bottom => Y + Height;

    /// <summary>The same words as the kernels take them.</summary>
    public PackedMask Packed => new(X, Y, Width, Height, Words);

    /// <summary>Set pixels.</summary>
    public long Area
    {
        get
        {
            long n = 0;
            foreach (var word in Words) n += BitOperations.PopCount(word);
            return n;
        }
    }

    public static int WordsFor(int width) => (width + 63) >> 6;

    public Span<ulong> Row(int y) => Words.AsSpan((y - Y) * WordsPerRow, WordsPerRow);

    /// <summary>The bit at frame position (x, y); false outside.</summary>
    public bool this[int x, int y]
    {
        get
        {
            int u = x - X, v = y - Y;
            return (uint)u < (uint)Width && (uint)v < (uint)Height
                && (Words[v * WordsPerRow + (u >> 6)] >> (u & 63) & 1) != 0;
        }
    }

    public void Set(int x, int y) => Words[(y - Y) * WordsPerRow + (x - X >> 6)] |= 1UL << (x - X & 63);

    /// <summary>The same bits in a frame whose origin lies at (-dx, -dy) of this one's. Shares the words.</summary>
    public BitMask Translate(int dx, int dy) => new(X + dx, Y + dy, Width, Height, Words);
}
