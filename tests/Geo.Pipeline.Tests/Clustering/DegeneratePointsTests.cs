using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public class DegeneratePointsTests
{
    static readonly SimdDevice Device = new(2);

    [Theory]
    [InlineData(null)]
    [InlineData(4)]
    public void No_points_are_no_clusters(int? k)
    {
        var clusters = KMeans.Fit(Array.Empty<float>(), 0, 5, k, 0, Device);
        Assert.Empty(clusters.Items);
        Assert.Empty(clusters.Labels);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(1)]
    [InlineData(8)]
    public void One_point_is_one_cluster(int? k)
    {
        var cluster = Assert.Single(KMeans.Fit(new float[] { 1, 2 }, 1, 2, k, 0, Device).Items);
        Assert.Equal((1, 0, 0.0), (cluster.Size, cluster.Medoid, cluster.Spread));
        Assert.Equal([0], cluster.Nearest);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(8)]
    public void Two_points_are_two_clusters(int? k)
    {
        var clusters = KMeans.Fit(new float[] { 1, 2, 3, 4 }, 2, 2, k, 0, Device);
        Assert.Equal([0, 1], clusters.Labels);
        Assert.Equal(0, clusters.Inertia);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5)]
    public void Equal_points_are_one_cluster(int? k)
    {
        var clusters = KMeans.Fit(Enumerable.Repeat(0.3f, 50 * 7).ToArray(), 50, 7, k, 0, Device);
        var cluster = Assert.Single(clusters.Items);
        Assert.Equal((50, 0), (cluster.Size, cluster.Medoid));
        Assert.Equal(Enumerable.Range(0, 9), cluster.Nearest);
        Assert.Empty(clusters.Curve);
    }

    [Theory]
    [InlineData(9, 4)]
    [InlineData(4, 4)]
    [InlineData(3, 3)]
    [InlineData(null, 4)]
    public void There_are_no_more_clusters_than_distinct_points(int? k, int expected)
    {
        float[] points = [.. Enumerable.Range(0, 40).Select(i => 10f * (i % 4))];
        var clusters = KMeans.Fit(points, 40, 1, k, 0, Device);
        Assert.Equal(expected, clusters.Items.Count);
        Assert.All(clusters.Items, c => Assert.NotEqual(0, c.Size));
    }

    [Fact]
    public void Rare_distinct_points_among_many_equal_ones_are_found()
    {
        var points = new float[200_000];
        (points[777], points[199_998]) = (5, -5);
        var clusters = KMeans.Fit(points, 200_000, 1, 3, 0, Device);
        Assert.Equal([199_998, 1, 1], clusters.Items.Select(c => c.Size));
        Assert.Equal([0, 777, 199_998], clusters.Items.Select(c => c.Medoid));
    }

    [Fact]
    public void A_centre_that_nobody_is_near_is_given_the_worst_point()
    {
        float[] points = [0, 0.1f, 0.2f, 10, 10.1f, 30];
        var clusters = KMeans.FitFrom(points, 6, 1, new float[] { 0, 11, 5000 }, Device);
        Assert.Equal([3, 2, 1], clusters.Items.Select(c => c.Size));
        Assert.Equal([0, 0, 0, 1, 1, 2], clusters.Labels);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(3)]
    public void Points_that_are_not_finite_are_refused_with_their_row(int? k)
    {
        var points = new float[30_000 * 2];
        points[29_991 * 2 + 1] = float.NaN;
        var e = Assert.Throws<NonFiniteVectorException>(() => KMeans.Fit(points, 30_000, 2, k, 0, Device));
        Assert.Equal(29_991, e.Row);
    }

    [Fact]
    public void Impossible_arguments_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(new float[4], 2, 2, 0, 0, Device));
        Assert.Throws<ArgumentException>(() => KMeans.Fit(new float[5], 2, 2, 1, 0, Device));
        Assert.Throws<ArgumentOutOfRangeException>(() => KMeans.Fit(new float[0], 2, 0, 1, 0, Device));
    }
}
