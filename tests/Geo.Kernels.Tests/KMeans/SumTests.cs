using Geo.Kernels.Devices;
using Geo.Kernels.Tests.Devices;

namespace Geo.Kernels.Tests.KMeans;

[Collection(nameof(DeviceCollection))]
public class SumTests
{
    static readonly (int N, int D, int K)[] Sizes =
        [(1, 1, 1), (1, 16, 5), (127, 15, 1), (128, 32, 1), (129, 17, 1), (1000, 256, 7), (5000, 48, 3), (900, 70, 300)];

    public static TheoryData<string, int, int, int> Cases => TestDevices.Each(Sizes);

    public static TheoryData<string> Devices => TestDevices.Names;

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_the_reference(string device, int n, int d, int k)
    {
        var values = KMeansReference.Random(n, n * d);
        var random = new Random(k);
        int[] labels = [.. Enumerable.Range(0, n).Select(_ => random.Next(k))];
        var (sums, counts) = Sum(TestDevices.Get(device), values, n, d, labels, k);

        var (expected, expectedCounts) = (new double[k * d], new int[k]);
        for (var i = 0; i < n; i++)
        {
            expectedCounts[labels[i]]++;
            for (var j = 0; j < d; j++) expected[labels[i] * d + j] += values[i * d + j];
        }
        Assert.Equal(expectedCounts, counts);
        for (var i = 0; i < sums.Length; i++)
            Assert.InRange(Math.Abs(sums[i] - expected[i]), 0, 2e-6 * (1 + counts[i / d]));
    }

    [Fact]
    public void Threads_do_not_change_a_bit()
    {
        const int n = 40_000, d = 37, k = 6;
        var values = KMeansReference.Random(9, n * d);
        int[] labels = [.. Enumerable.Range(0, n).Select(i => (int)((long)i * i % k))];
        var one = Sum(new SimdDevice(1), values, n, d, labels, k);
        foreach (var threads in new[] { 2, 5, 16 })
            Assert.Equal(one.Sums, Sum(new SimdDevice(threads), values, n, d, labels, k).Sums);
    }

    [Theory, MemberData(nameof(Devices))]
    public void No_points_sum_to_zero(string device)
    {
        var (sums, counts) = Sum(TestDevices.Get(device), [], 0, 3, [], 2);
        Assert.Equal(new double[6], sums);
        Assert.Equal([0, 0], counts);
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_label_outside_is_refused(string device)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Sum(TestDevices.Get(device), new float[2], 2, 1, [0, 3], 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sum(TestDevices.Get(device), new float[2], 2, 1, [0, -1], 3));
    }

    static (double[] Sums, int[] Counts) Sum(IVectorDevice device, float[] values, int n, int d, int[] labels, int k)
    {
        using var points = device.LoadPoints(values, n, d);
        var (sums, counts) = (new double[k * d], new int[k]);
        points.Sum(labels, sums, counts);
        return (sums, counts);
    }
}
