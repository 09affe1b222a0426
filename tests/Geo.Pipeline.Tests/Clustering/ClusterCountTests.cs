using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public class ClusterCountTests
{
    static readonly SimdDevice Device = new(2);

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(9)]
    public void Chooses_the_number_of_blobs(int blobs)
    {
        var points = TestPoints.Blobs([.. Enumerable.Range(0, blobs).Select(i => 30 + 10 * i)], 30, seed: blobs);
        var choice = ClusterCount.Choose(points.Values, points.N, points.D, seed: 1, Device);
        Assert.Equal(blobs, choice.K);
        Assert.Equal(Enumerable.Range(3, 14), choice.Curve.Select(s => s.K));
        Assert.Equal(choice.Curve.Max(s => s.Score), choice.Curve.Single(s => s.K == blobs).Score);
    }

    [Fact]
    public void Noisy_blobs_do_not_catch_it_in_a_local_optimum()
    {
        for (var seed = 0; seed < 6; seed++)
        {
            var points = TestPoints.Blobs([.. Enumerable.Repeat(60, 8)], 32, seed, deviation: 0.7);
            Assert.Equal(8, ClusterCount.Choose(points.Values, points.N, points.D, seed, Device).Curve.MaxBy(s => s.Score).K);
        }
    }

    [Fact]
    public void A_fit_without_k_carries_the_curve_and_equals_the_fit_with_the_chosen_k()
    {
        var points = TestPoints.Blobs([40, 50, 60, 70], 12, seed: 9);
        var chosen = KMeans.Fit(points.Values, points.N, points.D, null, seed: 4, Device);
        var given = KMeans.Fit(points.Values, points.N, points.D, 4, seed: 4, Device);
        Assert.Equal(4, chosen.Items.Count);
        Assert.Equal(14, chosen.Curve.Count);
        Assert.Equal(given.Labels, chosen.Labels);
    }

    [Fact]
    public void Points_without_structure_get_many_clusters()
    {
        var points = TestPoints.Uniform(400, 24, seed: 3);
        var choice = ClusterCount.Choose(points.Values, points.N, points.D, seed: 1, Device);
        var best = choice.Curve.Max(s => s.Score);
        Assert.True(best < 0.25);
        Assert.Equal(choice.Curve.Where(s => s.Score >= best - 0.05).Max(s => s.K), choice.K);
        Assert.True(choice.K > choice.Curve.MaxBy(s => s.Score).K || choice.K == 16);
    }

    [Fact]
    public void A_sample_of_many_points_chooses_alike()
    {
        var points = TestPoints.Blobs([9000, 8000, 5000, 3000], 4, seed: 10);
        Assert.Equal(4, ClusterCount.Choose(points.Values, points.N, points.D, seed: 1, Device).K);
    }

    [Fact]
    public void Numbers_tried_stay_below_the_number_of_points()
    {
        var points = TestPoints.Uniform(6, 3, seed: 11);
        Assert.Equal([3, 4, 5], ClusterCount.Choose(points.Values, 6, 3, seed: 1, Device).Curve.Select(s => s.K));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Up_to_three_points_are_as_many_clusters(int n)
    {
        var points = TestPoints.Uniform(n, 3, seed: 12);
        var choice = ClusterCount.Choose(points.Values, n, 3, seed: 1, Device);
        Assert.Equal(n, choice.K);
        Assert.Empty(choice.Curve);
    }

    [Fact]
    public void Silhouettes_follow_the_definition()
    {
        var points = TestPoints.Uniform(60, 4, seed: 13);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i == 7 ? 3 : i % 3)];
        var expected = Enumerable.Range(0, 60).Average(i => PlainSilhouette(points, labels, i));
        using var silhouette = new Silhouette(points.Values, 60, 4, Device);
        Assert.Equal(expected, silhouette.Mean(labels, 5, default), 1e-6);
    }

    static double PlainSilhouette(TestPoints points, int[] labels, int i)
    {
        var means = Enumerable.Range(0, points.N).Where(j => j != i).GroupBy(j => labels[j])
            .ToDictionary(g => g.Key, g => g.Average(j => TestPoints.Distance(points[i], points[j])));
        if (!means.Remove(labels[i], out var own)) return 0;
        var other = means.Values.Min();
        return (other - own) / Math.Max(own, other);
    }
}
