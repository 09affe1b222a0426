namespace Geo.Pipeline.Accuracy;

/// <summary>
/// How many points each stratum of a sample gets: as many as asked for in each, and the rest by area, as Olofsson et al. (2014, section 5.1) advise:
/// rare classes need points for their user's accuracy, large ones for the area estimates.
/// </summary>
public static class SampleAllocation
{
    /// <param name="areas">m² of each stratum, all above 0.</param>
    /// <param name="each">The least of a stratum.</param>
    /// <param name="total">Of all; what goes beyond the least of each is divided by area, largest remainders first.</param>
    /// <exception cref="ArgumentException">The total is less than the least of each together.</exception>
    public static IReadOnlyDictionary<string, int> Divide(IReadOnlyDictionary<string, double> areas, int each, int total)
    {
        var rest = total - each * areas.Count;
        if (rest < 0) throw new ArgumentException($"{areas.Count} strata of {each} points need {each * areas.Count} points.", nameof(total));
        var whole = areas.Values.Sum();
        var shares = areas.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => (a.Key, Share: rest * a.Value / whole)).ToList();
        var left = rest - shares.Sum(s => (int)s.Share);
        var rounded = shares.OrderByDescending(s => s.Share - Math.Floor(s.Share)).ThenBy(s => s.Key, StringComparer.Ordinal).Take(left).Select(s => s.Key).ToHashSet();
        return shares.ToDictionary(s => s.Key, s => each + (int)s.Share + (rounded.Contains(s.Key) ? 1 : 0), StringComparer.Ordinal);
    }
}
