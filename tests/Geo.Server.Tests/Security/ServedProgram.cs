using System.Diagnostics;
using System.Text;

namespace Geo.Server.Tests.Security;

/// <summary><c>geo serve</c> as a process of its own over a database, with settings.</summary>
internal sealed class ServedProgram : IDisposable
{
    readonly StringBuilder _log = new();
    readonly Process _process;

    ServedProgram(Process process) => _process = process;

    public string Base { get; private set; } = "";
    public string Log { get { lock (_log) return _log.ToString(); } }
    public bool Runs => !_process.HasExited;

    /// <summary>Memory that the process has now, in MB.</summary>
    public long Megabytes()
    {
        _process.Refresh();
        return _process.WorkingSet64 >> 20;
    }

    public static async Task<ServedProgram> Start(string database, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "geo.dll"), "serve", "--port", "0"])
        {
            RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(k => k.StartsWith("GEO_", StringComparison.Ordinal)).ToList()) start.Environment.Remove(name);
        start.Environment["GEO_DB"] = database;
        start.Environment["GEO_DATA"] = Path.Combine(Path.GetTempPath(), "geo-served");
        foreach (var (name, value) in settings) start.Environment[name] = value;
        var program = new ServedProgram(Process.Start(start)!);
        var address = new TaskCompletionSource<string>();
        program._process.OutputDataReceived += (_, e) =>
        {
            if (e.Data?.Split("Geo serves at") is [_, var url]) address.TrySetResult(url.Trim().TrimEnd('/'));
        };
        program._process.ErrorDataReceived += (_, e) => { lock (program._log) program._log.AppendLine(e.Data); };
        program._process.BeginOutputReadLine();
        program._process.BeginErrorReadLine();
        try
        {
            program.Base = await address.Task.WaitAsync(TimeSpan.FromSeconds(90));
            return program;
        }
        catch (TimeoutException)
        {
            program.Dispose();
            throw new TimeoutException("geo serve did not begin: " + program.Log);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
