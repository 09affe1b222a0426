namespace Geo.Text.Indicators;

/// <summary>
/// The intensity index: 100·ln(1 + r/a)/ln(1 + b/a), at most 100, of the empirical-Bayes rate r of events per 100,000 people and month, with a = 0.1 and
/// b = 50. The bounds are fixed: 0 is no event, 100 is 50 or more events per 100,000 people in a month, and neither the month's largest city nor
/// another area's news changes an area's index. Doubling the rate adds about 11 points where it is well above a.
/// </summary>
public static class Intensity
{
    /// <summary>Another formula or other bounds take another version; it is stored with every value.</summary>
    public const string Formula = "ln-1: 100·ln(1 + r/0.1)/ln(1 + 50/0.1)";
    const double Step = 0.1, Most = 50;

    /// <param name="rate">Events per 100,000 people and month.</param>
    public static double Of(double rate) => Math.Clamp(100 * Math.Log(1 + rate / Step) / Math.Log(1 + Most / Step), 0, 100);
}
