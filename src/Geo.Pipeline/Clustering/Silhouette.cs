using Geo.Kernels.Devices;
using Geo.Kernels.Pairs;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// Silhouettes (Rousseeuw 1987) of one set of points under several clusterings; the device computes the pairwise distances once, m² × 4 bytes.
/// </summary>
/// <param name="points">m × d, row-major.</param>
internal sealed class Silhouette(float[] points, int m, int d, IVectorDevice device) : IDisposable
{
    readonly PointPairs pairs = device.LoadPairs(points, m, d);

    /// <summary>
    /// The mean over all points of (b - a) / max(a, b): a the mean distance to the others of the point's cluster, b the least mean
    /// distance to another cluster. 0 for a point alone in its cluster, and for all where there is one cluster.
    /// </summary>
    public double Mean(int[] labels, int k, CancellationToken ct)
    {
        var sizes = new int[k];
        foreach (var label in labels) sizes[label]++;
        var sums = new double[m * k];
        pairs.ClusterDistances(labels, k, sums, ct);
        double total = 0;
        for (var i = 0; i < m; i++) total += Of(labels[i], sizes, sums.AsSpan(i * k, k));
        return m == 0 ? 0 : total / m;
    }

    public void Dispose() => pairs.Dispose();

    static double Of(int own, int[] sizes, ReadOnlySpan<double> sums)
    {
        if (sizes[own] == 1) return 0;
        var a = sums[own] / (sizes[own] - 1);
        var b = double.PositiveInfinity;
        for (var c = 0; c < sizes.Length; c++)
            if (c != own && sizes[c] > 0) b = Math.Min(b, sums[c] / sizes[c]);
        return double.IsInfinity(b) || Math.Max(a, b) == 0 ? 0 : (b - a) / Math.Max(a, b);
    }
}
