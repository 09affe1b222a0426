namespace Geo.Benchmarks.Scale;

/// <summary>
/// Peak memory of the whole command <c>geo run --points-per-side 2</c> on a scene of 4,000 px a side over that of one of 20,000 (2,704 windows), which may take
/// at most 15 % more.
/// </summary>
internal sealed class MemoryBenchmark : IBenchmark
{
    const int SmallSide = 4_000, LargeSide = 20_000;

    public string Name => "memory";
    public string About => "peak memory of the whole chain at 4,000 px a side over that at 20,000 (ten minutes and more)";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var small = await WholeRun.MeasureAsync(place, SmallSide, SmallSide, cancellationToken);
        var large = await WholeRun.MeasureAsync(place, LargeSide, LargeSide, cancellationToken);
        return
        [
            new()
            {
                Bench = Name, Case = "20,000 px a side against 4,000", Ours = large.PeakMegabytes, Unit = "MB", Peer = "the same with 4,000 px", Theirs = small.PeakMegabytes,
                Ratio = Measurement.LessIsBetter(large.PeakMegabytes, small.PeakMegabytes), Threads = Environment.ProcessorCount, Bar = Math.Round(1 / 1.15, 2),
                Notes = $"4,000 px: {small}; 20,000 px: {large}; load {Machine.Load()}",
            },
        ];
    }
}
