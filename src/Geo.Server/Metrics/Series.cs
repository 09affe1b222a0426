using System.Diagnostics.Metrics;

namespace Geo.Server.Metrics;

/// <summary>The state of one instrument under one set of labels.</summary>
internal abstract class Series
{
    public abstract void Record(double value);
}

/// <summary>The sum of what was told.</summary>
internal sealed class Sum : Series
{
    readonly Lock _lock = new();
    double _value;

    public double Now { get { lock (_lock) return _value; } }

    public override void Record(double value)
    {
        lock (_lock) _value += value;
    }

    public void Reset()
    {
        lock (_lock) _value = 0;
    }
}

/// <summary>Counts of values up to each bound, as Prometheus' histograms have them.</summary>
internal sealed class Distribution(IReadOnlyList<double> bounds) : Series
{
    static readonly double[] Seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    readonly Lock _lock = new();
    readonly long[] _counts = new long[bounds.Count + 1];
    double _sum;

    public static IReadOnlyList<double> BoundsOf(Instrument instrument) => (instrument as Histogram<double>)?.Advice?.HistogramBucketBoundaries ?? Seconds;

    public override void Record(double value)
    {
        var i = 0;
        while (i < bounds.Count && value > bounds[i]) i++;
        lock (_lock)
        {
            _counts[i]++;
            _sum += value;
        }
    }

    /// <summary>Upper bounds with how many values lie at or below each, the last infinite; and the sum.</summary>
    public (IReadOnlyList<(double Bound, long Count)> UpTo, double Sum) Now()
    {
        lock (_lock)
        {
            var (upTo, all) = (new List<(double, long)>(), 0L);
            for (var i = 0; i < _counts.Length; i++) upTo.Add((i < bounds.Count ? bounds[i] : double.PositiveInfinity, all += _counts[i]));
            return (upTo, _sum);
        }
    }
}
