using System.Numerics.Tensors;
using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// Density clustering (HDBSCAN*: Campello, Moulavi and Sander 2013): clusters of any shape and number, and points that belong to none. Exact up to
/// 32,768 points; of more a sample of that size is clustered and every other point goes with the nearest sampled one, noise too.
/// </summary>
public static class Hdbscan
{
    const int HeldRows = 32_768, ChunkRows = 4096, MinSamples = 5, LeastCluster = 5, PointsPerCluster = 100;

    /// <summary>The smallest cluster of n points: 1 % of them, at least 5.</summary>
    public static int MinClusterSize(int n) => Math.Max(LeastCluster, n / PointsPerCluster);

    /// <returns>Labels of noise are -1. Centres are means, so that "nearest the centre" holds here too.</returns>
    /// <inheritdoc cref="KMeans.Fit"/>
    public static Clusters Fit(ReadPoints read, int n, int d, long seed, IVectorDevice device, CancellationToken ct = default) =>
        Fit(read, n, d, seed, HeldRows, device, ct);

    internal static Clusters Fit(ReadPoints read, int n, int d, long seed, int held, IVectorDevice device, CancellationToken ct)
    {
        var drawn = PointSample.Draw(n, held, Xoshiro256.FromSeed(seed ^ held));
        var sample = new float[drawn.Length * d];
        if (n == drawn.Length && n > 0) read(0, sample);
        else
            for (var r = 0; r < drawn.Length; r++) read(drawn[r], sample.AsSpan(r * d, d));
        var found = Labels(sample, drawn.Length, d, MinSamples, MinClusterSize(drawn.Length), device, ct);
        var labels = n == drawn.Length ? found : Spread(read, n, d, sample, found, device, ct);
        return ClusterSummary.Of(Measured(read, d, labels, ct), d, []);
    }

    /// <param name="points">n × d, row-major, finite.</param>
    /// <param name="minSamples">A point's core distance is that to so many points, itself counted.</param>
    /// <param name="minClusterSize">At least 2.</param>
    /// <returns>For each point its cluster, or -1.</returns>
    internal static int[] Labels(float[] points, int n, int d, int minSamples, int minClusterSize, IVectorDevice device, CancellationToken ct)
    {
        using var pairs = device.LoadPairs(points, n, d);
        return CondensedTree.Labels(ReachabilityTree.Of(pairs, minSamples, ct), n, minClusterSize);
    }

    static int[] Spread(ReadPoints read, int n, int d, float[] sample, int[] found, IVectorDevice device, CancellationToken ct)
    {
        var (labels, squared, chunk) = (new int[n], new float[ChunkRows], new float[ChunkRows * d]);
        for (var first = 0; first < n; first += ChunkRows)
        {
            ct.ThrowIfCancellationRequested();
            var rows = Math.Min(ChunkRows, n - first);
            read(first, chunk.AsSpan(0, rows * d));
            using var points = device.LoadPoints(chunk.AsMemory(0, rows * d), rows, d);
            points.Assign(sample, labels.AsSpan(first, rows), squared.AsSpan(0, rows), ct);
        }
        for (var i = 0; i < n; i++) labels[i] = found[labels[i]];
        return labels;
    }

    /// <summary>Means of the clusters and each member's squared distance to its own, in two passes over the points.</summary>
    static LloydResult Measured(ReadPoints read, int d, int[] labels, CancellationToken ct)
    {
        var k = labels.Length == 0 ? 0 : labels.Max() + 1;
        var (sums, counts, squared, centres) = (new double[k * d], new int[k], new float[labels.Length], new float[k * d]);
        EachMember((i, row) =>
        {
            counts[labels[i]]++;
            for (var j = 0; j < d; j++) sums[labels[i] * d + j] += row[j];
        });
        for (var i = 0; i < centres.Length; i++) centres[i] = (float)(sums[i] / counts[i / d]);
        EachMember((i, row) =>
        {
            var distance = TensorPrimitives.Distance(row, centres.AsSpan(labels[i] * d, d));
            squared[i] = distance * distance;
        });
        return new(centres, labels, squared, 0, true);

        void EachMember(Action<int, ReadOnlySpan<float>> take)
        {
            var chunk = new float[Math.Min(ChunkRows, labels.Length) * d];
            for (var first = 0; first < labels.Length; first += ChunkRows)
            {
                ct.ThrowIfCancellationRequested();
                var rows = Math.Min(ChunkRows, labels.Length - first);
                read(first, chunk.AsSpan(0, rows * d));
                for (var r = 0; r < rows; r++)
                    if (labels[first + r] >= 0) take(first + r, chunk.AsSpan(r * d, d));
            }
        }
    }
}
