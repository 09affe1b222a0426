using Geo.Kernels.Devices;
using Geo.Kernels.Tests.Devices;

namespace Geo.Kernels.Tests.KMeans;

[Collection(nameof(DeviceCollection))]
public class AssignTests
{
    static readonly (int N, int D, int K)[] Sizes =
    [
        (1, 1, 1), (1, 17, 40), (5, 3, 9), (64, 16, 16), (65, 15, 17), (67, 33, 31), (130, 256, 32), (131, 257, 33), (200, 7, 64),
        (1025, 64, 65), (2050, 24, 5), (3, 512, 100),
    ];

    public static TheoryData<string, int, int, int> Cases => TestDevices.Each(Sizes);

    public static TheoryData<string> Devices => TestDevices.Names;

    [Theory, MemberData(nameof(Cases))]
    public void Agrees_with_the_reference(string device, int n, int d, int k)
    {
        var points = KMeansReference.Random(n + d, n * d);
        var centroids = KMeansReference.Random(k * 7 + 1, k * d);
        var (labels, squared) = Assign(device, points, n, d, centroids);
        for (var i = 0; i < n; i++)
        {
            var point = points.AsSpan(i * d, d);
            var (_, least) = KMeansReference.Nearest(point, centroids, k);
            Assert.InRange(labels[i], 0, k - 1);
            var chosen = KMeansReference.SquaredDistance(point, centroids.AsSpan(labels[i] * d, d));
            // Two centroids equally near within float32 rounding may change places; a wrong one is far off.
            Assert.InRange(chosen - least, 0, 4e-6 * d);
            Assert.InRange(Math.Abs(squared[i] - chosen), 0, 1e-5 * chosen + 1e-12);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Most_labels_are_those_of_the_reference(string device)
    {
        const int n = 3000, d = 40, k = 20;
        var points = KMeansReference.Random(1, n * d);
        var centroids = KMeansReference.Random(2, k * d);
        var (labels, _) = Assign(device, points, n, d, centroids);
        var different = Enumerable.Range(0, n).Count(i => labels[i] != KMeansReference.Nearest(points.AsSpan(i * d, d), centroids, k).Label);
        Assert.InRange(different, 0, 1);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Of_equal_centroids_the_lowest_wins(string device)
    {
        const int n = 70, d = 19, k = 75;
        var centroid = KMeansReference.Random(3, d);
        float[] centroids = [.. Enumerable.Range(0, k).SelectMany(_ => centroid)];
        var (labels, _) = Assign(device, KMeansReference.Random(4, n * d), n, d, centroids);
        Assert.All(labels, label => Assert.Equal(0, label));
    }

    [Theory, MemberData(nameof(Devices))]
    public void A_point_on_its_centroid_is_at_zero_though_both_are_far_from_the_origin(string device)
    {
        const int d = 21;
        float[] points = [.. Enumerable.Range(0, 3 * d).Select(i => 1000f + i)];
        var (labels, squared) = Assign(device, points, 3, d, points);
        Assert.Equal([0, 1, 2], labels);
        Assert.Equal([0f, 0f, 0f], squared);
    }

    [Theory, MemberData(nameof(Devices))]
    public void No_points_give_no_labels(string device)
    {
        var (labels, squared) = Assign(device, [], 0, 4, new float[8]);
        Assert.Empty(labels);
        Assert.Empty(squared);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Repeats_to_the_bit(string device)
    {
        var points = KMeansReference.Random(5, 5000 * 30);
        var centroids = KMeansReference.Random(6, 21 * 30);
        var first = Assign(device, points, 5000, 30, centroids);
        var second = Assign(device, points, 5000, 30, centroids);
        Assert.Equal(first.Labels, second.Labels);
        Assert.Equal(first.Squared, second.Squared);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Points_that_are_not_finite_are_refused_with_their_row(string device)
    {
        foreach (var bad in new[] { float.NaN, float.PositiveInfinity, float.NegativeInfinity, 1e30f })
            foreach (var k in new[] { 1, 40 })
            {
                var points = KMeansReference.Random(7, 100 * 18);
                points[61 * 18 + 17] = bad;
                var e = Assert.Throws<NonFiniteVectorException>(
                    () => Assign(device, points, 100, 18, KMeansReference.Random(8, k * 18)));
                Assert.Equal(61, e.Row);
                Assert.Contains("points, row 61", e.Message);
            }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Centroids_that_are_not_finite_are_refused_with_their_row(string device)
    {
        float[] centroids = [0, 0, 0, 0, float.NaN, 0];
        var e = Assert.Throws<NonFiniteVectorException>(() => Assign(device, new float[4], 2, 2, centroids));
        Assert.Equal(2, e.Row);
    }

    [Theory, MemberData(nameof(Devices))]
    public void Lengths_that_do_not_fit_are_refused(string device)
    {
        Assert.Throws<ArgumentException>(() => TestDevices.Get(device).LoadPoints(new float[7], 2, 3));
        using var points = TestDevices.Get(device).LoadPoints(new float[6], 2, 3);
        Assert.Throws<ArgumentException>(() => points.Assign(new float[4], new int[2], new float[2]));
        Assert.Throws<ArgumentException>(() => points.Assign([], new int[2], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => points.Assign(new float[3], new int[1], new float[2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => points.Assign(new float[3], new int[2], new float[3]));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Cancels(string device)
    {
        using var points = TestDevices.Get(device).LoadPoints(new float[6], 2, 3);
        Assert.ThrowsAny<OperationCanceledException>(() => points.Assign(new float[3], new int[2], new float[2], new(true)));
    }

    static (int[] Labels, float[] Squared) Assign(string device, float[] values, int n, int d, float[] centroids)
    {
        using var points = TestDevices.Get(device).LoadPoints(values, n, d);
        var (labels, squared) = (new int[n], new float[n]);
        points.Assign(centroids, labels, squared);
        return (labels, squared);
    }
}
