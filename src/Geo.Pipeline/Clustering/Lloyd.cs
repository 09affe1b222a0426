using Geo.Kernels.KMeans;

namespace Geo.Pipeline.Clustering;

/// <summary>Where Lloyd's algorithm ended. A centre whose label nobody has may remain: no distinct point was left for it.</summary>
internal sealed record LloydResult(float[] Centres, int[] Labels, float[] SquaredDistances, int Iterations, bool Converged)
{
    /// <summary>Sum of the squared distances, in index order.</summary>
    public double Inertia { get; } = SquaredDistances.Sum(s => (double)s);
}

/// <summary>Lloyd 1982: assign each point to its nearest centre, move each centre to the mean of its points, until no label changes.</summary>
internal static class Lloyd
{
    const int MostIterations = 100;

    /// <param name="start">k × dimensions; not changed.</param>
    public static LloydResult Run(KMeansPoints points, ReadOnlyMemory<float> values, ReadOnlyMemory<float> start, CancellationToken ct)
    {
        var (n, d) = (points.Count, points.Dimensions);
        var centres = start.ToArray();
        var k = centres.Length / d;
        int[] labels = new int[n], before = new int[n];
        var squared = new float[n];
        var (sums, counts) = (new double[k * d], new int[k]);
        Array.Fill(before, -1);
        for (var iteration = 1; ; iteration++)
        {
            ct.ThrowIfCancellationRequested();
            points.Assign(centres, labels, squared, ct);
            var stable = labels.AsSpan().SequenceEqual(before);
            if (stable || iteration == MostIterations) return new(centres, labels, squared, iteration, stable);

            points.Sum(labels, sums, counts, ct);
            FillEmpty(values.Span, d, labels, squared, sums, counts);
            for (var i = 0; i < centres.Length; i++)
                if (counts[i / d] > 0) centres[i] = (float)(sums[i] / counts[i / d]);
            (labels, before) = (before, labels);
        }
    }

    // An empty cluster takes the point that lies worst, first of equals, unless every point lies on a centre.
    static void FillEmpty(ReadOnlySpan<float> values, int d, int[] labels, float[] squared, double[] sums, int[] counts)
    {
        for (var empty = Array.IndexOf(counts, 0); empty >= 0; empty = Array.IndexOf(counts, 0, empty + 1))
        {
            var worst = -1;
            for (var i = 0; i < squared.Length; i++)
                if (squared[i] > (worst < 0 ? 0 : squared[worst]) && counts[labels[i]] > 1) worst = i;
            if (worst < 0) return;

            var from = labels[worst];
            for (var j = 0; j < d; j++)
            {
                sums[from * d + j] -= values[worst * d + j];
                sums[empty * d + j] = values[worst * d + j];
            }
            counts[from]--;
            counts[empty] = 1;
            (labels[worst], squared[worst]) = (empty, 0);
        }
    }
}
