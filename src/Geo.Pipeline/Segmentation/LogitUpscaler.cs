using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Segmentation;

/// <summary>A mask at the crop's resolution, cropped to its box; null when it is empty or not stable enough.</summary>
internal readonly record struct UpscaledMask(BitMask? Mask, float Stability);

/// <summary>
/// Enlarges a low-resolution logit plane row by row and, while a row is in the cache, counts the logits above the two
/// stability cuts and packs those above the mask threshold. No full-size plane exists. One per thread.
/// </summary>
/// <remarks>Interpolation never leaves the range of its sources: rows and columns whose sources are all below the lower cut are skipped.</remarks>
internal sealed class LogitUpscaler
{
    // Room before a row for the samples that interpolation puts left of the first pixel, after it for whole words.
    const int Margin = 16;

    readonly MaskGeometry _g;
    readonly float _threshold, _lower, _upper;
    readonly RowPair _wide, _frameRows;
    readonly float[] _frameRow;
    readonly ulong[] _bits;
    readonly int _words;
    readonly bool[] _live;

    public LogitUpscaler(MaskGeometry geometry, float threshold, float offset)
    {
        _g = geometry;
        (_threshold, _lower, _upper) = (threshold, threshold - offset, threshold + offset);
        var length = Margin + (Math.Max(geometry.Frame, geometry.Width) + 127) / 64 * 64;
        (_wide, _frameRows, _frameRow) = (new(length), new(length), new float[length]);
        _words = BitMask.WordsFor(geometry.Width);
        _bits = new ulong[_words * geometry.Height];
        _live = new bool[geometry.LowRes];
    }

    /// <param name="logits">LowRes × LowRes, row-major.</param>
    /// <param name="minStability">Below this the mask is not packed.</param>
    public UpscaledMask Run(ReadOnlySpan<float> logits, float minStability)
    {
        var (first, last) = Survey(logits);
        if (last < first) return new(null, float.NaN);

        var (frameFrom, frameTo) = _g.ToFrame.Reach(first, last);
        var (from, to) = _g.Columns.IsIdentity
            ? (frameFrom, Math.Min(frameTo, _g.Width))
            : _g.Columns.Reach(frameFrom, frameTo - 1);
        if (to <= from) return new(null, float.NaN);
        int word0 = from / 64, word1 = (to + 63) / 64;

        Array.Clear(_bits);
        _wide.Forget();
        _frameRows.Forget();
        Counts counts = default;
        for (var y = 0; y < _g.Height; y++)
        {
            if (!IsLive(y)) continue;
            var bits = _bits.AsSpan(y * _words, _words);
            if (_g.Rows.IsIdentity)
            {
                var (a, b) = WidePair(logits, y, word0, word1);
                Pack(a, b, _g.ToFrame.Weight[y], bits, word0, word1, ref counts);
            }
            else
            {
                var a = FrameRow(logits, _g.Rows.Low[y], word0, word1);
                var b = FrameRow(logits, _g.Rows.High[y], word0, word1);
                Pack(a, b, _g.Rows.Weight[y], bits, word0, word1, ref counts);
            }
        }

        var stability = (float)counts.Upper / counts.Lower;
        return stability >= minStability
            ? new(PackedBits.Tighten(new(0, 0, _g.Width, _g.Height, _bits)), stability)
            : new(null, stability);
    }

    /// <summary>Marks the rows with a logit above the lower cut; gives the columns between which such logits lie.</summary>
    (int First, int Last) Survey(ReadOnlySpan<float> logits)
    {
        int n = _g.LowRes, first = n, last = -1;
        var cut = new Vector<float>(_lower);
        for (var y = 0; y < n; y++)
        {
            var row = logits.Slice(y * n, n);
            var live = false;
            var x = 0;
            for (; x <= n - Vector<float>.Count; x += Vector<float>.Count)
            {
                if (!Vector.GreaterThanAny(new Vector<float>(row[x..]), cut)) continue;
                live = true;
                first = Math.Min(first, x);
                last = Math.Max(last, x + Vector<float>.Count - 1);
            }
            for (; x < n; x++)
            {
                if (!(row[x] > _lower)) continue;
                live = true;
                (first, last) = (Math.Min(first, x), Math.Max(last, x));
            }
            _live[y] = live;
        }
        return (first, last);
    }

    bool IsLive(int y)
    {
        var taps = _g.ToFrame;
        if (_g.Rows.IsIdentity) return _live[taps.Low[y]] || _live[taps.High[y]];
        int a = _g.Rows.Low[y], b = _g.Rows.High[y];
        return _live[taps.Low[a]] || _live[taps.High[a]] || _live[taps.Low[b]] || _live[taps.High[b]];
    }

    /// <summary>A row of the frame at the crop's width; needed only where rows are resampled twice.</summary>
    float[] FrameRow(ReadOnlySpan<float> logits, int frameRow, int word0, int word1)
    {
        if (_frameRows.TryGet(frameRow, out var row)) return row;
        var (a, b) = WidePair(logits, frameRow, word0, word1);
        var weight = _g.ToFrame.Weight[frameRow];
        for (var i = Margin + word0 * 64; i < Margin + word1 * 64; i++) row[i] = a[i] + weight * (b[i] - a[i]);
        return row;
    }

    /// <summary>The two low-resolution rows around a frame row, at the crop's width.</summary>
    (float[] A, float[] B) WidePair(ReadOnlySpan<float> logits, int frameRow, int word0, int word1) =>
        (Wide(logits, _g.ToFrame.Low[frameRow], word0, word1), Wide(logits, _g.ToFrame.High[frameRow], word0, word1));

    float[] Wide(ReadOnlySpan<float> logits, int lowRow, int word0, int word1)
    {
        if (_wide.TryGet(lowRow, out var row)) return row;
        var source = logits.Slice(lowRow * _g.LowRes, _g.LowRes);
        if (_g.Columns.IsIdentity)
        {
            Widen(source, row, word0 * 64, Math.Min(word1 * 64, _g.Frame));
            return row;
        }
        Widen(source, _frameRow, 0, _g.Frame);
        var taps = _g.Columns;
        var to = Math.Min(word1 * 64, _g.Width);
        for (var x = word0 * 64; x < to; x++)
        {
            float a = _frameRow[Margin + taps.Low[x]], b = _frameRow[Margin + taps.High[x]];
            row[Margin + x] = a + taps.Weight[x] * (b - a);
        }
        return row;
    }

    /// <summary>Pixels [from, to) of a frame row from a low-resolution row.</summary>
    void Widen(ReadOnlySpan<float> source, float[] row, int from, int to)
    {
        var taps = _g.ToFrame;
        if (!taps.IsQuadruple)
        {
            for (var x = from; x < to; x++)
                row[Margin + x] = source[taps.Low[x]] + taps.Weight[x] * (source[taps.High[x]] - source[taps.Low[x]]);
            return;
        }
        // Between samples i and i+1 lie the pixels 4i+2 to 4i+5, at the same four weights everywhere.
        var weights = Vector128.Create(0.125f, 0.375f, 0.625f, 0.875f);
        var last = source.Length - 1;
        for (var i = from / 4 - 1; 4 * i + 2 < to; i++)
        {
            var a = source[Math.Max(i, 0)];
            var b = source[Math.Min(i + 1, last)];
            var v = Vector128.Create(a) + weights * Vector128.Create(b - a);
            v.StoreUnsafe(ref row[Margin + 4 * i + 2]);
        }
    }

    struct Counts { public long Lower, Upper; }

    /// <summary>One output row between rows a and b: 64 pixels at a time are interpolated, cut at the three levels and packed.</summary>
    void Pack(float[] a, float[] b, float weight, Span<ulong> bits, int word0, int word1, ref Counts counts)
    {
        ref var ra = ref MemoryMarshal.GetArrayDataReference(a);
        ref var rb = ref MemoryMarshal.GetArrayDataReference(b);
        var w = Vector512.Create(weight);
        var (lower, middle, upper) = (Vector512.Create(_lower), Vector512.Create(_threshold), Vector512.Create(_upper));
        long below = 0, above = 0;
        for (var word = word0; word < word1; word++)
        {
            ulong bitsLower = 0, bitsMiddle = 0, bitsUpper = 0;
            for (var part = 0; part < 64; part += 16)
            {
                var at = (nuint)(Margin + word * 64 + part);
                var va = Vector512.LoadUnsafe(ref ra, at);
                var v = va + w * (Vector512.LoadUnsafe(ref rb, at) - va);
                bitsLower |= Vector512.GreaterThan(v, lower).ExtractMostSignificantBits() << part;
                bitsMiddle |= Vector512.GreaterThan(v, middle).ExtractMostSignificantBits() << part;
                bitsUpper |= Vector512.GreaterThan(v, upper).ExtractMostSignificantBits() << part;
            }
            var pixels = word == _words - 1 ? PackedBits.Tail(_g.Width) : ulong.MaxValue;
            below += BitOperations.PopCount(bitsLower & pixels);
            above += BitOperations.PopCount(bitsUpper & pixels);
            bits[word] = bitsMiddle & pixels;
        }
        counts.Lower += below;
        counts.Upper += above;
    }

    /// <summary>The last two rows made; consecutive rows share one of them.</summary>
    sealed class RowPair(int length)
    {
        readonly float[][] _rows = [new float[length], new float[length]];
        readonly int[] _which = [-1, -1];

        public void Forget() => _which.AsSpan().Fill(-1);

        /// <summary>True when the row is there; else the buffer to put it in.</summary>
        public bool TryGet(int row, out float[] buffer)
        {
            var slot = row & 1;
            buffer = _rows[slot];
            if (_which[slot] == row) return true;
            _which[slot] = row;
            return false;
        }
    }
}
