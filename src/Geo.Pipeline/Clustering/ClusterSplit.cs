using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>Divides the members of one cluster.</summary>
public static class ClusterSplit
{
    /// <summary>By k-means with two centres; the larger part first.</summary>
    /// <param name="points">n × d, row-major.</param>
    /// <returns>Null when all points are equal.</returns>
    public static Clusters? InTwo(ReadOnlyMemory<float> points, int d, CancellationToken ct) => Fit(points, d, 2, ct) is { Items.Count: 2 } parts ? parts : null;

    /// <summary>The points as one cluster, with its medoid and spread.</summary>
    public static Clusters Whole(ReadOnlyMemory<float> points, int d, CancellationToken ct) => Fit(points, d, 1, ct);

    static Clusters Fit(ReadOnlyMemory<float> points, int d, int k, CancellationToken ct)
    {
        using var device = VectorDevices.Open("off");
        return KMeans.Fit(points, points.Length / d, d, k, seed: 1, device, ct);
    }
}
