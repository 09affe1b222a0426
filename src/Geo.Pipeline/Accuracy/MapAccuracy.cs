using Geo.Data.Reviews;

namespace Geo.Pipeline.Accuracy;

/// <summary>An estimate from a sample, and half of its 95 % interval (NaN with under two points in a stratum).</summary>
public readonly record struct Estimate(double Value, double Margin)
{
    public double Low => Math.Max(0, Value - Margin);
    public double High => Value + Margin;
}

/// <summary>A class as map and sample have it.</summary>
/// <param name="MappedM2">What the map says.</param>
/// <param name="AreaM2">What the sample says: the error-adjusted area.</param>
/// <param name="User">Of the ground mapped as this class, the share that is it; null when none is mapped.</param>
/// <param name="Producer">Of the ground that is this class, the share mapped as it; null when none is.</param>
public sealed record ClassAccuracy(string Class, double MappedM2, Estimate AreaM2, Estimate? User, Estimate? Producer);

/// <summary>
/// Accuracy of a class map and the error-adjusted areas of its classes, from a stratified random sample. The estimators are those of Olofsson et al. (2014,
/// Remote Sensing of Environment 148, equations 4 to 11) in the form that Stehman (2014, Int. J. Remote Sensing 35, equations 14 to 28) gives for strata that are not, or no
/// longer, the map's classes; where they are, both agree. Points stand for an unlimited population, so there is no finite correction.
/// </summary>
public sealed class MapAccuracy
{
    const double Normal95 = 1.959963984540054;

    readonly IReadOnlyDictionary<string, double> _areas;
    readonly List<(double M2, SampleLabel[] Points)> _strata;
    readonly double _whole;

    /// <param name="areas">m² of every stratum; the sum is what was observed.</param>
    /// <param name="labels">The reviewed points; strata without any are left out of all estimates and named in <see cref="Missing"/>.</param>
    public MapAccuracy(IReadOnlyDictionary<string, double> areas, IReadOnlyCollection<SampleLabel> labels)
    {
        _areas = areas;
        var points = labels.GroupBy(l => l.Stratum, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.ToArray(), StringComparer.Ordinal);
        Missing = [.. areas.Keys.Where(s => !points.ContainsKey(s)).Order(StringComparer.Ordinal)];
        _strata = [.. areas.Where(a => points.ContainsKey(a.Key)).OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Value, points[a.Key]))];
        _whole = _strata.Sum(s => s.M2);
        Classes = [.. labels.SelectMany(l => new[] { l.Mapped, l.Reference }).Distinct().Order(StringComparer.Ordinal)];
        Points = _strata.Sum(s => s.Points.Length);
    }

    /// <summary>Of map and reference, in the order of the matrix.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Strata without a reviewed point.</summary>
    public IReadOnlyList<string> Missing { get; }

    public int Points { get; }

    public double ObservedM2 => _areas.Values.Sum();

    /// <summary>The share of the ground that is mapped as what it is.</summary>
    public Estimate Overall => Mean(l => l.Mapped == l.Reference);

    /// <summary>Points mapped as the row's class that are the column's.</summary>
    public int[][] Counts => [.. Classes.Select(row => Classes.Select(column => _strata.Sum(s => s.Points.Count(l => l.Mapped == row && l.Reference == column))).ToArray())];

    /// <summary>The matrix as shares of the ground; the sum is 1.</summary>
    public double[][] Shares => [.. Classes.Select(row => Classes.Select(column => Mean(l => l.Mapped == row && l.Reference == column).Value).ToArray())];

    public IReadOnlyList<ClassAccuracy> ByClass => [.. Classes.Select(c =>
    {
        var (share, mapped) = (Mean(l => l.Reference == c), Mean(l => l.Mapped == c));
        return new ClassAccuracy(c, mapped.Value * _whole, new(share.Value * _whole, share.Margin * _whole),
            Ratio(l => l.Mapped == c && l.Reference == c, l => l.Mapped == c), Ratio(l => l.Mapped == c && l.Reference == c, l => l.Reference == c));
    })];

    Estimate Mean(Func<SampleLabel, bool> hit)
    {
        var (value, variance) = (0.0, 0.0);
        foreach (var (m2, points) in _strata)
        {
            var (weight, p) = (m2 / _whole, (double)points.Count(hit) / points.Length);
            value += weight * p;
            variance += weight * weight * p * (1 - p) / (points.Length - 1);
        }
        return new(value, Normal95 * Math.Sqrt(variance));
    }

    /// <summary>A ratio of two areas, of which the first lies in the second.</summary>
    Estimate? Ratio(Func<SampleLabel, bool> part, Func<SampleLabel, bool> of)
    {
        var whole = Mean(of).Value;
        if (whole == 0) return null;
        var ratio = Mean(part).Value / whole;
        var variance = 0.0;
        foreach (var (m2, points) in _strata)
        {
            var (y, x, n) = ((double)points.Count(part) / points.Length, (double)points.Count(of) / points.Length, points.Length);
            // y is 1 only where x is, so that their covariance is y (1 - x)
            var spread = y * (1 - y) + ratio * ratio * x * (1 - x) - 2 * ratio * y * (1 - x);
            variance += Math.Pow(m2 / _whole, 2) * spread / (n - 1);
        }
        return new(ratio, Normal95 * Math.Sqrt(variance) / whole);
    }
}
