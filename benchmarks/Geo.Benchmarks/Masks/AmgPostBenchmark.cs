namespace Geo.Benchmarks.Masks;

/// <summary>All of the mask generator but encoder and decoder, and its share of a window's time.</summary>
internal sealed class AmgPostBenchmark(MaskRounds rounds) : IBenchmark
{
    const double MostPercent = 15;

    public string Name => "amg-post";
    public string About => "the mask generator but for encoder and decoder against its plain PyTorch form, same model";

    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        var rows = new List<Measurement>();
        foreach (var (threads, cleans) in new[] { (1, true), (2, true), (1, false) })
        {
            var m = await rounds.MeasureAsync(place, threads, cleans, cancellationToken);
            var what = cleans ? "512 px window, 1024 masks" : "the same without clean-up of small regions";
            var share = 100 * m.Ours.Post / m.Ours.Whole;
            var row = new Measurement
            {
                Bench = Name, Case = what, Ours = Math.Round(1000 * m.Ours.Post, 1), Unit = "ms", Peer = m.Peer, Theirs = Math.Round(1000 * m.Theirs.Post, 1),
                Ratio = Measurement.LessIsBetter(m.Ours.Post, m.Theirs.Post), Threads = threads, Bar = 8, Notes = m.Notes,
            };
            rows.Add(row);
            rows.Add(row with
            {
                Case = $"{what}: share of its time", Ours = Math.Round(share, 2), Unit = "%", Peer = "the most it may take", Theirs = MostPercent,
                Ratio = Measurement.LessIsBetter(share, MostPercent), Bar = 1,
            });
        }
        return rows;
    }
}
