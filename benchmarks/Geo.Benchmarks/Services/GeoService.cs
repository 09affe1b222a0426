using System.Diagnostics;
using System.Globalization;

namespace Geo.Benchmarks.Services;

/// <summary><c>geo serve</c> in a process of its own, over the database of a data folder.</summary>
internal sealed class GeoService : IAsyncDisposable
{
    readonly Process _process;

    GeoService(Process process, string address) => (_process, Address) = (process, address);

    /// <summary>Without a final slash.</summary>
    public string Address { get; }

    public static async Task<GeoService> StartAsync(BenchmarkPlace place, CancellationToken cancellationToken)
    {
        if (!File.Exists(place.Program)) throw new BenchmarkException($"{place.Program} is not built: run ./geo setup.");
        var port = Ports.Free();
        var log = Path.Combine(place.Folder, "serve.log"); // a line for each request
        var start = new ProcessStartInfo("sh", ["-c", FormattableString.Invariant($"exec dotnet \"$0\" serve --port {port} 2> \"$1\""), place.Program, log]) { RedirectStandardOutput = true };
        start.Environment["GEO_DATA"] = place.Folder;
        start.Environment["GEO_RATE"] = "0"; // one address asks for all
        start.Environment.Remove("GEO_DB");
        var process = Process.Start(start)!;
        var service = new GeoService(process, FormattableString.Invariant($"http://127.0.0.1:{port}"));
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
            if (line.Contains("Ctrl+C", StringComparison.Ordinal)) return service;
        await service.DisposeAsync();
        throw new BenchmarkException($"geo serve ended before it listened: {File.ReadAllText(log)}");
    }

    /// <summary>The most memory it has held, in MB (VmHWM).</summary>
    public double PeakMegabytes => double.Parse(File.ReadLines(FormattableString.Invariant($"/proc/{_process.Id}/status"))
        .First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal)).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
