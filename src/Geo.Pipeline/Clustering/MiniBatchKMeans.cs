using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>Where mini-batches ended.</summary>
/// <param name="Centres">k × d, row-major.</param>
/// <param name="Steps">Batches that were taken.</param>
public sealed record MiniBatchResult(float[] Centres, int Steps);

/// <summary>
/// Mini-batch k-means (Sculley, "Web-scale k-means clustering", WWW 2010): each step draws points at random, assigns them to the centres
/// as they are, and moves each centre towards the mean of those it got, by their share of all points it ever got (the rate 1/v of the paper, for
/// the batch at once). So a centre stays the mean of its points and moves less and less. It ends when the batch's mean squared distance,
/// smoothed exponentially, has not fallen for ten steps, as scikit-learn does, or after an epoch; but it is smoothed over some twenty steps and not
/// over an epoch, so that the number of steps hardly grows with the points. The same points, start and seed give the same centres.
/// </summary>
public static class MiniBatchKMeans
{
    /// <summary>Points of a step.</summary>
    public const int BatchRows = 4096;

    /// <summary>Drawn together, for a read costs more than a row; a batch is still spread over 512 places.</summary>
    const int RunRows = 8;

    const int MostStepsWithoutGain = 10;
    const double Smoothing = 0.1;

    /// <param name="n">At least eight.</param>
    /// <param name="start">k × d, row-major, finite.</param>
    /// <param name="weights">Points that each centre of the start is the mean of; zeros when it is none.</param>
    public static MiniBatchResult Run(
        ReadPoints read, int n, int d, ReadOnlyMemory<float> start, IReadOnlyList<int> weights, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        var centres = start.ToArray();
        var k = centres.Length / d;
        var seen = weights.Select(w => (double)w).ToArray();
        var random = Xoshiro256.FromSeed(seed);
        var (runs, batch) = (new int[BatchRows / RunRows], new float[BatchRows * d]);
        var (labels, squared, sums, counts) = (new int[BatchRows], new float[BatchRows], new double[k * d], new int[k]);
        var (smoothed, least, idle) = (double.NaN, double.PositiveInfinity, 0);
        var mostSteps = (n + BatchRows - 1) / BatchRows;
        for (var step = 1; ; step++)
        {
            ct.ThrowIfCancellationRequested();
            for (var i = 0; i < runs.Length; i++) runs[i] = random.NextBelow(n - RunRows + 1);
            Array.Sort(runs);                                   // a file is read forwards
            for (var i = 0; i < runs.Length; i++) read(runs[i], batch.AsSpan(i * RunRows * d, RunRows * d));
            using var points = device.LoadPoints(batch, BatchRows, d);
            points.Assign(centres, labels, squared, ct);
            points.Sum(labels, sums, counts, ct);
            for (var i = 0; i < centres.Length; i++)
                if (counts[i / d] is > 0 and var got)
                    centres[i] += (float)((sums[i] - got * (double)centres[i]) / (seen[i / d] + got));
            for (var c = 0; c < k; c++) seen[c] += counts[c];

            var mean = squared.Sum(s => (double)s) / BatchRows;
            smoothed = double.IsNaN(smoothed) ? mean : smoothed + Smoothing * (mean - smoothed);
            idle = smoothed < least ? 0 : idle + 1;
            least = Math.Min(least, smoothed);
            if (idle == MostStepsWithoutGain || step == mostSteps) return new(centres, step);
        }
    }
}
