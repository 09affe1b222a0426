using System.Diagnostics;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>Runs a client program that is not ours; the test skips where it is not installed.</summary>
internal static class ClientProgram
{
    public static async Task<string> Run(string program, params string[] arguments)
    {
        Skip.IfNot(IsInstalled(program), $"{program} is not installed");
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath() };
        start.Environment["QT_QPA_PLATFORM"] = "offscreen";
        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}: {await error} {await output}");
            return await output;
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    static bool IsInstalled(string program) =>
        Path.IsPathRooted(program) ? File.Exists(program)
        : Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
