using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>The number of clusters that was chosen, and the silhouette of every number that was tried, by ascending k.</summary>
public sealed record ClusterCountChoice(int K, IReadOnlyList<SilhouetteScore> Curve);

/// <summary>
/// Chooses k from 3 to 16 by the mean silhouette (Rousseeuw 1987): the best one. But where the best is under 0.5 ("a weak structure that could be
/// artificial", Kaufman and Rousseeuw 1990, table 4) the curve is flat and says little: then the largest k within 0.05 of the best, since
/// names can join two clusters of one class but not part a cluster of two. Each k is clustered on a sample of at most 10,000 points,
/// and its silhouette is exact on at most 2,000 of these, the same for every k.
/// </summary>
public static class ClusterCount
{
    internal const double WeakStructure = 0.5, NearBest = 0.05;
    const int Least = 3, Most = 16, FitRows = 10_000, ScoredRows = 2_000;

    /// <returns>
    /// Where there are fewer than 3 distinct points, or no more than 3 points, their number and an
    /// empty curve.
    /// </returns>
    /// <inheritdoc cref="KMeans.Fit"/>
    public static ClusterCountChoice Choose(
        ReadOnlyMemory<float> points, int n, int d, long seed, IVectorDevice device, CancellationToken ct = default)
    {
        PointSample.RefuseNonFinite(points.Span, d);
        if (n == 0) return new(0, []);
        // A stream of its own, so that choosing k does not change what clustering with that k gives.
        var random = Xoshiro256.FromSeed(~seed);
        var rows = Math.Min(n, FitRows);
        var sample = n <= rows ? points : PointSample.Rows(points.Span, d, PointSample.Draw(n, rows, random));
        var scored = PointSample.Draw(rows, ScoredRows, random);
        using var silhouette = new Silhouette(PointSample.Rows(sample.Span, d, scored), scored.Length, d, device);

        var curve = new List<SilhouetteScore>();
        var found = 0;
        for (var k = Math.Min(Least, rows); k <= Math.Min(Most, Math.Max(Least, rows - 1)); k++)
        {
            var clusters = KMeans.Fit(sample, rows, d, k, seed, device, ct);
            found = Math.Max(found, clusters.Items.Count);
            if (clusters.Items.Count < k || k < Least || k >= rows) break;
            curve.Add(new(k, silhouette.Mean([.. scored.Select(i => clusters.Labels[i])], k, ct)));
        }
        if (curve.Count == 0) return new(found, []);
        var best = curve.MaxBy(s => s.Score);
        return new(best.Score < WeakStructure ? curve.Last(s => s.Score >= best.Score - NearBest).K : best.K, curve);
    }
}
