using System.Diagnostics;
using System.Text.Json;
using Geo.Testing;

namespace Geo.Server.Tests.Cli;

/// <summary>What a finished command said.</summary>
public sealed record Finished(int ExitCode, string Output, string Errors)
{
    /// <summary>The last line of standard output, as scripts read it under --json.</summary>
    public JsonElement Json => JsonDocument.Parse(Output.Trim().Split('\n')[^1]).RootElement;
}

/// <summary>The real program, run as a process of its own with a data folder of its own.</summary>
public sealed class GeoProgram : IDisposable
{
    readonly List<Process> _running = [];

    public string Data { get; } = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"geo-cli-{Guid.NewGuid():n}")).FullName;

    public string PathOf(string name) => Path.Combine(Data, name);

    public Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Data };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "geo.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GEO_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["GEO_DATA"] = Data;
        var process = Process.Start(start)!;
        _running.Add(process);
        return process;
    }

    public Finished Run(params string[] arguments) => Finish(Start(arguments));

    public static Finished Finish(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(TimeSpan.FromMinutes(8)))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"geo did not end in 8 minutes; it said: {errors.Result}");
        }
        return new(process.ExitCode, output.Result, errors.Result);
    }

    public void Dispose()
    {
        foreach (var process in _running)
        {
            if (!process.HasExited) process.Kill();
            process.Dispose();
        }
        // the database's supervisor stops the server once the last geo process is gone
        for (var i = 0; i < 50 && Directory.Exists(PathOf("pg")) && File.Exists(PathOf("pg/data/postmaster.pid")); i++) Thread.Sleep(200);
        Directory.Delete(Data, recursive: true);
    }
}
