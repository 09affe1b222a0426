namespace Geo.Text.Comparison;

/// <param name="Coverage">Share of the texts answered, the most confident ones.</param>
/// <param name="Accuracy">Of those.</param>
/// <param name="Threshold">Least confidence among them.</param>
/// <param name="Interval">Bootstrap percentiles, 95 %; null on the curve between the named coverages.</param>
public sealed record CoveragePoint(double Coverage, double Accuracy, double Threshold, Interval? Interval);

/// <summary>
/// Accuracy when only the most confident answers count (selective classification, Geifman and El-Yaniv 2017). Where equal confidences straddle
/// the border, their mean counts, so the order of the input does not matter.
/// </summary>
/// <param name="Area">Under the curve of risk (1 - accuracy) over coverage: AURC; smaller is better.</param>
public sealed record RiskCoverage(IReadOnlyList<CoveragePoint> Curve, IReadOnlyList<CoveragePoint> Named, double Area)
{
    /// <summary>Where accuracy is told.</summary>
    public static readonly double[] Coverages = [0.2, 0.5, 0.8, 1];

    const int Resamples = 1000, CurvePoints = 100;

    public static RiskCoverage Of(IReadOnlyCollection<ScoredAnswer> answers, int seed)
    {
        var sorted = Sorted(answers);
        var n = sorted.Length;
        if (n == 0) return new([], [], 0);
        var all = Accuracies(sorted);
        var random = new Random(seed);
        var boot = Coverages.Select(_ => new double[Resamples]).ToArray();
        var sample = new ScoredAnswer[n];
        for (var r = 0; r < Resamples; r++)
        {
            for (var i = 0; i < n; i++) sample[i] = sorted[random.Next(n)];
            var accuracies = Accuracies(Sorted(sample));
            for (var c = 0; c < Coverages.Length; c++) boot[c][r] = accuracies[Answered(Coverages[c], n) - 1];
        }
        CoveragePoint At(int k, Interval? interval) => new(k / (double)n, all[k - 1], sorted[k - 1].Confidence, interval);
        return new(
            [.. Enumerable.Range(1, Math.Min(n, CurvePoints)).Select(i => At(Answered(i / (double)Math.Min(n, CurvePoints), n), null))],
            [.. Coverages.Select((c, i) => At(Answered(c, n), Interval.Percentile(boot[i])) with { Coverage = c })], 1 - all.Average());
    }

    static ScoredAnswer[] Sorted(IEnumerable<ScoredAnswer> answers) => [.. answers.OrderByDescending(a => a.Confidence)];

    static int Answered(double coverage, int n) => Math.Clamp((int)Math.Ceiling(coverage * n - 1e-9), 1, n);

    /// <summary>Accuracy of the first k, for each k from 1.</summary>
    static double[] Accuracies(ScoredAnswer[] sorted)
    {
        var accuracies = new double[sorted.Length];
        var right = 0.0;
        for (int from = 0, to; from < sorted.Length; from = to)
        {
            for (to = from + 1; to < sorted.Length && sorted[to].Confidence == sorted[from].Confidence;) to++;
            var mean = sorted.AsSpan(from, to - from).ToArray().Average(a => a.Right ? 1.0 : 0);
            for (var i = from; i < to; i++) accuracies[i] = (right += mean) / (i + 1);
        }
        return accuracies;
    }
}
