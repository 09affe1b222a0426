using Geo.Text.Comparison;

namespace Geo.Text.Indicators;

/// <summary>A smoothed rate per unit of exposure.</summary>
/// <param name="Weight">Of the area's own rate; the rest is the common mean's.</param>
public readonly record struct SmoothedRate(double Rate, double Weight, Interval Interval);

/// <summary>
/// Empirical-Bayes rates by moments, Marshall, "Mapping disease and mortality rates using empirical Bayes estimators" (1991): with
/// m = Σy/Σn and s² = Σn(y/n - m)²/Σn - m/(Σn/k), at least 0, an area's rate is w·y/n + (1 - w)·m with w = s²/(s² + m/n). The interval is that of the
/// Gamma posterior whose mean this is: shape m²/s² + y, rate m/s² + n. Where s² = 0 nothing tells the areas apart: all have m, with
/// the interval of the pooled count.
/// </summary>
public static class EmpiricalBayes
{
    /// <summary>Towards the mean of all areas.</summary>
    /// <param name="events">Counts.</param>
    /// <param name="exposure">Population or the like; above 0.</param>
    public static SmoothedRate[] Smooth(IReadOnlyList<long> events, IReadOnlyList<double> exposure)
    {
        var all = Enumerable.Range(0, events.Count).ToArray();
        var prior = Prior.Of(events, exposure, all);
        return [.. all.Select(i => prior.Of(events[i], exposure[i]))];
    }

    /// <summary>Towards the mean of each area and its neighbours.</summary>
    public static SmoothedRate[] Smooth(IReadOnlyList<long> events, IReadOnlyList<double> exposure, AreaGraph graph) =>
        [.. Enumerable.Range(0, events.Count).Select(i => Prior.Of(events, exposure, [i, .. graph.Neighbours[i]]).Of(events[i], exposure[i]))];

    /// <summary>
    /// Rates as Moran's statistics take them: (y/n - m)/√v with v = s² + m/n, where s² is as above but may be negative, then v = m/n. Assunção and Reis,
    /// "A new proposal to adjust Moran's I for population density" (1999). Null where all rates are alike.
    /// </summary>
    public static double[]? Standardised(IReadOnlyList<long> events, IReadOnlyList<double> exposure)
    {
        var prior = Prior.Of(events, exposure, [.. Enumerable.Range(0, events.Count)]);
        if (prior.Mean == 0) return null;
        double[] z = [.. events.Select((y, i) =>
        {
            var own = prior.Mean / exposure[i];
            var v = prior.Moment + own;
            return (y / exposure[i] - prior.Mean) / Math.Sqrt(v > 0 ? v : own);
        })];
        return z.All(v => v == z[0]) ? null : z;
    }

    /// <param name="Moment">s² before it is floored at 0.</param>
    readonly record struct Prior(double Mean, double Moment, long Events, double Exposure)
    {
        public static Prior Of(IReadOnlyList<long> events, IReadOnlyList<double> exposure, int[] areas)
        {
            var (y, n) = (areas.Sum(i => events[i]), areas.Sum(i => exposure[i]));
            var m = y / n;
            return new(m, areas.Sum(i => exposure[i] * Math.Pow(events[i] / exposure[i] - m, 2)) / n - m / (n / areas.Length), y, n);
        }

        public SmoothedRate Of(long y, double n)
        {
            if (Moment <= 0) return new(Mean, 0, GammaDistribution.Poisson(Events, Exposure));
            var (shape, rate) = (Mean * Mean / Moment, Mean / Moment);
            return new((shape + y) / (rate + n), n / (rate + n), GammaDistribution.Interval(shape + y, rate + n));
        }
    }
}
