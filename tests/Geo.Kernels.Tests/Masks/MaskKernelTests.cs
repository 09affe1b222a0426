using Geo.Kernels.Devices;
using Geo.Kernels.Masks;
using Geo.Kernels.Tests.Devices;
using Geo.Kernels.Tests.KMeans;

namespace Geo.Kernels.Tests.Masks;

[Collection(nameof(DeviceCollection))]
public class MaskKernelTests
{
    public static TheoryData<string> Devices => TestDevices.Names;

    public static TheoryData<string, int, int, int> Forms()
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (var name in TestDevices.Names)
            foreach (var (channels, cells, stride) in new[] { (1, 1, 1), (7, 9, 16), (64, 5, 8), (260, 4, 100), (300, 12, 7) })
                cases.Add((string)name, channels, cells, stride);
        return cases;
    }

    [Theory, MemberData(nameof(Forms))]
    public void Mean_features_are_those_of_the_reference(string device, int channels, int cells, int stride)
    {
        var embedding = KMeansReference.Random(channels, channels * cells * cells);
        var size = cells * stride;
        PackedMask[] masks =
        [
            Random(1, 0, 0, size, size), Random(2, size / 2, size / 3, size - size / 2, size / 2), Random(3, size - 1, size - 1, 1, 1),
            Random(4, 0, size / 2, size, 1), Empty(0, 0, size, size), Empty(0, 0, 0, 0), Random(5, size / 4, 0, 1, size), Full(0, 0, size + 5, size + 9),
        ];
        using var features = TestDevices.Get(device).LoadFeatures(embedding, channels, cells, cells, stride);
        var means = features.Means(masks);
        Assert.Equal(masks.Length, means.Length);
        for (var m = 0; m < masks.Length; m++)
        {
            var expected = Mean(masks[m], embedding, channels, cells, stride);
            for (var c = 0; c < channels; c++) Assert.Equal(expected[c], means[m][c], 2e-6);
        }
        Assert.Equal(means, features.Means(masks));
        Assert.Empty(features.Means([]));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Features_that_are_not_finite_are_refused_with_the_mask(string device)
    {
        var embedding = new float[3 * 2 * 2];
        embedding[7] = float.NaN;                                   // channel 1, last cell
        using var features = TestDevices.Get(device).LoadFeatures(embedding, 3, 2, 2, 4);
        Assert.Equal([0f, 0, 0], Assert.Single(features.Means([Full(0, 0, 8, 4)])));
        Assert.Equal(1, Assert.Throws<NonFiniteVectorException>(() => features.Means([Full(0, 0, 8, 4), Full(2, 2, 6, 6)])).Row);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Shared_pixels_are_those_of_the_reference(string device)
    {
        PackedMask[] masks =
        [
            Random(1, 0, 0, 200, 90), Random(2, 63, 5, 64, 64), Random(3, -70, -3, 128, 40), Random(4, 100, 89, 300, 33), Full(10, 10, 65, 3),
            Empty(0, 0, 0, 0), Random(5, 190, 80, 1, 1), Full(0, 0, 700, 200),
        ];
        (int, int)[] pairs = [.. Enumerable.Range(0, masks.Length).SelectMany(a => Enumerable.Range(0, masks.Length).Select(b => (a, b)))];
        var shared = new int[pairs.Length];
        TestDevices.Get(device).Intersections(masks, pairs, shared);
        for (var i = 0; i < pairs.Length; i++)
        {
            var (a, b) = (masks[pairs[i].Item1], masks[pairs[i].Item2]);
            var expected = 0;
            for (var y = a.Y; y < a.Y + a.Height; y++)
                for (var x = a.X; x < a.X + a.Width; x++)
                    if (Has(a, x, y) && Has(b, x, y)) expected++;
            Assert.Equal(expected, shared[i]);
        }
        TestDevices.Get(device).Intersections(masks, [], []);
        Assert.Throws<ArgumentOutOfRangeException>(() => TestDevices.Get(device).Intersections(masks, [(0, 1)], new int[2]));
        Assert.ThrowsAny<ArgumentOutOfRangeException>(() => TestDevices.Get(device).Intersections(masks, [(0, 99)], new int[1]));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Many_threads_may_ask_at_once(string device)
    {
        var embedding = KMeansReference.Random(1, 32 * 64);
        PackedMask[] masks = [Random(1, 0, 0, 64, 64), Random(2, 5, 5, 40, 50)];
        using var first = TestDevices.Get(device).LoadFeatures(embedding, 32, 8, 8, 8);
        var expected = first.Means(masks);
        Parallel.For(0, 16, _ =>
        {
            using var features = TestDevices.Get(device).LoadFeatures(embedding, 32, 8, 8, 8);
            Assert.Equal(expected, features.Means(masks));
        });
    }

    static double[] Mean(PackedMask mask, float[] embedding, int channels, int cells, int stride)
    {
        var (sum, n) = (new double[channels], 0);
        for (var y = mask.Y; y < Math.Min(mask.Y + mask.Height, cells * stride); y++)
            for (var x = mask.X; x < Math.Min(mask.X + mask.Width, cells * stride); x++)
            {
                if (!Has(mask, x, y)) continue;
                n++;
                for (var c = 0; c < channels; c++) sum[c] += embedding[(c * cells + y / stride) * cells + x / stride];
            }
        return [.. sum.Select(s => n == 0 ? 0 : s / n)];
    }

    static bool Has(PackedMask m, int x, int y) => (uint)(x - m.X) < (uint)m.Width && (uint)(y - m.Y) < (uint)m.Height
        && (m.Words[(y - m.Y) * m.WordsPerRow + (x - m.X) / 64] >> ((x - m.X) & 63) & 1) != 0;

    static PackedMask Empty(int x, int y, int width, int height) => new(x, y, width, height, new ulong[(width + 63) / 64 * height]);

    static PackedMask Full(int x, int y, int width, int height) => Filled(x, y, width, height, () => true);

    static PackedMask Random(int seed, int x, int y, int width, int height)
    {
        var random = new Random(seed);
        return Filled(x, y, width, height, () => random.Next(3) > 0);
    }

    static PackedMask Filled(int x, int y, int width, int height, Func<bool> isSet)
    {
        var mask = Empty(x, y, width, height);
        for (var v = 0; v < height; v++)
            for (var u = 0; u < width; u++)
                if (isSet()) mask.Words[v * mask.WordsPerRow + u / 64] |= 1UL << (u & 63);
        return mask;
    }
}
