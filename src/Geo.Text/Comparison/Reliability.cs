namespace Geo.Text.Comparison;

/// <param name="Interval">Wilson's, 95 %, of the share that is right.</param>
public sealed record ReliabilityBin(int Count, double MeanConfidence, double ShareRight, Interval Interval);

/// <summary>Whether of the answers given with confidence c a share c is right: Guo et al. 2017.</summary>
/// <param name="Error">Expected calibration error: mean distance of confidence and share over the bins, weighted by their counts.</param>
public sealed record Reliability(IReadOnlyList<ReliabilityBin> Bins, double Error)
{
    public const int MostBins = 15;

    /// <summary>Bins of equal numbers; equal confidences stay in one bin.</summary>
    public static Reliability Of(IReadOnlyCollection<ScoredAnswer> answers)
    {
        var sorted = answers.OrderBy(a => a.Confidence).ToArray();
        var bins = new List<ReliabilityBin>();
        for (int from = 0, bin = 1; from < sorted.Length; bin++)
        {
            var to = (int)((long)sorted.Length * bin / MostBins);
            if (to <= from) continue;
            while (to < sorted.Length && sorted[to].Confidence == sorted[to - 1].Confidence) to++;
            var part = sorted[from..to];
            var right = part.Count(a => a.Right);
            bins.Add(new(part.Length, part.Average(a => a.Confidence), right / (double)part.Length, Interval.Wilson(right, part.Length)));
            from = to;
        }
        return new(bins, bins.Sum(b => b.Count * Math.Abs(b.MeanConfidence - b.ShareRight)) / Math.Max(1, sorted.Length));
    }

    /// <summary>Brier's score of the answer given: mean of (confidence - right)², 0 to 1. Of two answers it is the usual one.</summary>
    public static double Brier(IEnumerable<ScoredAnswer> answers) =>
        answers.Select(a => (a.Confidence - (a.Right ? 1 : 0)) * (a.Confidence - (a.Right ? 1 : 0))).DefaultIfEmpty(0).Average();
}
