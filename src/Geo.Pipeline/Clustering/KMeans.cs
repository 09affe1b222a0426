using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// k-means by squared Euclidean distance. Give L2-normalised vectors: then it orders as cosine similarity does. The same points,
/// k and seed give the same result on the same device, whatever its number of threads.
/// </summary>
public static class KMeans
{
    const int SeedingRows = 16_384, CoarseRows = 65_536, CoarsePast = 200_000;

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
        var start = Start(points, n, d, Math.Min(choice.K, n), Xoshiro256.FromSeed(seed), device, ct);
        return ClusterSummary.Of(Lloyd.Run(loaded, points, start, ct), d, choice.Curve);
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

    // Seeds are drawn from a sample; past a size they settle on a larger sample first, which leaves few rounds over all points.
    static float[] Start(
        ReadOnlyMemory<float> points, int n, int d, int k, Xoshiro256 random, IVectorDevice device, CancellationToken ct)
    {
        var seeds = Seeds(points, n, d, k, Math.Max(SeedingRows, 64 * k), random, device, ct);
        if (seeds.Length < k * d && n > SeedingRows) seeds = Seeds(points, n, d, k, n, random, device, ct);
        if (n <= CoarsePast) return seeds;
        var sample = PointSample.Rows(points.Span, d, PointSample.Draw(n, CoarseRows, random));
        using var loaded = device.LoadPoints(sample, CoarseRows, d);
        return Lloyd.Run(loaded, sample, seeds, ct).Centres;
    }

    static float[] Seeds(
        ReadOnlyMemory<float> points, int n, int d, int k, int rows, Xoshiro256 random, IVectorDevice device, CancellationToken ct)
    {
        var sample = n <= rows ? points : PointSample.Rows(points.Span, d, PointSample.Draw(n, rows, random));
        using var loaded = device.LoadPoints(sample, sample.Length / d, d);
        return PointSample.Rows(sample.Span, d, Seeding.PlusPlus(loaded, sample, k, random, ct));
    }
}
