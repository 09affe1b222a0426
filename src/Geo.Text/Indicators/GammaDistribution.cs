using Geo.Text.Comparison;

namespace Geo.Text.Indicators;

/// <summary>Gamma distribution with scale 1: the regularised incomplete gamma function by series and continued fraction (Numerical Recipes, 6.2), and its inverse.</summary>
internal static class GammaDistribution
{
    const double Tiny = 1e-300, Close = 1e-15;
    const int MostTerms = 100_000;

    /// <summary>P(a, x): the probability of at most x.</summary>
    public static double Probability(double a, double x)
    {
        if (x <= 0) return 0;
        var scale = Math.Exp(a * Math.Log(x) - x - LogGamma(a));
        if (x < a + 1)
        {
            double term = 1 / a, sum = term;
            for (var n = 1; n < MostTerms && term > sum * Close; n++) sum += term *= x / (a + n);
            return sum * scale;
        }
        double b = x + 1 - a, c = 1 / Tiny, d = 1 / b, h = d;
        for (var i = 1; i < MostTerms; i++)
        {
            var an = -i * (i - a);
            b += 2;
            d = an * d + b;
            if (Math.Abs(d) < Tiny) d = Tiny;
            c = b + an / c;
            if (Math.Abs(c) < Tiny) c = Tiny;
            d = 1 / d;
            h *= d * c;
            if (Math.Abs(d * c - 1) < Close) break;
        }
        return 1 - scale * h;
    }

    /// <summary>The x that is not exceeded with probability p, by halving between bounds.</summary>
    public static double Quantile(double p, double a)
    {
        double low = 0, high = a + 10 * Math.Sqrt(a) + 20;
        while (Probability(a, high) < p) high *= 2;
        for (var i = 0; i < 200 && high - low > 1e-14 * high; i++)
        {
            var middle = (low + high) / 2;
            if (Probability(a, middle) < p) low = middle;
            else high = middle;
        }
        return (low + high) / 2;
    }

    /// <summary>95 % interval of a Gamma distribution of a shape and a rate.</summary>
    public static Interval Interval(double shape, double rate) => new(Quantile(0.025, shape) / rate, Quantile(0.975, shape) / rate);

    /// <summary>Exact 95 % interval of a rate of so many events (Garwood 1936).</summary>
    public static Interval Poisson(long events, double exposure) =>
        new(events == 0 ? 0 : Quantile(0.025, events) / exposure, Quantile(0.975, events + 1) / exposure);

    /// <summary>Lanczos's approximation, g = 7, 9 terms.</summary>
    static double LogGamma(double x)
    {
        if (x < 0.5) return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        ReadOnlySpan<double> c =
        [
            0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059, 12.507343278686905,
            -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
        ];
        x -= 1;
        var sum = c[0];
        for (var i = 1; i < c.Length; i++) sum += c[i] / (x + i);
        var t = x + 7.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
