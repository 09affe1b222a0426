namespace Geo.Pipeline.Labelling;

/// <summary>Soft conditions, 0 (no) to 1 (yes), joined by the geometric mean: one that fails wholly fails the rule.</summary>
internal static class Membership
{
    public static double Rising(double value, double from, double to) => Math.Clamp((value - from) / (to - from), 0, 1);

    public static double Falling(double value, double from, double to) => 1 - Rising(value, from, to);

    public static double All(params ReadOnlySpan<double> conditions)
    {
        var product = 1.0;
        foreach (var c in conditions) product *= c;
        return Math.Pow(product, 1.0 / conditions.Length);
    }

    public static double Any(double a, double b) => Math.Max(a, b);
}
