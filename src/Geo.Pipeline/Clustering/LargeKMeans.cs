using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>Reads whole rows of a set of points, from row <paramref name="first"/> on.</summary>
public delegate void ReadPoints(int first, Span<float> into);

/// <summary>
/// <see cref="KMeans"/> of points that memory need not hold. Up to 32,768 points the result is that of <see cref="KMeans.Fit"/>. Of more, the
/// centres are those of a sample of that size and every point goes to the nearest: memory is bounded, and centres settled on so
/// many points move little with more.
/// </summary>
public static class LargeKMeans
{
    const int HeldRows = 32_768, ChunkRows = 4096;

    /// <inheritdoc cref="KMeans.Fit"/>
    public static Clusters Fit(ReadPoints read, int n, int d, int? k, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        if (n <= HeldRows)
        {
            var all = new float[n * d];
            if (n > 0) read(0, all);
            return KMeans.Fit(all, n, d, k, seed, device, ct);
        }
        var drawn = PointSample.Draw(n, HeldRows, Xoshiro256.FromSeed(seed ^ HeldRows));
        var sample = new float[HeldRows * d];
        for (var r = 0; r < drawn.Length; r++) read(drawn[r], sample.AsSpan(r * d, d));
        var fitted = KMeans.Fit(sample, HeldRows, d, k, seed, device, ct);
        var labels = new int[n];
        var squared = new float[n];
        for (var first = 0; first < n; first += ChunkRows)
        {
            ct.ThrowIfCancellationRequested();
            var rows = Math.Min(ChunkRows, n - first);
            read(first, sample.AsSpan(0, rows * d));
            using var chunk = device.LoadPoints(sample.AsMemory(0, rows * d), rows, d);
            chunk.Assign(fitted.Centres, labels.AsSpan(first, rows), squared.AsSpan(first, rows), ct);
        }
        return ClusterSummary.Of(new(fitted.Centres, labels, squared, fitted.Iterations, fitted.Converged), d, fitted.Curve);
    }
}
