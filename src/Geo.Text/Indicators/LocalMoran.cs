namespace Geo.Text.Indicators;

/// <summary>How an area and its neighbours stand to the mean.</summary>
/// <param name="Class">HH, LL, HL, LH; "ns" = not significant; "isolate" = no neighbour.</param>
/// <param name="P">Two-sided, of conditional permutations; null of isolates.</param>
public readonly record struct LocalMoran(double I, double? P, string Class)
{
    /// <summary>Share of false discoveries borne among the areas named (Benjamini and Hochberg 1995).</summary>
    public const double FalseDiscoveries = 0.05;

    /// <summary>
    /// Local Moran's I (Anselin 1995): an area's deviation times its neighbours' mean deviation, over the variance. Each area's neighbours are drawn from all
    /// other areas 999 times by a seed of its own, so that neither threads nor order change the result; where there are at most 999 ways to choose them, all are gone through.
    /// </summary>
    public static LocalMoran[] Of(IReadOnlyList<double> values, AreaGraph graph, int seed)
    {
        var n = values.Count;
        var mean = values.DefaultIfEmpty(0).Average();
        var z = values.Select(v => v - mean).ToArray();
        var variance = z.Sum(v => v * v) / Math.Max(1, n);
        var (lag, p) = (new double[n], new double[n]);
        Parallel.For(0, n, i =>
        {
            var k = graph.Neighbours[i].Length;
            p[i] = double.NaN;
            if (k == 0 || k >= n || variance <= 0) return;
            lag[i] = graph.Neighbours[i].Average(j => z[j]);
            p[i] = Chance(z, i, k, lag[i], seed);
        });
        var limit = Limit(p);
        return [.. Enumerable.Range(0, n).Select(i => double.IsNaN(p[i]) ? new LocalMoran(0, null, "isolate")
            : new(z[i] * lag[i] / variance, p[i], p[i] > limit ? "ns" : (z[i] > 0 ? "H" : "L") + (lag[i] > 0 ? "H" : "L")))];
    }

    /// <summary>p of a mean of k of the other areas at least as far on the same side; the area's own deviation is a factor of all and falls out.</summary>
    static double Chance(double[] z, int area, int k, double lag, int seed)
    {
        var others = z.Where((_, j) => j != area).ToArray();
        var (above, below, drawn, observed) = (0, 0, 0, 1);
        var target = lag * k;
        void Count(double sum)
        {
            drawn++;
            if (sum >= target - 1e-12) above++;
            if (sum <= target + 1e-12) below++;
        }
        if (Ways(others.Length, k) <= GlobalMoran.Permutations)
        {
            observed = 0;
            void Choose(int from, int left, double sum)
            {
                if (left == 0) Count(sum);
                else for (var j = from; j <= others.Length - left; j++) Choose(j + 1, left - 1, sum + others[j]);
            }
            Choose(0, k, 0);
        }
        else
        {
            var random = new Random(HashCode(seed, area));
            for (var r = 0; r < GlobalMoran.Permutations; r++)
            {
                var sum = 0.0;
                for (var j = 0; j < k; j++)       // the first k of a shuffle
                {
                    var other = random.Next(j, others.Length);
                    (others[j], others[other]) = (others[other], others[j]);
                    sum += others[j];
                }
                Count(sum);
            }
        }
        return Math.Min(1, 2.0 * (Math.Min(above, below) + observed) / (drawn + observed));
    }

    static double Ways(int n, int k)
    {
        var ways = 1.0;
        for (var i = 0; i < k && ways <= 1e6; i++) ways = ways * (n - i) / (i + 1);
        return ways;
    }

    // not HashCode.Combine, which differs from process to process
    static int HashCode(int seed, int area) => unchecked(seed * 486187739 + area * 16777619);

    /// <summary>The largest p that is still a discovery; below 0 where none is.</summary>
    static double Limit(double[] p)
    {
        var sorted = p.Where(v => !double.IsNaN(v)).Order().ToArray();
        for (var i = sorted.Length; i > 0; i--)
            if (sorted[i - 1] <= FalseDiscoveries * i / sorted.Length) return sorted[i - 1];
        return -1;
    }
}
