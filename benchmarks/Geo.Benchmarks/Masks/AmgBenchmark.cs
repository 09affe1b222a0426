namespace Geo.Benchmarks.Masks;

/// <summary>The whole mask generator on one window after another.</summary>
internal sealed class AmgBenchmark(MaskRounds rounds) : IBenchmark
{
    public string Name => "amg";
    public string About => "the automatic mask generator against its plain PyTorch form, same model";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var rows = new List<Measurement>();
        foreach (var threads in new[] { 1, 2 })
        {
            var m = await rounds.MeasureAsync(place, threads, true, cancellationToken);
            rows.Add(new()
            {
                Bench = Name, Case = "512 px window, 256 prompts", Ours = Math.Round(m.Ours.Whole, 3), Unit = "s", Peer = m.Peer, Theirs = Math.Round(m.Theirs.Whole, 3),
                Ratio = Measurement.LessIsBetter(m.Ours.Whole, m.Theirs.Whole), Threads = threads, Bar = 1.8, Notes = m.Notes,
            });
        }
        return rows;
    }
}
