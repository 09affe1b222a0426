using System.Diagnostics;

namespace Geo.Benchmarks;

/// <summary>Another program, run to its end.</summary>
internal static class PeerProgram
{
    /// <returns>Its standard output.</returns>
    /// <exception cref="BenchmarkException">It is not there, or it failed.</exception>
    public static async Task<string> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>()) start.Environment[key] = value;
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BenchmarkException($"{program} is needed as the peer and cannot be started: {e.Message}");
        }
        using (process)
        {
            try
            {
                var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
                var errors = process.StandardError.ReadToEndAsync(cancellationToken);
                await process.WaitForExitAsync(cancellationToken);
                if (process.ExitCode != 0) throw new BenchmarkException($"{program} failed ({process.ExitCode}): {(await errors).Trim()}");
                return await output;
            }
            finally
            {
                if (!process.HasExited) process.Kill(entireProcessTree: true);
            }
        }
    }
}
