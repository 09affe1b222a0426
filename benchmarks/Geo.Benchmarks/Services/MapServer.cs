using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Geo.Benchmarks.Services;

/// <summary>MapServer as FastCGI workers behind nginx (benchmarks/mapserver), over the same table of the same database.</summary>
internal sealed class MapServer : IAsyncDisposable
{
    readonly List<Process> _processes = [];

    /// <summary>Without a final slash.</summary>
    public string Address { get; private init; } = "";

    /// <summary>A worker waits while the database works, so there are more of them than cores.</summary>
    public static int Workers => 2 * Environment.ProcessorCount;

    public static async Task<MapServer> StartAsync(BenchmarkPlace place, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var port = Ports.Free();
        var run = Directory.CreateDirectory(Path.Combine(place.Folder, "mapserver")).FullName;
        var at = new NpgsqlConnectionStringBuilder(connection.ConnectionString);
        var values = new Dictionary<string, string>
        {
            ["@RUN@"] = run, ["@PORT@"] = port.ToString(CultureInfo.InvariantCulture), ["@TABLE@"] = Lattice.Table,
            ["@PGHOST@"] = at.Host!, ["@PGPORT@"] = at.Port.ToString(CultureInfo.InvariantCulture), ["@PGDATABASE@"] = at.Database!, ["@PGUSER@"] = at.Username!,
        };
        foreach (var template in Directory.EnumerateFiles(Path.Combine(place.Root, "benchmarks", "mapserver"), "*.in"))
            File.WriteAllText(Path.Combine(run, Path.GetFileNameWithoutExtension(template)), values.Aggregate(File.ReadAllText(template), (text, v) => text.Replace(v.Key, v.Value, StringComparison.Ordinal)));

        var server = new MapServer { Address = FormattableString.Invariant($"http://127.0.0.1:{port}") };
        try
        {
            var socket = Path.Combine(run, "mapserver.sock");
            var pids = Path.Combine(run, "workers.pid");
            var environment = new Dictionary<string, string> { ["MAPSERVER_CONFIG_FILE"] = Path.Combine(run, "mapserver.conf") };
            // its workers go on after it: their standard streams must not be ours
            await PeerProgram.RunAsync("sh",
                ["-c", $"exec spawn-fcgi -s {socket} -M 0666 -F {Workers.ToString(CultureInfo.InvariantCulture)} -P {pids} -- /usr/bin/mapserv > {run}/spawn.log 2>&1"], cancellationToken, environment);
            server._processes.AddRange(File.ReadAllText(pids).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
                .Select(pid => Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture))));
            server._processes.Add(Process.Start(new ProcessStartInfo("/usr/sbin/nginx", ["-c", Path.Combine(run, "nginx.conf")]))!);
            using var client = new HttpClient { BaseAddress = new(server.Address) };
            for (var i = 0; ; i++)
                try
                {
                    using var answer = await client.GetAsync(Items + "?f=json&limit=1", cancellationToken);
                    if (answer.IsSuccessStatusCode) return server;
                    throw new BenchmarkException($"MapServer answers {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellationToken)}");
                }
                catch (HttpRequestException) when (i < 50) { await Task.Delay(100, cancellationToken); }
        }
        catch (Exception e)
        {
            await server.DisposeAsync();
            if (e is System.ComponentModel.Win32Exception) throw new BenchmarkException($"nginx is needed and cannot be started: {e.Message}");
            throw;
        }
    }

    /// <summary>Path of the layer's features (OGC API).</summary>
    public const string Items = $"/mapserv/BUILDINGS/ogcapi/collections/{Lattice.Layer}/items";

    public static async Task<string> VersionAsync(CancellationToken cancellationToken) =>
        (await PeerProgram.RunAsync("/usr/bin/mapserv", ["-v"], cancellationToken)).Split(' ') is [_, _, var version, ..] ? $"MapServer {version}" : "MapServer";

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            if (!process.HasExited) process.Kill(); // mapserv heeds TERM only at its next request
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
