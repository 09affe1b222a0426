using System.Diagnostics;

namespace Geo.Pipeline.Runs;

/// <summary>Seconds spent in each named stage, in the order of first use. Stages may overlap in time.</summary>
public sealed class StageClock
{
    readonly Dictionary<string, long> _ticks = [];
    readonly List<string> _order = [];

    public IReadOnlyDictionary<string, double> Seconds
    {
        get
        {
            lock (_order)
                return _order.ToDictionary(s => s, s => Math.Round((double)_ticks[s] / Stopwatch.Frequency, 3));
        }
    }

    public void Add(string stage, long stopwatchTicks)
    {
        lock (_order)
        {
            if (!_ticks.TryGetValue(stage, out var sum)) _order.Add(stage);
            _ticks[stage] = sum + stopwatchTicks;
        }
    }

    public T Time<T>(string stage, Func<T> work)
    {
        var start = Stopwatch.GetTimestamp();
        try { return work(); }
        finally { Add(stage, Stopwatch.GetTimestamp() - start); }
    }

    public void Time(string stage, Action work)
    {
        var start = Stopwatch.GetTimestamp();
        try { work(); }
        finally { Add(stage, Stopwatch.GetTimestamp() - start); }
    }

    public async Task TimeAsync(string stage, Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        try { await work(); }
        finally { Add(stage, Stopwatch.GetTimestamp() - start); }
    }
}
