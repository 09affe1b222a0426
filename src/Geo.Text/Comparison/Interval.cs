namespace Geo.Text.Comparison;

/// <summary>Bounds of a 95 % interval.</summary>
public readonly record struct Interval(double Low, double High)
{
    const double Z = 1.959963984540054;

    /// <summary>Wilson's score interval of a share; 0 to 1 of nothing.</summary>
    public static Interval Wilson(long successes, long n)
    {
        if (n == 0) return new(0, 1);
        double p = successes / (double)n, z2 = Z * Z / n;
        var centre = (p + z2 / 2) / (1 + z2);
        var half = Z / (1 + z2) * Math.Sqrt(p * (1 - p) / n + z2 / (4 * n));
        return new(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }

    /// <summary>The 2.5 % and 97.5 % quantiles of resampled values, interpolated as numpy and R (type 7) do; the values are sorted in place.</summary>
    public static Interval Percentile(double[] values)
    {
        Array.Sort(values);
        return new(At(0.025), At(0.975));

        double At(double q)
        {
            var x = q * (values.Length - 1);
            var i = (int)x;
            return i + 1 < values.Length ? values[i] + (x - i) * (values[i + 1] - values[i]) : values[i];
        }
    }
}
