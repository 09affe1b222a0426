using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public sealed class HdbscanTests
{
    static readonly SimdDevice Device = new(2);

    [Theory]
    [InlineData(1, 2, 5, 5)]
    [InlineData(2, 2, 3, 8)]
    [InlineData(3, 6, 5, 4)]
    [InlineData(4, 3, 1, 6)]
    [InlineData(5, 40, 2, 5)]
    [InlineData(6, 2, 9, 12)]
    public void Finds_what_the_definition_gives(int seed, int d, int minSamples, int minSize)
    {
        var points = Scattered(seed, d);
        var expected = PlainHdbscan.Clusters(points, minSamples, minSize);
        Assert.NotEmpty(expected);
        Assert.Equal(Named(expected), Named(Groups(Hdbscan.Labels(points.Values, points.N, d, minSamples, minSize, Device, default))));
    }

    [Theory]
    [InlineData(1, 2, 3)]
    [InlineData(2, 7, 5)]
    [InlineData(3, 3, 30)]
    public void The_tree_is_as_long_as_Prims(int seed, int d, int minSamples)
    {
        var points = TestPoints.Blobs([90, 60, 70], d, seed, deviation: 0.8);
        using var pairs = Device.LoadPairs(points.Values, points.N, d);
        var tree = ReachabilityTree.Of(pairs, minSamples, default);
        Assert.Equal(points.N - 1, tree.Length);
        Assert.InRange(Prim(PlainHdbscan.Reachability(points, minSamples)).Order().Zip(tree, (a, b) => Math.Abs(a - b.Length)).Max(), 0, 1e-5);
        var sets = Enumerable.Range(0, points.N).ToArray();
        foreach (var e in tree)
        {
            Assert.NotEqual(sets[e.A], sets[e.B]);
            var (from, to) = (sets[e.A], sets[e.B]);
            for (var i = 0; i < sets.Length; i++)
                if (sets[i] == from) sets[i] = to;
        }
    }

    [Fact]
    public void Finds_the_blobs_and_leaves_what_lies_between()
    {
        var blobs = TestPoints.Blobs([300, 200, 120], 8, seed: 3);
        var odd = TestPoints.Uniform(30, 8, seed: 4);
        float[] values = [.. blobs.Values, .. odd.Values.Select(v => 40 * v - 20)];
        var clusters = Fit(values, 650, 8);
        Assert.Equal([300, 200, 120], clusters.Items.Select(c => c.Size));
        Assert.Equal(blobs.Truth, clusters.Labels[..620]);
        Assert.All(clusters.Labels[620..], l => Assert.Equal(Clusters.Noise, l));
        Assert.Null(clusters.ClusterOf(640));
        foreach (var (c, i) in clusters.Items.Select((c, i) => (c, i)))
        {
            var centre = clusters.Centres.AsSpan(i * 8, 8).ToArray();
            var members = Enumerable.Range(0, 650).Where(p => clusters.Labels[p] == i).ToList();
            Assert.Equal(members.MinBy(p => TestPoints.Distance(values.AsSpan(p * 8, 8), centre)), c.Medoid);
            Assert.Equal(members.Average(p => TestPoints.Distance(values.AsSpan(p * 8, 8), centre)), c.Spread, 1e-5);
        }
    }

    [Fact]
    public void Long_shapes_stay_whole_where_k_means_cuts_them()
    {
        // two half moons
        var random = new Random(5);
        float[] values = [.. Enumerable.Range(0, 600).SelectMany(i =>
        {
            var (angle, moon) = (Math.PI * random.NextDouble(), i % 2);
            return new[] { (float)(Math.Cos(angle) * (1 - 2 * moon) + moon + 0.04 * random.NextDouble()), (float)(Math.Sin(angle) * (1 - 2 * moon) + 0.3 * moon + 0.04 * random.NextDouble()) };
        })];
        var labels = Hdbscan.Labels(values, 600, 2, 5, 30, Device, default);
        Assert.Equal(2, labels.Distinct().Count());
        Assert.All(Enumerable.Range(0, 600), i => Assert.Equal(labels[i % 2], labels[i]));
    }

    [Fact]
    public void Few_or_equal_points_are_noise()
    {
        Assert.Empty(Fit([], 0, 3).Labels);
        Assert.Equal([-1], Fit([1, 2, 3], 1, 3).Labels);
        Assert.Empty(Fit([1, 2, 3, 4, 5, 6], 2, 3).Items);
        var equal = Fit([.. Enumerable.Repeat(0.3f, 300)], 100, 3);
        Assert.Empty(equal.Items);
        Assert.All(equal.Labels, l => Assert.Equal(Clusters.Noise, l));
    }

    [Fact]
    public void Many_points_at_two_places_are_two_clusters()
    {
        float[] values = [.. Enumerable.Range(0, 200).Select(i => i % 2 == 0 ? 1f : 5f)];
        var clusters = Fit(values, 200, 1);
        Assert.Equal([100, 100], clusters.Items.Select(c => c.Size));
        Assert.Equal([0, 1, 0, 1], clusters.Labels[..4]);
    }

    [Fact]
    public void Points_beyond_the_sample_go_with_their_nearest_neighbour()
    {
        var points = TestPoints.Blobs([3000, 2000, 1500], 4, 8, deviation: 0.02);
        var clusters = Hdbscan.Fit((first, into) => points.Values.AsSpan(first * 4, into.Length).CopyTo(into), points.N, 4, 1, held: 1500, Device, default);
        Assert.Equal(points.Truth, clusters.Labels.Select((l, i) => l < 0 ? points.Truth[i] : l));
        Assert.InRange(clusters.Labels.Count(l => l < 0), 0, 300);
        Assert.Equal(points.N, clusters.Labels.Length);
    }

    [Fact]
    public void Threads_do_not_change_it_and_bad_points_are_refused()
    {
        var points = Scattered(7, 5);
        Assert.Equal(Hdbscan.Labels(points.Values, points.N, 5, 4, 6, new SimdDevice(1), default), Hdbscan.Labels(points.Values, points.N, 5, 4, 6, new SimdDevice(7), default));
        points.Values[5 * 17 + 2] = float.NaN;
        Assert.Equal(17, Assert.Throws<NonFiniteVectorException>(() => Fit(points.Values, points.N, 5)).Row);
    }

    static Clusters Fit(float[] values, int n, int d) =>
        Hdbscan.Fit((first, into) => values.AsSpan(first * d, into.Length).CopyTo(into), n, d, 1, Device);

    // Blobs of unlike density and stray points.
    static TestPoints Scattered(int seed, int d)
    {
        var random = new Random(seed);
        float[] values = [.. Enumerable.Range(0, 100).SelectMany(i => Enumerable.Range(0, d).Select(j =>
            (float)(i < 88 ? i % 4 * (j % 2 == 0 ? 3 : -2) + (0.2 + i % 4 * 0.25) * (random.NextDouble() + random.NextDouble() - 1) : 14 * random.NextDouble() - 3)))];
        return new(values, 100, d, []);
    }

    static List<HashSet<int>> Groups(int[] labels) =>
        [.. labels.Select((l, i) => (l, i)).Where(p => p.l >= 0).GroupBy(p => p.l, p => p.i).Select(g => g.ToHashSet())];

    static IEnumerable<string> Named(List<HashSet<int>> groups) => groups.Select(g => string.Join(' ', g.Order())).Order(StringComparer.Ordinal);

    static List<double> Prim(double[,] reach)
    {
        var n = reach.GetLength(0);
        var (least, done, edges) = (Enumerable.Range(0, n).Select(i => reach[0, i]).ToArray(), new bool[n], new List<double>());
        done[0] = true;
        while (edges.Count < n - 1)
        {
            var next = Enumerable.Range(0, n).Where(i => !done[i]).MinBy(i => least[i]);
            edges.Add(least[next]);
            done[next] = true;
            for (var i = 0; i < n; i++) least[i] = Math.Min(least[i], reach[next, i]);
        }
        return edges;
    }
}
