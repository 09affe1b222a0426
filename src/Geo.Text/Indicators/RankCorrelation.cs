using Geo.Text.Comparison;

namespace Geo.Text.Indicators;

/// <summary>
/// Spearman's rank correlation, ties at their mean rank; the interval by Fisher's transformation with the variance of Bonett and Wright (2000),
/// (1 + ρ²/2)/(n - 3).
/// </summary>
public sealed record RankCorrelation(double Rho, Interval Interval, int N)
{
    /// <returns>Null with fewer than four pairs, or where one side is all alike.</returns>
    public static RankCorrelation? Of(IReadOnlyList<(double A, double B)> pairs)
    {
        var n = pairs.Count;
        if (n < 4) return null;
        double[] a = Ranks([.. pairs.Select(p => p.A)]), b = Ranks([.. pairs.Select(p => p.B)]);
        double mean = (n + 1) / 2.0, ab = 0, aa = 0, bb = 0;
        for (var i = 0; i < n; i++)
        {
            ab += (a[i] - mean) * (b[i] - mean);
            aa += (a[i] - mean) * (a[i] - mean);
            bb += (b[i] - mean) * (b[i] - mean);
        }
        if (aa == 0 || bb == 0) return null;
        var rho = ab / Math.Sqrt(aa * bb);
        var z = Math.Atanh(Math.Clamp(rho, -1 + 1e-15, 1 - 1e-15));
        var half = 1.959963984540054 * Math.Sqrt((1 + rho * rho / 2) / (n - 3));
        return new(rho, new(Math.Tanh(z - half), Math.Tanh(z + half)), n);
    }

    static double[] Ranks(double[] values)
    {
        var order = Enumerable.Range(0, values.Length).OrderBy(i => values[i]).ToArray();
        var ranks = new double[values.Length];
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && values[order[to]] == values[order[from]];) to++;
            for (var i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2.0;
        }
        return ranks;
    }
}
