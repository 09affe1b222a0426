namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>Damaged copies of a file, the same for the same seed.</summary>
static class Mutations
{
    const int LongestText = 64;

    static readonly byte[][] Nasty = [[0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [1, 0, 0, 0]];

    /// <param name="head">Most changes go into this many bytes at either end, where formats keep what they are.</param>
    public static byte[] Of(byte[] original, int seed, int head)
    {
        var near = Math.Min(head, original.Length - 4);
        return Damage(original, seed, (random, length) => random.Next(4) switch
        {
            0 => random.Next(length - 3), 1 => Math.Max(0, length - 4 - random.Next(near)), _ => random.Next(Math.Min(near, length - 3)),
        });
    }

    /// <summary>Changes at given places only.</summary>
    public static byte[] At(byte[] original, int seed, IReadOnlyList<int> places) =>
        Damage(original, seed, (random, length) => Math.Min(places[random.Next(places.Count)], length - 4));

    static byte[] Damage(byte[] original, int seed, Func<Random, int, int> place)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        if (random.Next(8) == 0) Array.Resize(ref bytes, random.Next(bytes.Length));
        for (var i = random.Next(1, 7); i > 0 && bytes.Length > 4; i--)
        {
            var at = place(random, bytes.Length);
            switch (random.Next(3))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                default: Nasty[random.Next(Nasty.Length)].AsSpan(0, random.Next(2) == 0 ? 2 : 4).CopyTo(bytes.AsSpan(at)); break;
            }
        }
        return bytes;
    }

    /// <summary>Where a protobuf file keeps its graph: every byte but those of long fields (weights).</summary>
    public static IReadOnlyList<int> StructureOf(byte[] bytes)
    {
        var places = new List<int>();
        Walk(bytes, 0, bytes.Length, places);
        return places;
    }

    /// <summary>False when the bytes are no message; then nothing was added.</summary>
    static bool Walk(byte[] bytes, int at, int end, List<int> places)
    {
        var before = places.Count;
        while (at < end)
        {
            var start = at;
            var tag = Varint(bytes, ref at, end);
            var length = (tag & 7) switch { 0 => 0, 1 => 8, 2 => (long)Varint(bytes, ref at, end), 5 => 4, _ => long.MaxValue };
            if ((tag & 7) == 0) Varint(bytes, ref at, end);
            if (tag >> 3 == 0 || at > end || length < 0 || length > end - at)
            {
                places.RemoveRange(before, places.Count - before);
                return false;
            }
            places.AddRange(Enumerable.Range(start, at - start));
            if (((tag & 7) != 2 || !Walk(bytes, at, at + (int)length, places)) && length <= LongestText) places.AddRange(Enumerable.Range(at, (int)length));
            at += (int)length;
        }
        return true;
    }

    static ulong Varint(byte[] bytes, ref int at, int end)
    {
        ulong value = 0;
        for (var shift = 0; shift < 64 && at < end; shift += 7)
        {
            value |= (ulong)(bytes[at] & 127) << shift;
            if (bytes[at++] < 128) return value;
        }
        at = int.MaxValue;
        return 0;
    }
}
