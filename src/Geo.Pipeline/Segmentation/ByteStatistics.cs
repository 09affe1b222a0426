using System.Numerics;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Segmentation;

/// <summary><see cref="BandStatistics"/> of pixel-interleaved bytes. Sums of whole numbers: exact in any order.</summary>
internal static class ByteStatistics
{
    public static BandSums[] Of(BitMask mask, WindowPixels pixels)
    {
        var bands = pixels.Bands;
        long[] counts = new long[bands], sums = new long[bands], squares = new long[bands];
        var hasGaps = pixels.Missing!.Any(m => m >= 0);
        var lanes = hasGaps ? null : new Lanes(bands);
        ReadOnlySpan<byte> all = pixels.ByteBuffer;
        for (var y = mask.Y; y < mask.Bottom; y++)
        {
            var row = all.Slice(y * pixels.Width * bands, pixels.Width * bands);
            var words = mask.Row(y);
            for (var i = 0; i < words.Length; i++)
            {
                var x = mask.X + i * 64;
                if (words[i] == ulong.MaxValue && lanes is not null) lanes.Add(row.Slice(x * bands, 64 * bands));
                else
                    for (var word = words[i]; word != 0; word &= word - 1)
                        Add(row.Slice((x + BitOperations.TrailingZeroCount(word)) * bands, bands), pixels.Missing!, counts, sums, squares);
            }
        }
        lanes?.Flush(counts, sums, squares);
        return [.. Enumerable.Range(0, bands).Select(b => new BandSums(counts[b], sums[b], squares[b]))];
    }

    static void Add(ReadOnlySpan<byte> pixel, int[] missing, long[] counts, long[] sums, long[] squares)
    {
        for (var band = 0; band < pixel.Length; band++)
        {
            int v = pixel[band];
            if (v == missing[band]) continue;
            counts[band]++;
            sums[band] += v;
            squares[band] += v * v;
        }
    }

    /// <summary>Sums of 64 pixels at once: the samples of a place in the run of 64 × bands are always of one band.</summary>
    sealed class Lanes(int bands)
    {
        // 255² × this fits 32 bits
        const int Most = 65_536;

        readonly uint[] sums = new uint[64 * bands], squares = new uint[64 * bands];
        readonly long[] allSums = new long[bands], allSquares = new long[bands];
        long words;
        int pending;

        public void Add(ReadOnlySpan<byte> samples)
        {
            for (var i = 0; i < samples.Length; i += Vector<byte>.Count)
            {
                Vector.Widen(new Vector<byte>(samples[i..]), out var low, out var high);
                Add(low, i);
                Add(high, i + Vector<ushort>.Count);
            }
            words++;
            if (++pending == Most) Gather();
        }

        void Add(Vector<ushort> samples, int at)
        {
            Vector.Widen(samples, out var a, out var b);
            Vector.Widen(samples * samples, out var aa, out var bb);
            (new Vector<uint>(sums, at) + a).CopyTo(sums, at);
            (new Vector<uint>(squares, at) + aa).CopyTo(squares, at);
            at += Vector<uint>.Count;
            (new Vector<uint>(sums, at) + b).CopyTo(sums, at);
            (new Vector<uint>(squares, at) + bb).CopyTo(squares, at);
        }

        void Gather()
        {
            for (var i = 0; i < sums.Length; i++)
            {
                allSums[i % bands] += sums[i];
                allSquares[i % bands] += squares[i];
            }
            Array.Clear(sums);
            Array.Clear(squares);
            pending = 0;
        }

        public void Flush(long[] counts, long[] totals, long[] totalSquares)
        {
            Gather();
            for (var band = 0; band < bands; band++)
            {
                counts[band] += 64 * words;
                totals[band] += allSums[band];
                totalSquares[band] += allSquares[band];
            }
        }
    }
}
