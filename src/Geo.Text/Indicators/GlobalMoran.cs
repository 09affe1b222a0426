namespace Geo.Text.Indicators;

/// <summary>
/// Moran's I of values over a graph with row-standardised weights; areas without neighbours do not take part. Expectation and variance are those under
/// randomisation (Cliff and Ord 1981, 1.37 to 1.43).
/// </summary>
/// <param name="N">Areas that took part.</param>
/// <param name="P">Two-sided: twice the share of arrangements at least as far on the same side, the observed one counted in; at most 1.</param>
/// <param name="Arrangements">Drawn at random by the seed, or all of them where areas are few.</param>
public sealed record GlobalMoran(double I, double Expectation, double Variance, double P, int N, int Arrangements)
{
    public const int Permutations = 999;
    /// <summary>Up to so many areas all arrangements are gone through: 7! = 5,040.</summary>
    const int Enumerated = 7;

    public double Z => (I - Expectation) / Math.Sqrt(Variance);

    /// <returns>Null with fewer than four areas that have neighbours, where all values are alike, or where every area is every other's neighbour, so that I is one number whatever the values.</returns>
    public static GlobalMoran? Of(IReadOnlyList<double> values, AreaGraph graph, int seed)
    {
        var taking = Enumerable.Range(0, values.Count).Where(i => graph.Neighbours[i].Length > 0).ToArray();
        var n = taking.Length;
        if (n < 4) return null;
        var among = graph.Among(taking).Neighbours;
        var mean = taking.Average(i => values[i]);
        var z = taking.Select(i => values[i] - mean).ToArray();
        double square = z.Sum(v => v * v), fourth = z.Sum(v => v * v * v * v);
        if (square <= 0) return null;
        var i0 = Lag(z) / square;

        double s0 = n, s1 = 0, s2 = 0;
        var into = new double[n];
        for (var i = 0; i < n; i++)
            foreach (var j in among[i])
            {
                double w = 1.0 / among[i].Length, back = 1.0 / among[j].Length;      // neighbours are so both ways
                s1 += 0.5 * (w + back) * (w + back);
                into[j] += w;
            }
        for (var i = 0; i < n; i++) s2 += (1 + into[i]) * (1 + into[i]);
        double nn = (double)n * n, b2 = n * fourth / (square * square), expectation = -1.0 / (n - 1);
        var variance = (n * ((nn - 3 * n + 3) * s1 - n * s2 + 3 * s0 * s0) - b2 * ((nn - n) * s1 - 2 * n * s2 + 6 * s0 * s0))
            / ((n - 1.0) * (n - 2) * (n - 3) * s0 * s0) - expectation * expectation;

        if (variance < 1e-12) return null;
        var (above, below, arrangements) = (0, 0, 0);
        foreach (var arranged in Rearranged(z, seed))
        {
            var other = Lag(arranged) / square;
            if (other >= i0 - 1e-12) above++;
            if (other <= i0 + 1e-12) below++;
            arrangements++;
        }
        // among all arrangements the observed one is already there
        var observed = n > Enumerated ? 1 : 0;
        return new(i0, expectation, variance, Math.Min(1, 2.0 * (Math.Min(above, below) + observed) / (arrangements + observed)), n, arrangements);

        double Lag(double[] v)
        {
            var sum = 0.0;
            for (var i = 0; i < n; i++)
            {
                var around = 0.0;
                foreach (var j in among[i]) around += v[j];
                sum += v[i] * around / among[i].Length;
            }
            return sum;
        }
    }

    static IEnumerable<double[]> Rearranged(double[] z, int seed)
    {
        var v = (double[])z.Clone();
        if (z.Length > Enumerated)
        {
            var random = new Random(seed);
            for (var r = 0; r < Permutations; r++)
            {
                random.Shuffle(v);
                yield return v;
            }
            yield break;
        }
        // Heap's algorithm
        yield return v;
        var c = new int[v.Length];
        for (var i = 1; i < v.Length;)
        {
            if (c[i] >= i)
            {
                c[i++] = 0;
                continue;
            }
            var other = i % 2 == 0 ? 0 : c[i];
            (v[other], v[i]) = (v[i], v[other]);
            yield return v;
            c[i]++;
            i = 1;
        }
    }
}
