namespace Geo.LanguageModels.Confidence;

/// <summary>
/// Isotonic calibration (Zadrozny and Elkan 2002): the rising step function of the score that fits the share of right answers best, found by pooling
/// adjacent violators; between its steps it is joined by straight lines.
/// </summary>
public sealed class Isotonic
{
    readonly double[] scores, values;

    Isotonic(double[] scores, double[] values) => (this.scores, this.values) = (scores, values);

    public static Isotonic Fit(IReadOnlyList<Judged> sample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sample.Count);
        var blocks = new List<(double Score, double Right, int Count)>();
        foreach (var group in sample.GroupBy(s => s.Score).OrderBy(g => g.Key))
        {
            var block = (Score: group.Key * group.Count(), Right: (double)group.Count(s => s.Right), Count: group.Count());
            while (blocks.Count > 0 && blocks[^1].Right / blocks[^1].Count >= block.Right / block.Count)
            {
                block = (block.Score + blocks[^1].Score, block.Right + blocks[^1].Right, block.Count + blocks[^1].Count);
                blocks.RemoveAt(blocks.Count - 1);
            }
            blocks.Add(block);
        }
        return new([.. blocks.Select(b => b.Score / b.Count)], [.. blocks.Select(b => b.Right / b.Count)]);
    }

    public double Apply(double score)
    {
        var i = Array.BinarySearch(scores, score);
        if (i >= 0) return values[i];
        i = ~i;
        if (i == 0) return values[0];
        if (i == scores.Length) return values[^1];
        return values[i - 1] + (values[i] - values[i - 1]) * (score - scores[i - 1]) / (scores[i] - scores[i - 1]);
    }
}
