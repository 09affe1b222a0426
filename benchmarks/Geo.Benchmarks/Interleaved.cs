using System.Diagnostics;

namespace Geo.Benchmarks;

/// <summary>Times two rivals in turn, so that what else the machine does falls on both.</summary>
internal static class Interleaved
{
    /// <summary>Seconds of each repetition, ours and theirs, after one round that does not count.</summary>
    public static async Task<(double[] Ours, double[] Theirs)> TimeAsync(int repetitions, Func<Task> ours, Func<Task> theirs)
    {
        double[] a = new double[repetitions], b = new double[repetitions];
        for (var i = -1; i < repetitions; i++)
        {
            var (first, second) = (i & 1) == 0 ? (ours, theirs) : (theirs, ours);
            var (s, t) = (await SecondsAsync(first), await SecondsAsync(second));
            if (i >= 0) (a[i], b[i]) = (i & 1) == 0 ? (s, t) : (t, s);
        }
        return (a, b);
    }

    public static async Task<double> SecondsAsync(Func<Task> work)
    {
        var start = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The shortest: whatever else a shared machine does only ever adds time. All times are in the notes.</summary>
    public static double Best(double[] seconds) => seconds.Min();

    /// <summary>"0.41 0.43 0.40", for the notes.</summary>
    public static string Text(double[] seconds) => string.Join(' ', seconds.Select(s => FormattableString.Invariant($"{s:0.000}")));
}
