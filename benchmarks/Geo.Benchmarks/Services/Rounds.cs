using System.Globalization;

namespace Geo.Benchmarks.Services;

/// <summary>X</summary>
internal static class Rounds
{
    const int Count = 5, Seconds = 4, WarmUp = 12; // the runtime compiles hot code twice before it is at its best

    public static async Task<(Load[] Ours, Load[] Theirs)> RunAsync(Func<int, Task<Load>> ours, Func<int, Task<Load>> theirs)
    {
        Load[] a = new Load[Count], b = new Load[Count];
        await ours(WarmUp);
        await theirs(1);
        for (var i = 0; i < Count; i++)
            if (i % 2 == 0) (a[i], b[i]) = (await ours(Seconds), await theirs(Seconds));
            else (b[i], a[i]) = (await theirs(Seconds), await ours(Seconds));
        return (a, b);
    }

    public static Measurement Row(string bench, string @case, string peer, (Load[] Ours, Load[] Theirs) loads, double bar, string notes)
    {
        double ours = loads.Ours.Max(l => l.PerSecond), theirs = loads.Theirs.Max(l => l.PerSecond);
        return new()
        {
            Bench = bench, Case = @case, Ours = Math.Round(ours), Unit = "requests/s", Peer = peer, Theirs = Math.Round(theirs), Ratio = Math.Round(ours / theirs, 3),
            Threads = Environment.ProcessorCount, Bar = bar,
            Notes = string.Create(CultureInfo.InvariantCulture,
                $"{notes}; {Wrk.Clients} clients; requests/s (p50 p99) ours {string.Join(' ', loads.Ours)}, theirs {string.Join(' ', loads.Theirs)}; load {Machine.Load()}"),
        };
    }
}
