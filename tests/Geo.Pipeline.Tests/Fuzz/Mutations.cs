namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>Damaged copies of a file, the same for the same seed.</summary>
static class Mutations
{
    static readonly byte[][] Nasty = [[0, 0, 0, 0], [255, 255, 255, 255], [255, 255, 255, 127], [0, 0, 0, 128], [1, 0, 0, 0]];

    /// <param name="head">Most changes go into this many bytes at either end, where formats keep what they are.</param>
    public static byte[] Of(byte[] original, int seed, int head)
    {
        var random = new Random(seed);
        var bytes = (byte[])original.Clone();
        if (random.Next(8) == 0) Array.Resize(ref bytes, random.Next(bytes.Length));
        for (var i = random.Next(1, 7); i > 0 && bytes.Length > 4; i--)
        {
            var near = Math.Min(head, bytes.Length - 4);
            var at = random.Next(4) switch { 0 => random.Next(bytes.Length - 3), 1 => bytes.Length - 4 - random.Next(near), _ => random.Next(near) };
            switch (random.Next(3))
            {
                case 0: bytes[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: bytes[at] = (byte)random.Next(256); break;
                default: Nasty[random.Next(Nasty.Length)].AsSpan(0, random.Next(2) == 0 ? 2 : 4).CopyTo(bytes.AsSpan(at)); break;
            }
        }
        return bytes;
    }
}
