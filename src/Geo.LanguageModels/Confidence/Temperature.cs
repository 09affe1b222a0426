namespace Geo.LanguageModels.Confidence;

/// <summary>
/// Temperature scaling (Guo et al. 2017): the log-odds of the score, divided by the one number that makes the judged sample likeliest. For samples too small
/// for <see cref="Isotonic"/>.
/// </summary>
public sealed record Temperature(double Value)
{
    const double Edge = 0.005;

    public static Temperature Fit(IReadOnlyList<Judged> sample)
    {
        ArgumentOutOfRangeException.ThrowIfZero(sample.Count);
        // the likelihood has one peak in 1/T: golden section on the logarithm
        double a = Math.Log(0.05), b = Math.Log(20);
        var ratio = (Math.Sqrt(5) - 1) / 2;
        while (b - a > 1e-4)
        {
            double c = b - ratio * (b - a), d = a + ratio * (b - a);
            if (Loss(sample, Math.Exp(c)) < Loss(sample, Math.Exp(d))) b = d;
            else a = c;
        }
        return new(Math.Exp((a + b) / 2));
    }

    public double Apply(double score) => Scaled(score, Value);

    static double Scaled(double score, double temperature)
    {
        var p = Math.Clamp(score, Edge, 1 - Edge);
        return 1 / (1 + Math.Exp(-Math.Log(p / (1 - p)) / temperature));
    }

    static double Loss(IReadOnlyList<Judged> sample, double temperature) =>
        sample.Sum(s => -Math.Log(s.Right ? Scaled(s.Score, temperature) : 1 - Scaled(s.Score, temperature)));
}
