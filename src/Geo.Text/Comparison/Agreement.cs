namespace Geo.Text.Comparison;

/// <summary>Agreement of raters beyond chance. Answers are numbered from 0; null = no answer.</summary>
public static class Agreement
{
    /// <summary>Cohen's kappa (1960) over the texts that both answered; null where there are none or both always gave one and the same answer.</summary>
    public static double? Cohen(IReadOnlyList<int?> a, IReadOnlyList<int?> b)
    {
        var pairs = a.Zip(b).Where(p => p.First is not null && p.Second is not null).Select(p => (A: p.First!.Value, B: p.Second!.Value)).ToList();
        if (pairs.Count == 0) return null;
        var n = (double)pairs.Count;
        var chance = pairs.Select(p => p.A).Distinct().Sum(k => pairs.Count(p => p.A == k) / n * (pairs.Count(p => p.B == k) / n));
        return chance >= 1 ? null : (pairs.Count(p => p.A == p.B) / n - chance) / (1 - chance);
    }

    /// <summary>
    /// Krippendorff's alpha of nominal data with answers missing (Computing Krippendorff's Alpha-Reliability, 2011): texts with a single answer do
    /// not count. Null where nothing can be paired or only one answer occurs.
    /// </summary>
    /// <param name="texts">The raters' answers, text by text.</param>
    public static double? Krippendorff(IEnumerable<IReadOnlyList<int?>> texts)
    {
        var totals = new Dictionary<int, double>();
        double n = 0, disagreement = 0;
        foreach (var text in texts)
        {
            var answers = text.OfType<int>().ToArray();
            if (answers.Length < 2) continue;
            n += answers.Length;
            foreach (var group in answers.GroupBy(k => k))
            {
                totals[group.Key] = totals.GetValueOrDefault(group.Key) + group.Count();
                disagreement += group.Count() * (answers.Length - group.Count()) / (answers.Length - 1.0);
            }
        }
        var expected = totals.Values.Sum(c => c * (n - c)) / (n - 1);
        return n < 2 || expected == 0 ? null : 1 - disagreement / expected;
    }

    /// <summary>The answer that most gave; null where none did or the first two are level.</summary>
    public static (int? Answer, double Share) Majority(IReadOnlyList<int?> answers)
    {
        var given = answers.OfType<int>().GroupBy(k => k).Select(g => (g.Key, Count: g.Count())).OrderByDescending(g => g.Count).ToList();
        if (given.Count == 0 || given.Count > 1 && given[0].Count == given[1].Count) return (null, 0);
        return (given[0].Key, given[0].Count / (double)given.Sum(g => g.Count));
    }
}
