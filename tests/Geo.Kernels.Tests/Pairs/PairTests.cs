using Geo.Kernels.Devices;
using Geo.Kernels.Tests.Devices;
using Geo.Kernels.Tests.KMeans;

namespace Geo.Kernels.Tests.Pairs;

[Collection(nameof(DeviceCollection))]
public class PairTests
{
    static readonly (int N, int D, int K)[] Sizes = [(2, 1, 1), (3, 5, 2), (31, 17, 4), (64, 16, 9), (65, 33, 64), (130, 20, 3), (517, 7, 12)];

    public static TheoryData<string, int, int, int> Cases => TestDevices.Each(Sizes);

    public static TheoryData<string> Devices => TestDevices.Names;

    [Theory, MemberData(nameof(Cases))]
    public void The_nearest_are_those_of_the_reference(string device, int n, int d, int k)
    {
        var points = KMeansReference.Random(n, n * d);
        var (indices, squared) = Nearest(device, points, n, d, k);
        for (var i = 0; i < n; i++)
        {
            var expected = Enumerable.Range(0, n).Where(j => j != i).OrderBy(j => Squared(points, d, i, j)).Take(k).ToList();
            var found = indices.AsSpan(i * k, k).ToArray();
            Assert.Equal(k, found.Distinct().Count());
            Assert.DoesNotContain(i, found);
            for (var m = 0; m < k; m++)
            {
                // float32 may swap two that are equally near to seven digits
                Assert.Equal(Squared(points, d, i, expected[m]), Squared(points, d, i, found[m]), 1e-5);
                Assert.Equal(Squared(points, d, i, found[m]), squared[i * k + m], 1e-5);
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void The_nearest_outside_is_that_of_the_reference(string device, int n, int d, int k)
    {
        var points = KMeansReference.Random(n + 1, n * d);
        int[] groups = [.. Enumerable.Range(0, n).Select(i => i * 7 % (k + 1))], rows = [.. Enumerable.Range(0, n).Where(i => i % 3 != 1).Reverse()];
        float[] core = [.. KMeansReference.Random(k, n).Select(v => v * v * d)];
        var (nearest, reach) = NearestOutside(device, points, n, d, rows, groups, core);
        for (var r = 0; r < rows.Length; r++)
        {
            var i = rows[r];
            var others = Enumerable.Range(0, n).Where(j => groups[j] != groups[i]).ToList();
            if (others.Count == 0)
            {
                Assert.Equal((-1, float.PositiveInfinity), (nearest[r], reach[r]));
                continue;
            }
            double Reach(int j) => Math.Max(Squared(points, d, i, j), Math.Max(core[i], core[j]));
            Assert.Equal(others.Min(Reach), reach[r], 1e-5);
            Assert.Equal(others.Min(Reach), Reach(nearest[r]), 1e-5);
            Assert.NotEqual(groups[i], groups[nearest[r]]);
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Cluster_sums_are_those_of_the_reference(string device, int n, int d, int k)
    {
        var points = KMeansReference.Random(n + 2, n * d);
        using var pairs = TestDevices.Get(device).LoadPairs(points, n, d);
        foreach (var seed in new[] { 3, 5 })
        {
            int[] labels = [.. Enumerable.Range(0, n).Select(i => i * seed % k)];
            var sums = new double[n * k];
            pairs.ClusterDistances(labels, k, sums);
            for (var i = 0; i < n; i++)
                for (var c = 0; c < k; c++)
                {
                    var expected = Enumerable.Range(0, n).Where(j => labels[j] == c).Sum(j => Math.Sqrt(Squared(points, d, i, j)));
                    Assert.Equal(expected, sums[i * k + c], 1e-5 * (1 + expected));
                }
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Equal_points_are_at_zero_and_the_lowest_come_first(string device)
    {
        const int n = 150, d = 9, k = 5;
        float[] points = [.. Enumerable.Repeat(1234.567f, n * d)];
        var (indices, squared) = Nearest(device, points, n, d, k);
        Assert.All(squared, s => Assert.Equal(0, s));
        Assert.Equal([1, 2, 3, 4, 5], indices[..k]);
        Assert.Equal([0, 1, 2, 3, 4], indices[^k..]);
        Assert.Equal([0, 1, 2, 4, 5], indices[(3 * k)..(4 * k)]);
        var (nearest, reach) = NearestOutside(device, points, n, d, [149, 0], [.. Enumerable.Range(0, n).Select(i => i == 0 ? 0 : 1)], new float[n]);
        Assert.Equal([0, 1], nearest);
        Assert.Equal([0f, 0f], reach);
    }

    [Theory, MemberData(nameof(Devices))]
    public void One_group_has_nothing_outside(string device)
    {
        var (nearest, reach) = NearestOutside(device, KMeansReference.Random(1, 70 * 3), 70, 3, [0, 69], new int[70], new float[70]);
        Assert.Equal([-1, -1], nearest);
        Assert.All(reach, r => Assert.Equal(float.PositiveInfinity, r));
    }

    [Theory, MemberData(nameof(Devices))]
    public void No_points_and_one_point_have_no_pairs(string device)
    {
        using var none = TestDevices.Get(device).LoadPairs(Array.Empty<float>(), 0, 4);
        none.Nearest(3, [], []);
        none.ClusterDistances([], 2, []);
        none.NearestOutside([], [], [], [], []);
        using var one = TestDevices.Get(device).LoadPairs(new float[4], 1, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => one.Nearest(1, new int[1], new float[1]));
        var sums = new double[2];
        one.ClusterDistances([1], 2, sums);
        Assert.Equal([0.0, 0.0], sums);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Points_that_are_not_finite_are_refused_with_their_row(string device)
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, 1e30f })
        {
            var points = KMeansReference.Random(7, 100 * 18);
            points[61 * 18 + 17] = bad;
            Assert.Equal(61, Assert.Throws<NonFiniteVectorException>(() => TestDevices.Get(device).LoadPairs(points, 100, 18)).Row);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Repeats_to_the_bit(string device)
    {
        var points = KMeansReference.Random(5, 700 * 30);
        var (first, second) = (Nearest(device, points, 700, 30, 8), Nearest(device, points, 700, 30, 8));
        Assert.Equal(first.Indices, second.Indices);
        Assert.Equal(first.Squared, second.Squared);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Cancels(string device)
    {
        using var pairs = TestDevices.Get(device).LoadPairs(new float[6], 2, 3);
        Assert.ThrowsAny<OperationCanceledException>(() => pairs.Nearest(1, new int[2], new float[2], new(true)));
        Assert.ThrowsAny<OperationCanceledException>(() => pairs.NearestOutside([0], [0, 1], [0, 0], new int[1], new float[1], new(true)));
        Assert.ThrowsAny<OperationCanceledException>(() => pairs.ClusterDistances([0, 1], 2, new double[4], new(true)));
    }

    static (int[] Indices, float[] Squared) Nearest(string device, float[] points, int n, int d, int k)
    {
        using var pairs = TestDevices.Get(device).LoadPairs(points, n, d);
        var (indices, squared) = (new int[n * k], new float[n * k]);
        pairs.Nearest(k, indices, squared);
        return (indices, squared);
    }

    static (int[] Nearest, float[] Reach) NearestOutside(string device, float[] points, int n, int d, int[] rows, int[] groups, float[] core)
    {
        using var pairs = TestDevices.Get(device).LoadPairs(points, n, d);
        var (nearest, reach) = (new int[rows.Length], new float[rows.Length]);
        pairs.NearestOutside(rows, groups, core, nearest, reach);
        return (nearest, reach);
    }

    static double Squared(float[] points, int d, int i, int j) => KMeansReference.SquaredDistance(points.AsSpan(i * d, d), points.AsSpan(j * d, d));
}
