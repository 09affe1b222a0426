using Geo.Pipeline.Rasters;

namespace Geo.Benchmarks.Scale;

/// <summary>
/// The whole command <c>geo run --points-per-side 2</c> on a scene of 10 windows and on one of 1,000, each in a process and a database of
/// its own: what a window costs and the peak memory must not grow with the number of windows.
/// </summary>
internal sealed class ScaleBenchmark : IBenchmark
{
    public string Name => "scale";
    public string About => "cost a window and peak memory of the whole chain at 10 windows over those at 1,000";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var small = await WholeRun.MeasureAsync(place, WholeRun.Pixels(5), WholeRun.Pixels(2), cancellationToken);
        var large = await WholeRun.MeasureAsync(place, WholeRun.Pixels(40), WholeRun.Pixels(25), cancellationToken);
        // fixed costs weigh on ten windows and would hide growth: the second row takes them from the ten, and sets all that the other 990 added against it
        var notes = "first row: whole command, fixed costs in both; second: all that 990 further windows added, against ten without start, clustering and pictures; "
            + $"10 windows: {small}; 1,000 windows: {large}; load {Machine.Load()}";
        return
        [
            Row("cost a window, whole command", "s/window", large.SecondsPerWindow, small.SecondsPerWindow, notes),
            Row("cost of a further window", "s/window", large.SecondsPerWindowBeyond(small), small.SecondsPerWindowWithoutFixed, notes),
            Row("peak memory", "MB", large.PeakMegabytes, small.PeakMegabytes, notes),
        ];

        Measurement Row(string @case, string unit, double ours, double theirs, string notes) => new()
        {
            Bench = Name, Case = @case, Ours = Math.Round(ours, 4), Unit = unit, Peer = "the same with 10 windows", Theirs = Math.Round(theirs, 4),
            Ratio = Measurement.LessIsBetter(ours, theirs), Threads = Environment.ProcessorCount, Bar = 0.9, Notes = notes,
        };
    }
}
