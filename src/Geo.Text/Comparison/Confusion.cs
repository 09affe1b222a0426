namespace Geo.Text.Comparison;

/// <summary>How often which right answer (row) was answered how (column).</summary>
public sealed class Confusion
{
    readonly int[,] counts;

    public Confusion(int answers, IEnumerable<(int Truth, int Answer)> pairs)
    {
        counts = new int[answers, answers];
        foreach (var (truth, answer) in pairs) counts[truth, answer]++;
        Total = counts.Cast<int>().Sum();
    }

    public int Total { get; }
    public int Answers => counts.GetLength(0);
    public int this[int truth, int answer] => counts[truth, answer];

    public double Accuracy => Enumerable.Range(0, Answers).Sum(k => counts[k, k]) / (double)Math.Max(1, Total);

    public double Precision(int k) => counts[k, k] / (double)Math.Max(1, Given(k));

    public double Recall(int k) => counts[k, k] / (double)Math.Max(1, True(k));

    public double F1(int k) => 2.0 * counts[k, k] / Math.Max(1, Given(k) + True(k));

    /// <summary>Mean F1 of the answers that occur, as right ones or as given ones.</summary>
    public double MacroF1 => Enumerable.Range(0, Answers).Where(k => Given(k) + True(k) > 0).Select(F1).DefaultIfEmpty(0).Average();

    /// <summary>How often it is the right answer.</summary>
    public int True(int k) => Enumerable.Range(0, Answers).Sum(a => counts[k, a]);

    int Given(int k) => Enumerable.Range(0, Answers).Sum(t => counts[t, k]);

    public int[][] Rows() => [.. Enumerable.Range(0, Answers).Select(t => Enumerable.Range(0, Answers).Select(a => counts[t, a]).ToArray())];
}
