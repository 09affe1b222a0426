namespace Geo.Text.Comparison;

/// <summary>
/// Right answers and raters' errors estimated together from answers alone, by expectation and maximisation: Dawid and Skene, "Maximum likelihood
/// estimation of observer error-rates using the EM algorithm" (1979). Begins with each text's shares of answers.
/// </summary>
/// <param name="Probabilities">Of each answer, text by text; the shares of all answers where nobody answered.</param>
/// <param name="Errors">[rater][right answer][answer given]: how probable.</param>
/// <param name="Shares">Of each right answer.</param>
public sealed record DawidSkene(double[][] Probabilities, double[][][] Errors, double[] Shares, double LogLikelihood, int Rounds)
{
    const int MostRounds = 1000;
    const double Tolerance = 1e-10;

    /// <param name="texts">The raters' answers, text by text; null = none.</param>
    public static DawidSkene Fit(IReadOnlyList<IReadOnlyList<int?>> texts, int answers, CancellationToken cancellationToken)
    {
        var raters = texts.Count == 0 ? 0 : texts[0].Count;
        var p = texts.Select(t => SharesOf(t, answers)).ToArray();
        var (errors, shares, likelihood, round) = (Array.Empty<double[][]>(), Array.Empty<double>(), double.NegativeInfinity, 0);
        while (round++ < MostRounds)
        {
            cancellationToken.ThrowIfCancellationRequested();
            shares = [.. Enumerable.Range(0, answers).Select(k => p.Average(t => t[k]))];
            errors = [.. Enumerable.Range(0, raters).Select(r => ErrorsOf(texts, p, r, answers))];
            var before = likelihood;
            likelihood = 0;
            for (var i = 0; i < texts.Count; i++)
            {
                var q = new double[answers];
                for (var k = 0; k < answers; k++)
                {
                    q[k] = shares[k];
                    for (var r = 0; r < raters; r++)
                        if (texts[i][r] is { } answer) q[k] *= errors[r][k][answer];
                }
                var sum = q.Sum();
                likelihood += Math.Log(sum);
                p[i] = [.. q.Select(v => v / sum)];
            }
            if (likelihood - before < Tolerance * Math.Abs(likelihood)) break;
        }
        return new(p, errors, shares, likelihood, round);
    }

    static double[] SharesOf(IReadOnlyList<int?> text, int answers)
    {
        var given = text.OfType<int>().ToArray();
        return [.. Enumerable.Range(0, answers).Select(k => given.Length == 0 ? 1.0 / answers : given.Count(a => a == k) / (double)given.Length)];
    }

    static double[][] ErrorsOf(IReadOnlyList<IReadOnlyList<int?>> texts, double[][] p, int rater, int answers)
    {
        var counts = Enumerable.Range(0, answers).Select(_ => new double[answers]).ToArray();
        for (var i = 0; i < texts.Count; i++)
            if (texts[i][rater] is { } answer)
                for (var k = 0; k < answers; k++) counts[k][answer] += p[i][k];
        foreach (var row in counts)
        {
            var sum = row.Sum();
            for (var a = 0; a < answers; a++) row[a] = sum > 0 ? row[a] / sum : 1.0 / answers;
        }
        return counts;
    }
}
