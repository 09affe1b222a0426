using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Geo.Text.Places;

namespace Geo.Text.Articles;

/// <summary>
/// MinHash (Broder 1997) of a text's runs of five words, in bands for locality-sensitive hashing: 16 bands of 5 values. Two texts are near
/// copies when at least <see cref="Threshold"/> of the values agree, an estimate of the Jaccard likeness of their runs with a standard error
/// of 0.05; at a likeness of 0.7 a pair meets in a band with probability 0.95, at 0.8 with 0.998.
/// </summary>
internal static class MinHash
{
    public const double Threshold = 0.7;
    const int Bands = 16, Rows = 5, Values = Bands * Rows, Run = 5;

    static readonly ulong[] Multipliers = Odd(17), Shifts = Odd(29);

    /// <returns>The signature as little-endian uint32; empty for texts of fewer than ten words. And a hash of all words.</returns>
    public static (byte[] Signature, ulong Words) Of(string text)
    {
        var words = Hashes(text);
        ulong all = 14695981039346656037;
        foreach (var w in words) all = Mix(all ^ w);
        if (words.Count < 2 * Run) return ([], all);
        Span<uint> least = stackalloc uint[Values];
        least.Fill(uint.MaxValue);
        for (var i = 0; i + Run <= words.Count; i++)
        {
            ulong h = 0;
            for (var k = 0; k < Run; k++) h = Mix(h ^ words[i + k]);
            for (var v = 0; v < Values; v++) least[v] = Math.Min(least[v], (uint)((h * Multipliers[v] + Shifts[v]) >> 32));
        }
        var signature = new byte[Values * 4];
        for (var v = 0; v < Values; v++) BinaryPrimitives.WriteUInt32LittleEndian(signature.AsSpan(v * 4), least[v]);
        return (signature, all);
    }

    public static long[] BandsOf(byte[] signature)
    {
        if (signature.Length == 0) return [];
        var bands = new long[Bands];
        for (var b = 0; b < Bands; b++)
        {
            var h = (ulong)b + 1;
            for (var r = 0; r < Rows; r++) h = Mix(h ^ BinaryPrimitives.ReadUInt32LittleEndian(signature.AsSpan((b * Rows + r) * 4)));
            bands[b] = (long)h;
        }
        return bands;
    }

    public static double Likeness(byte[] a, byte[] b)
    {
        if (a.Length == 0 || a.Length != b.Length) return 0;
        var x = MemoryMarshal.Cast<byte, uint>(a);
        var y = MemoryMarshal.Cast<byte, uint>(b);
        var equal = 0;
        for (var i = 0; i < x.Length; i++) if (x[i] == y[i]) equal++;
        return equal / (double)x.Length;
    }

    static List<ulong> Hashes(string text)
    {
        var hashes = new List<ulong>(text.Length / 6);
        ulong h = 0;
        foreach (var c in text)
        {
            if (Latin.Fold(c) is not '\0' and var folded) h = (h ^ folded) * 1099511628211;
            else if (h != 0)
            {
                hashes.Add(h);
                h = 0;
            }
        }
        if (h != 0) hashes.Add(h);
        return hashes;
    }

    /// <summary>SplitMix64's finaliser.</summary>
    static ulong Mix(ulong x)
    {
        x += 0x9E3779B97F4A7C15;
        x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9;
        x = (x ^ x >> 27) * 0x94D049BB133111EB;
        return x ^ x >> 31;
    }

    static ulong[] Odd(ulong seed)
    {
        var values = new ulong[Values];
        for (var i = 0; i < Values; i++) values[i] = Mix(seed + (ulong)i) | 1;
        return values;
    }
}
