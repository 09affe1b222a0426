using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public class KMeansTests
{
    static readonly SimdDevice Device = new(2);

    [Fact]
    public void Finds_the_blobs_and_numbers_them_by_size()
    {
        var points = TestPoints.Blobs([30, 80, 50, 11], 24, seed: 1);
        var clusters = KMeans.Fit(points.Values, points.N, points.D, 4, seed: 5, Device);
        Assert.Equal([80, 50, 30, 11], clusters.Items.Select(c => c.Size));
        Assert.True(clusters.Converged);
        Assert.Empty(clusters.Curve);
        int[] blobOf = [1, 2, 0, 3];
        Assert.All(clusters.Labels.Zip(points.Truth), pair => Assert.Equal(pair.Second, blobOf[pair.First]));
    }

    [Fact]
    public void Describes_each_cluster_by_its_members()
    {
        var points = TestPoints.Uniform(400, 9, seed: 2);
        var clusters = KMeans.Fit(points.Values, 400, 9, 6, seed: 1, Device);
        double inertia = 0;
        for (var c = 0; c < clusters.Items.Count; c++)
        {
            var cluster = clusters.Items[c];
            var centre = clusters.Centres.AsSpan(c * 9, 9).ToArray();
            (double Distance, int Index)[] members = [.. Enumerable.Range(0, 400).Where(i => clusters.Labels[i] == c)
                .Select(i => (TestPoints.Distance(points[i], centre), i)).Order()];
            Assert.Equal(members.Length, cluster.Size);
            Assert.Equal(members.Take(9).Select(m => m.Index), cluster.Nearest);
            Assert.Equal(cluster.Nearest[0], cluster.Medoid);
            Assert.Equal(members.Average(m => m.Distance), cluster.Spread, 1e-5);
            inertia += members.Sum(m => m.Distance * m.Distance);
            for (var j = 0; j < 9; j++)
                Assert.Equal(members.Average(m => (double)points[m.Index][j]), centre[j], 1e-5);
        }
        Assert.Equal(inertia, clusters.Inertia, 1e-3);
        Assert.Equal(clusters.Items.OrderByDescending(c => c.Size).ThenBy(c => c.Medoid), clusters.Items);
    }

    [Fact]
    public void Follows_the_plain_algorithm_from_the_same_start()
    {
        var points = TestPoints.Uniform(600, 13, seed: 3);
        var start = points.Values.AsMemory(0, 7 * 13);
        var clusters = KMeans.FitFrom(points.Values, 600, 13, start, Device);
        var (labels, iterations) = PlainLloyd.Run(points, start.ToArray(), 7);
        Assert.Equal(iterations, clusters.Iterations);
        Assert.Equal(Numbered(labels), Numbered(clusters.Labels));
    }

    [Fact]
    public void Same_seed_same_bits_whatever_the_threads()
    {
        var points = TestPoints.Uniform(16_000, 70, seed: 4);
        var one = KMeans.Fit(points.Values, 16_000, 70, 8, seed: 77, new SimdDevice(1));
        foreach (var threads in new[] { 2, 7 })
        {
            var other = KMeans.Fit(points.Values, 16_000, 70, 8, seed: 77, new SimdDevice(threads));
            Assert.Equal(one.Labels, other.Labels);
            Assert.Equal(one.Centres, other.Centres);
            Assert.Equal(one.Inertia, other.Inertia);
            Assert.Equal(one.Items.Select(c => c.Spread), other.Items.Select(c => c.Spread));
        }
    }

    [Fact]
    public void Another_seed_starts_elsewhere()
    {
        var points = TestPoints.Uniform(500, 5, seed: 5);
        Assert.NotEqual(
            KMeans.Fit(points.Values, 500, 5, 9, seed: 1, Device).Centres, KMeans.Fit(points.Values, 500, 5, 9, seed: 2, Device).Centres);
    }

    [SkippableFact]
    public void OpenCl_finds_the_same_clusters()
    {
        IVectorDevice device;
        try
        {
            device = VectorDevices.Open("cpu");
        }
        catch (VectorDeviceException e)
        {
            throw new SkipException(e.Message);
        }
        using (device)
        {
            var points = TestPoints.Blobs([100, 200, 150, 70, 33], 40, seed: 6);
            var here = KMeans.Fit(points.Values, points.N, points.D, null, seed: 3, Device);
            var there = KMeans.Fit(points.Values, points.N, points.D, null, seed: 3, device);
            Assert.Equal(5, there.Items.Count);
            Assert.Equal(here.Labels, there.Labels);
        }
    }

    [Fact]
    public void Many_points_start_from_a_sample()
    {
        var points = TestPoints.Blobs([120_000, 60_000, 30_000], 3, seed: 7);
        var clusters = KMeans.Fit(points.Values, points.N, 3, 3, seed: 1, Device);
        Assert.Equal([120_000, 60_000, 30_000], clusters.Items.Select(c => c.Size));
        Assert.InRange(clusters.Iterations, 1, 3);
    }

    [Fact]
    public void A_cancelled_fit_stops() => Assert.ThrowsAny<OperationCanceledException>(
        () => KMeans.Fit(new float[20], 10, 2, 3, 0, Device, new(true)));

    // Numbers labels by first appearance, so that two numberings of one partition compare equal.
    static int[] Numbered(int[] labels)
    {
        var number = new Dictionary<int, int>();
        return [.. labels.Select(label => number.TryGetValue(label, out var n) ? n : number[label] = number.Count)];
    }
}
