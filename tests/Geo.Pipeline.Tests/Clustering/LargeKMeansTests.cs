using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public sealed class LargeKMeansTests
{
    [Fact]
    public void Few_points_give_what_KMeans_gives()
    {
        var points = TestPoints.Uniform(900, 6, 4);
        using var device = VectorDevices.Open("off");
        Clusters expected = KMeans.Fit(points.Values, points.N, points.D, 5, 3, device), found = Fit(points, 5, 3, device);
        Assert.Equal(expected.Labels, found.Labels);
        Assert.Equal(expected.Centres, found.Centres);
        Assert.Empty(Fit(new([], 0, 6, []), null, 3, device).Items);
    }

    [Fact]
    public void Many_points_go_to_the_centres_of_a_sample()
    {
        var points = TestPoints.Blobs([20_000, 12_000, 9_000], 4, 8);
        using var device = VectorDevices.Open("off");
        var clusters = Fit(points, 3, 1, device);
        Assert.Equal([20_000, 12_000, 9_000], clusters.Items.Select(c => c.Size));
        Assert.Equal(points.Truth, clusters.Labels);               // blobs by descending size, as clusters are
        foreach (var (cluster, i) in clusters.Items.Select((c, i) => (c, i)))
        {
            var centre = clusters.Centres.AsSpan(i * 4, 4).ToArray();
            var nearest = Enumerable.Range(0, points.N).Where(p => points.Truth[p] == i).OrderBy(p => TestPoints.Distance(points[p], centre)).Take(9);
            Assert.Equal(nearest, cluster.Nearest);
        }
        Assert.Equal(clusters.Labels, Fit(points, 3, 1, device).Labels);
    }

    [Fact]
    public void Passes_over_all_points_better_the_centres_of_the_sample()
    {
        var points = TestPoints.Uniform(36_000, 5, 5);
        using var device = VectorDevices.Open("off");
        Clusters streamed = Fit(points, 8, 1, device), whole = KMeans.Fit(points.Values, points.N, points.D, 8, 1, device);
        // each centre but for the last step is the mean of its points
        for (var c = 0; c < 8; c += 3)
            for (var j = 0; j < 5; j++)
                Assert.Equal(Enumerable.Range(0, points.N).Where(i => streamed.Labels[i] == c).Average(i => (double)points[i][j]), streamed.Centres[c * 5 + j], 0.02);
        Assert.InRange(streamed.Inertia / whole.Inertia, 0.98, 1.01);
        Assert.True(streamed.Converged);
        Assert.True(streamed.MiniBatches > 0);
        Assert.Equal(0, whole.MiniBatches);
    }

    [Fact]
    public void Of_many_points_a_few_thousand_are_held_at_a_time()
    {
        var points = TestPoints.Uniform(36_000, 5, 5);
        using var device = VectorDevices.Open("off");
        var most = 0;
        LargeKMeans.Fit((first, into) =>
        {
            most = Math.Max(most, into.Length / points.D);
            points.Values.AsSpan(first * points.D, into.Length).CopyTo(into);
        }, points.N, points.D, null, 1, device);
        Assert.InRange(most, 1, 4096);
    }

    static Clusters Fit(TestPoints points, int? k, long seed, IVectorDevice device) => LargeKMeans.Fit(
        (first, into) => points.Values.AsSpan(first * points.D, into.Length).CopyTo(into), points.N, points.D, k, seed, device);
}
