using System.Numerics;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// xoshiro256** (Blackman and Vigna 2018), seeded by SplitMix64: a generator whose numbers no run-time version changes, so that a
/// seed in run.json means the same result for good.
/// </summary>
internal sealed class Xoshiro256(ulong s0, ulong s1, ulong s2, ulong s3)
{
    public static Xoshiro256 FromSeed(long seed)
    {
        var state = (ulong)seed;
        return new(SplitMix(ref state), SplitMix(ref state), SplitMix(ref state), SplitMix(ref state));
    }

    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var t = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= t;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>In [0, 1), 53 bits.</summary>
    public double NextDouble() => (NextBits() >> 11) * (1.0 / (1L << 53));

    /// <summary>In [0, limit).</summary>
    public int NextBelow(int limit) => (int)(NextDouble() * limit);

    static ulong SplitMix(ref ulong state)
    {
        var z = state += 0x9E3779B97F4A7C15;
        z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9;
        z = (z ^ z >> 27) * 0x94D049BB133111EB;
        return z ^ z >> 31;
    }
}
