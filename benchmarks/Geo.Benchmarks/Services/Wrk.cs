using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Benchmarks.Services;

/// <summary>One run of wrk over kept connections.</summary>
internal sealed record Load(double PerSecond, string Median, string Worst)
{
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{PerSecond:0} ({Median} {Worst})");
}

/// <summary>Many clients that each ask again as soon as they are answered (wrk).</summary>
internal static partial class Wrk
{
    public const int Clients = 8;

    /// <param name="addresses">File of paths with queries, one a line.</param>
    /// <exception cref="BenchmarkException">An answer was none.</exception>
    public static async Task<Load> RunAsync(BenchmarkPlace place, string server, string addresses, int seconds, CancellationToken cancellationToken, params string[] headers)
    {
        var script = Path.Combine(place.Root, "benchmarks", "Geo.Benchmarks", "Services", "requests.lua");
        var text = await PeerProgram.RunAsync("wrk",
            ["-t1", $"-c{Clients}", $"-d{seconds}s", "--latency", "--timeout", "30s", .. headers.SelectMany(h => new[] { "-H", h }), "-s", script, server + "/", "--", addresses], cancellationToken);
        if (text.Contains("Non-2xx", StringComparison.Ordinal) || text.Contains("Socket errors", StringComparison.Ordinal)) throw new BenchmarkException($"{server} failed:\n{text}");
        return new(double.Parse(PerSecond().Match(text).Groups[1].Value, CultureInfo.InvariantCulture), Percentile(text, "50%"), Percentile(text, "99%"));
    }

    static string Percentile(string text, string which) => Regex.Match(text, @"^\s+" + which + @"\s+(\S+)", RegexOptions.CultureInvariant | RegexOptions.Multiline).Groups[1].Value;

    [GeneratedRegex(@"Requests/sec:\s+([0-9.]+)", RegexOptions.CultureInvariant)]
    private static partial Regex PerSecond();
}
