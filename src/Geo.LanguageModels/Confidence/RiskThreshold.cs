namespace Geo.LanguageModels.Confidence;

/// <summary>
/// The lowest threshold above which at most a wanted share of answers is wrong, with a wanted certainty: Learn then Test (Angelopoulos et al. 2021) by
/// fixed-sequence testing. Thresholds are tried from a strict one downwards, in an order that does not depend on the sample; each is tested by the exact
/// binomial tail of its errors, and the first that fails ends the search.
/// </summary>
public static class RiskThreshold
{
    /// <param name="sample">Not used to fit the scores.</param>
    /// <param name="sequence">Thresholds in falling order, chosen without looking at <paramref name="sample"/>.</param>
    /// <param name="mostWrong">Share of wrong answers among those at or above the threshold, such as 0.1.</param>
    /// <param name="doubt">Probability with which the promise may fail, such as 0.05.</param>
    /// <returns>Null when no threshold can be promised.</returns>
    public static double? Find(IReadOnlyList<Judged> sample, IEnumerable<double> sequence, double mostWrong, double doubt)
    {
        double? found = null;
        foreach (var threshold in sequence)
        {
            int accepted = 0, wrong = 0;
            foreach (var s in sample)
            {
                if (s.Score < threshold) continue;
                accepted++;
                if (!s.Right) wrong++;
            }
            if (AtMost(wrong, accepted, mostWrong) > doubt) break;
            found = threshold;
        }
        return found;
    }

    /// <summary>
    /// Thresholds in falling order by another sample: from the one that looks easiest to promise there down to one that accepts all. The order costs no certainty,
    /// for the sample that is tested has no part in it.
    /// </summary>
    public static IReadOnlyList<double> Sequence(IReadOnlyList<Judged> other, double mostWrong)
    {
        var ranked = other.OrderByDescending(s => s.Score).ToList();
        var steps = Enumerable.Range(1, 20).Select(i => ranked[(int)Math.Ceiling(i / 20.0 * ranked.Count) - 1].Score).Distinct()
            .Select(threshold => (Threshold: threshold, Accepted: ranked.Where(s => s.Score >= threshold).ToList())).ToList();
        var easiest = steps.MinBy(s => AtMost(s.Accepted.Count(a => !a.Right), s.Accepted.Count, mostWrong)).Threshold;
        return [.. steps.Select(s => s.Threshold).Where(t => t <= easiest)];
    }

    /// <summary>Probability of at most <paramref name="k"/> of <paramref name="n"/>, each with <paramref name="p"/>.</summary>
    internal static double AtMost(int k, int n, double p)
    {
        double term = n * Math.Log(1 - p), sum = Math.Exp(term);
        for (var i = 1; i <= k; i++)
        {
            term += Math.Log((double)(n - i + 1) / i) + Math.Log(p / (1 - p));
            sum += Math.Exp(term);
        }
        return Math.Min(1, sum);
    }
}
