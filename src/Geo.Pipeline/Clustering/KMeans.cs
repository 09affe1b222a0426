using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// k-means by squared Euclidean distance. Give L2-normalised vectors: then it orders as cosine similarity does. The same points,
/// k and seed give the same result on the same device, whatever its number of threads.
/// </summary>
public static class KMeans
{
    const int Starts = 4, StartRows = 16_384, StartRowsPerCluster = 64;

    /// <param name="points">n × d, row-major, finite; not to be changed meanwhile.</param>
    /// <param name="k">Null: chosen by <see cref="ClusterCount"/>. Fewer clusters come back where there are fewer distinct points.</param>
    /// <param name="device">From <see cref="VectorDevices.Open"/>.</param>
    /// <exception cref="NonFiniteVectorException">A point holds NaN or infinity.</exception>
    /// <exception cref="ArgumentException">points are not n × d, d under 1, or k under 1.</exception>
    public static Clusters Fit(
        ReadOnlyMemory<float> points, int n, int d, int? k, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        if (k is { } given) ArgumentOutOfRangeException.ThrowIfNegativeOrZero(given, nameof(k));
        using var loaded = device.LoadPoints(points, n, d);
        PointSample.RefuseNonFinite(points.Span, d);
        if (n == 0) return new([], [], [], 0, 0, true, []);

        var choice = k is null ? ClusterCount.Choose(points, n, d, seed, device, ct) : new(k.Value, []);
        var count = Math.Min(choice.K, n);
        var random = Xoshiro256.FromSeed(seed);
        var rows = (int)Math.Min(n, Math.Max(StartRows, (long)StartRowsPerCluster * count));
        var start = BestStart(points, n, d, count, rows, random, device, ct);
        // A sample may miss the few points that differ among many equal ones.
        if (rows < n && start.Centres.Length < count * d) (start, rows) = (BestStart(points, n, d, count, n, random, device, ct), n);
        return ClusterSummary.Of(rows == n ? start : Lloyd.Run(loaded, points, start.Centres, ct), d, choice.Curve);
    }

    /// <summary>Lloyd's algorithm from given centres.</summary>
    /// <param name="start">k × d, row-major, k ≥ 1, finite.</param>
    /// <inheritdoc cref="Fit"/>
    public static Clusters FitFrom(
        ReadOnlyMemory<float> points, int n, int d, ReadOnlyMemory<float> start, IVectorDevice device, CancellationToken ct = default)
    {
        using var loaded = device.LoadPoints(points, n, d);
        return ClusterSummary.Of(Lloyd.Run(loaded, points, start, ct), d, []);
    }

    // The best of several starts on a sample: k-means++ alone is often caught in a local optimum, and centres that have settled on
    // a sample need few rounds over all points.
    static LloydResult BestStart(
        ReadOnlyMemory<float> points, int n, int d, int k, int rows, Xoshiro256 random, IVectorDevice device, CancellationToken ct)
    {
        var sample = n <= rows ? points : PointSample.Rows(points.Span, d, PointSample.Draw(n, rows, random));
        using var loaded = device.LoadPoints(sample, sample.Length / d, d);
        LloydResult? best = null;
        for (var start = 0; start < Starts; start++)
        {
            var seeds = Seeding.PlusPlus(loaded, sample, k, random, ct);
            var result = Lloyd.Run(loaded, sample, PointSample.Rows(sample.Span, d, seeds), ct);
            if (best is null || result.Inertia < best.Inertia) best = result;
            if (seeds.Length < k) break;
        }
        return best!;
    }
}
