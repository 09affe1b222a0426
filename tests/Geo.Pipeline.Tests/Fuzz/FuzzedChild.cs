using System.Diagnostics;
using System.Globalization;

namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>What became of damaged files.</summary>
/// <param name="Faults">The seed of each that crashed, hung, took too much memory or ended in an error that nobody expects, and how.</param>
sealed record Fuzzed(int Taken, int Refused, IReadOnlyList<string> Faults, long PeakMegabytes);

/// <summary>Lets children try damaged files, many each. One that dies or hangs is replaced, and the file that it had in hand is named.</summary>
sealed class FuzzedChild(string kind, string path, string? database)
{
    static readonly TimeSpan Each = TimeSpan.FromSeconds(20), Start = TimeSpan.FromSeconds(60);
    const long MostMegabytes = 2500;

    readonly List<string> faults = [];
    int taken, refused, next = 1;
    long peak;

    public async Task<Fuzzed> TryAsync(int count)
    {
        while (next <= count)
            if (await BatchAsync(count) is { } fault) faults.Add($"{Path.GetFileName(path)} seed {next++}: {fault}");
        return new(taken, refused, faults, peak);
    }

    /// <summary>Tries from the next seed on; null when all was well.</summary>
    async Task<string?> BatchAsync(int count)
    {
        var words = new[] { "exec", typeof(Program).Assembly.Location, kind, path }.Concat(new[] { next, count }.Select(n => n.ToString(CultureInfo.InvariantCulture)));
        var start = new ProcessStartInfo("dotnet", words) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["GEO_DB"] = database;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        string? stopped = null;
        using (var watch = new Timer(_ => Watch(), null, 100, 100))
        {
            for (var patience = Start; ; patience = Each)
            {
                using var limit = new CancellationTokenSource(patience);
                string? line;
                try
                {
                    line = await process.StandardOutput.ReadLineAsync(limit.Token);
                }
                catch (OperationCanceledException)
                {
                    stopped ??= $"no answer in {patience.TotalSeconds:0} s";
                    break;
                }
                if (line is null) break;
                if (line.StartsWith('>')) continue;
                if (line.Contains(" refused: ", StringComparison.Ordinal)) refused++;
                else taken++;
                next++;
            }
        }
        if (stopped is not null) process.Kill();
        await process.WaitForExitAsync();
        return stopped ?? (process.ExitCode == 0 ? null : $"exit {process.ExitCode}: {(await errors).Trim().Split('\n')[0]}");

        void Watch()
        {
            try
            {
                process.Refresh();
                var megabytes = process.WorkingSet64 >> 20;
                peak = Math.Max(peak, megabytes);
                if (megabytes <= MostMegabytes) return;
                stopped ??= $"{megabytes} MB of memory";
                process.Kill();
            }
            catch (InvalidOperationException) { }      // it has ended
        }
    }
}
