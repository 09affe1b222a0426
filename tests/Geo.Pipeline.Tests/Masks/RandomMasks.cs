using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Tests.Masks;

/// <summary>Masks with every kind of border: noise, blobs, holes, diagonal touches.</summary>
internal static class RandomMasks
{
    public static BitMask Noise(Random random, int width, int height, double density = 0.5)
    {
        var mask = new BitMask(random.Next(-90, 90), random.Next(-90, 90), width, height);
        for (var y = mask.Y; y < mask.Bottom; y++)
            for (var x = mask.X; x < mask.Right; x++)
                if (random.NextDouble() < density) mask.Set(x, y);
        return mask;
    }

    /// <summary>Smooth blobs like those of a decoder: thresholded sum of a few bumps.</summary>
    public static BitMask Blobs(Random random, int width, int height, int bumps = 6)
    {
        var mask = new BitMask(random.Next(-90, 90), random.Next(-90, 90), width, height);
        var centres = Enumerable.Range(0, bumps).Select(_ => (X: random.NextDouble() * width, Y: random.NextDouble() * height,
            R: (0.05 + 0.2 * random.NextDouble()) * Math.Min(width, height))).ToArray();
        for (var v = 0; v < height; v++)
            for (var u = 0; u < width; u++)
            {
                var sum = 0.0;
                foreach (var (x, y, r) in centres) sum += Math.Exp(-((u - x) * (u - x) + (v - y) * (v - y)) / (r * r));
                if (sum is > 0.4 and < 1.3) mask.Set(mask.X + u, mask.Y + v);
            }
        return mask;
    }

    public static bool Same(BitMask a, BitMask b) =>
        (a.X, a.Y, a.Width, a.Height) == (b.X, b.Y, b.Width, b.Height) && a.Words.AsSpan().SequenceEqual(b.Words);
}
