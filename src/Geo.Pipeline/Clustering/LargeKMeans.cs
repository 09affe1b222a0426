using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>Reads whole rows of a set of points, from row <paramref name="first"/> on.</summary>
public delegate void ReadPoints(int first, Span<float> into);

/// <summary>
/// <see cref="KMeans"/> of points that memory need not hold. Up to 4,096 points (or 64 for each cluster asked for) the result is that of
/// <see cref="KMeans.Fit"/>. Of more, the centres settle on a sample of that size, then draw near by <see cref="MiniBatchKMeans"/>, and at last settle by Lloyd's passes over all
/// points, read a piece at a time, until the next one could better the sum of squared distances by less than 0.1 %. The first pass is needed in any case,
/// to label every point; mostly it is the only one.
/// </summary>
public static class LargeKMeans
{
    const int HeldRows = 4096, HeldRowsPerCluster = 64, ChunkRows = 4096, MostPasses = 4;
    const double LeastGain = 1e-3;

    /// <inheritdoc cref="KMeans.Fit"/>
    public static Clusters Fit(ReadPoints read, int n, int d, int? k, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        var held = (int)Math.Min(n, Math.Max(HeldRows, (long)HeldRowsPerCluster * (k ?? 0)));
        if (n == held)
        {
            var all = new float[n * d];
            if (n > 0) read(0, all);
            return KMeans.Fit(all, n, d, k, seed, device, ct);
        }
        var drawn = PointSample.Draw(n, held, Xoshiro256.FromSeed(seed ^ HeldRows));
        var sample = new float[held * d];
        for (var r = 0; r < drawn.Length; r++) read(drawn[r], sample.AsSpan(r * d, d));
        var fitted = KMeans.Fit(sample, held, d, k, seed, device, ct);
        return FitFrom(read, n, d, fitted.Centres, [.. fitted.Items.Select(c => c.Size)], seed, device, ct) with { Curve = fitted.Curve };
    }

    /// <summary>Mini-batches and whole passes from given centres.</summary>
    /// <inheritdoc cref="MiniBatchKMeans.Run"/>
    public static Clusters FitFrom(
        ReadPoints read, int n, int d, ReadOnlyMemory<float> start, IReadOnlyList<int> weights, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        var (centres, steps) = MiniBatchKMeans.Run(read, n, d, start, weights, seed, device, ct);
        var (labels, squared, buffer) = (new int[n], new float[n], new float[ChunkRows * d]);
        for (var pass = 1; ; pass++)
        {
            var (sums, counts) = Pass(read, d, centres, labels, squared, buffer, device, ct);
            var isSettled = Gain(centres, sums, counts) <= LeastGain * squared.Sum(s => (double)s);
            if (isSettled || pass == MostPasses)
                return ClusterSummary.Of(new(centres, labels, squared, pass, isSettled), d, []) with { MiniBatches = steps };
            for (var i = 0; i < centres.Length; i++)
                if (counts[i / d] > 0) centres[i] = (float)(sums[i] / counts[i / d]);
        }
    }

    /// <summary>By how much the sum of squared distances falls when each centre moves to the mean of its points.</summary>
    static double Gain(float[] centres, double[] sums, int[] counts)
    {
        var (d, gain) = (centres.Length / counts.Length, 0.0);
        for (var i = 0; i < centres.Length; i++)
            if (counts[i / d] is > 0 and var count && sums[i] / count - centres[i] is var move) gain += count * move * move;
        return gain;
    }

    static (double[] Sums, int[] Counts) Pass(
        ReadPoints read, int d, float[] centres, int[] labels, float[] squared, float[] buffer, IVectorDevice device, CancellationToken ct)
    {
        var k = centres.Length / d;
        double[] sums = new double[k * d], some = new double[k * d];
        int[] counts = new int[k], someCounts = new int[k];
        for (var first = 0; first < labels.Length; first += ChunkRows)
        {
            ct.ThrowIfCancellationRequested();
            var rows = Math.Min(ChunkRows, labels.Length - first);
            read(first, buffer.AsSpan(0, rows * d));
            using var chunk = device.LoadPoints(buffer.AsMemory(0, rows * d), rows, d);
            chunk.Assign(centres, labels.AsSpan(first, rows), squared.AsSpan(first, rows), ct);
            chunk.Sum(labels.AsSpan(first, rows), some, someCounts, ct);
            for (var i = 0; i < sums.Length; i++) sums[i] += some[i];
            for (var c = 0; c < k; c++) counts[c] += someCounts[c];
        }
        return (sums, counts);
    }
}
