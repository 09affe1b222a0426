using System.Numerics.Tensors;
using System.Runtime.CompilerServices;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// Silhouettes (Rousseeuw 1987) of one set of points under several clusterings; the pairwise distances are computed once, m² × 4 bytes.
/// </summary>
internal sealed class Silhouette
{
    readonly float[] distances;
    readonly int m;

    /// <param name="points">m × d, row-major.</param>
    public Silhouette(float[] points, int m, int d, CancellationToken ct)
    {
        (distances, this.m) = (new float[m * m], m);
        Parallel.For(0, m, new ParallelOptions { CancellationToken = ct }, i =>
        {
            var row = points.AsSpan(i * d, d);
            for (var j = 0; j < i; j++)
                distances[i * m + j] = distances[j * m + i] = TensorPrimitives.Distance(row, points.AsSpan(j * d, d));
        });
    }

    /// <summary>
    /// The mean over all points of (b - a) / max(a, b): a the mean distance to the others of the point's cluster, b the least mean
    /// distance to another cluster. 0 for a point alone in its cluster, and for all where there is one cluster.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public double Mean(int[] labels, int k)
    {
        var sizes = new int[k];
        foreach (var label in labels) sizes[label]++;
        var sums = new double[k];
        double total = 0;
        for (var i = 0; i < m; i++)
        {
            Array.Clear(sums);
            for (var j = 0; j < m; j++) sums[labels[j]] += distances[i * m + j];
            total += Of(labels[i], sizes, sums);
        }
        return m == 0 ? 0 : total / m;
    }

    static double Of(int own, int[] sizes, double[] sums)
    {
        if (sizes[own] == 1) return 0;
        var a = sums[own] / (sizes[own] - 1);
        var b = double.PositiveInfinity;
        for (var c = 0; c < sizes.Length; c++)
            if (c != own && sizes[c] > 0) b = Math.Min(b, sums[c] / sizes[c]);
        return double.IsInfinity(b) || Math.Max(a, b) == 0 ? 0 : (b - a) / Math.Max(a, b);
    }
}
