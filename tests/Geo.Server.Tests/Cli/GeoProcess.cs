using System.Diagnostics;
using System.Text;
using Geo.Testing;

namespace Geo.Server.Tests.Cli;

/// <summary>The real program as a child process.</summary>
sealed class GeoProcess : IDisposable
{
    static readonly string Program = Repository.PathOf("src", "Geo.Server", "bin",
        AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "geo.dll");

    readonly StringBuilder errors = new(), output = new();

    GeoProcess(Process process)
    {
        Process = process;
        process.OutputDataReceived += (_, e) => { if (e.Data is { } line) lock (output) output.AppendLine(line); };
        process.ErrorDataReceived += (_, e) =>
        {
            if (e.Data is not { } line) return;
            lock (errors) errors.AppendLine(line);
            Line?.Invoke(line);
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public Process Process { get; }
    public string Errors { get { lock (errors) return errors.ToString(); } }
    public string Output { get { lock (output) return output.ToString(); } }

    /// <summary>Told of each line of standard error.</summary>
    public event Action<string>? Line;

    public static GeoProcess Start(string data, string? database, params string[] arguments) => Start(data, database, [], arguments);

    /// <param name="settings">Of the environment.</param>
    public static GeoProcess Start(string data, string? database, IEnumerable<(string Name, string Value)> settings, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["GEO_DATA"] = data;
        start.Environment["GEO_OPENCL"] = "off";
        start.Environment.Remove("GEO_DB");
        if (database is not null) start.Environment["GEO_DB"] = database;
        foreach (var (name, value) in settings) start.Environment[name] = value;
        return new(Process.Start(start)!);
    }

    public static async Task<(int Code, string Output, string Errors)> RunAsync(string data, string? database, params string[] arguments)
    {
        using var geo = Start(data, database, arguments);
        return (await geo.EndAsync(), geo.Output, geo.Errors);
    }

    public async Task<int> EndAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await Process.WaitForExitAsync(patience.Token);
        return Process.ExitCode;
    }

    public void Dispose()
    {
        if (!Process.HasExited) Process.Kill();
        Process.Dispose();
    }
}
