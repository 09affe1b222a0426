using Geo.Kernels.Devices;
using Geo.Pipeline.Clustering;
using Xunit;

namespace Geo.Pipeline.Tests.Clustering;

public sealed class MiniBatchKMeansTests
{
    const int K = 5;

    static readonly TestPoints Points = TestPoints.Uniform(60_000, 7, 11);
    static readonly SimdDevice Device = new(2);
    static readonly ReadOnlyMemory<float> Start = Points.Values.AsMemory(0, K * Points.D);

    /// <summary>Sculley's algorithm 1, point by point: v += 1; c = (1 - 1/v) c + x/v, with the labels of the batch's beginning.</summary>
    [Fact]
    public void It_moves_centres_as_the_paper_does()
    {
        var reads = new List<int>();
        var found = MiniBatchKMeans.Run((first, into) => { reads.Add(first); Read(first, into); }, Points.N, Points.D, Start, [9, 0, 0, 100, 0], 4, Device);
        var centres = Start.ToArray().Select(v => (double)v).ToArray();
        double[] v = [9, 0, 0, 100, 0];
        var batches = reads.Chunk(MiniBatchKMeans.BatchRows / 8).ToList();
        Assert.Equal(found.Steps, batches.Count);
        foreach (var batch in batches)
        {
            int[] rows = [.. batch.SelectMany(first => Enumerable.Range(first, 8))];
            int[] labels = [.. rows.Select(r => Nearest(centres, r))];
            foreach (var (row, label) in rows.Zip(labels))
            {
                var rate = 1 / ++v[label];
                for (var j = 0; j < Points.D; j++) centres[label * Points.D + j] += rate * (Points[row][j] - centres[label * Points.D + j]);
            }
        }
        for (var i = 0; i < centres.Length; i++) Assert.Equal(centres[i], found.Centres[i], 2e-3);
    }

    [Fact]
    public void It_draws_near_in_less_than_an_epoch()
    {
        var found = Run(1);
        Assert.InRange(found.Steps, 10, Points.N / MiniBatchKMeans.BatchRows + 1);
        var settled = KMeans.FitFrom(Points.Values, Points.N, Points.D, found.Centres, Device);
        Assert.InRange(Inertia(found.Centres) / settled.Inertia, 1, 1.02);
        Assert.True(Inertia(Start.ToArray()) > 1.1 * Inertia(found.Centres));
    }

    [Fact]
    public void Same_seed_same_bits_whatever_the_threads()
    {
        Assert.Equal(Run(1).Centres, MiniBatchKMeans.Run(Read, Points.N, Points.D, Start, new int[K], 1, new SimdDevice(1)).Centres);
        Assert.NotEqual(Run(1).Centres, Run(2).Centres);
    }

    static MiniBatchResult Run(long seed) => MiniBatchKMeans.Run(Read, Points.N, Points.D, Start, new int[K], seed, Device);

    static void Read(int first, Span<float> into) => Points.Values.AsSpan(first * Points.D, into.Length).CopyTo(into);

    static double Inertia(float[] centres)
    {
        double[] exact = [.. centres.Select(c => (double)c)];
        return Enumerable.Range(0, Points.N).Sum(i => Distance(exact, Nearest(exact, i), i));
    }

    static int Nearest(double[] centres, int row) => Enumerable.Range(0, K).MinBy(c => Distance(centres, c, row));

    static double Distance(double[] centres, int c, int row)
    {
        var sum = 0.0;
        for (var j = 0; j < Points.D; j++) sum += Math.Pow(Points[row][j] - centres[c * Points.D + j], 2);
        return sum;
    }
}
