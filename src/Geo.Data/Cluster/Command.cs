using System.Diagnostics;

namespace Geo.Data.Cluster;

/// <summary>How a program ended.</summary>
readonly record struct CommandResult(int ExitCode, string Output, string Errors);

/// <summary>Runs the programs of a PostgreSQL installation and of the system, without a shell.</summary>
static class Command
{
    public static async Task<CommandResult> RunAsync(IEnumerable<string> words, CancellationToken cancellationToken)
    {
        var all = words.ToArray();
        var start = new ProcessStartInfo(all[0], all.Skip(1))
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",   // one that the server's account may enter
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("PG", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
            var errors = process.StandardError.ReadToEndAsync(cancellationToken);
            await process.WaitForExitAsync(cancellationToken);
            return new CommandResult(process.ExitCode, (await output).Trim(), (await errors).Trim());
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new DataException($"Cannot run {all[0]}: {e.Message}. Run ./geo setup.", e);
        }
    }
}
