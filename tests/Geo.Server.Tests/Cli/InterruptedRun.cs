using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Dapper;
using Geo.Data;
using Geo.Native.Gdal;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Cli;

/// <summary>A small run in a data folder of its own, to be broken off and given again.</summary>
/// <param name="data">GEO_DATA.</param>
/// <param name="database">GEO_DB; null = the private cluster in <paramref name="data"/>.</param>
sealed class InterruptedRun(string data, string? database, string scene)
{
    static readonly string[] Layers = ["published.scenes", "published.segments", "published.segments_flat", "published.clusters", "geo.embeddings", "geo.unlabelled"];

    /// <summary>The hashes of layers without a row.</summary>
    public static readonly string NothingPublished = string.Join(' ', Layers.Select(_ => Convert.ToHexStringLower(MD5.HashData([]))));

    string stage = "start";

    public string Data => data;

    string[] Arguments => ["run", "--raster", scene, "--points-per-side", "4", "--k", "3", "--json"];

    /// <summary>2 windows of the sample scene.</summary>
    public static string WriteScene(string path)
    {
        const int Width = 800, Height = 512;
        using var scene = Dataset.Open(Repository.PathOf("sample-tiles", "scene.tif"));
        var pixels = new byte[3 * Width * Height];
        scene.Read<byte>(new(300, 300, Width, Height), Width, Height, [1, 2, 3], pixels);
        using var part = Dataset.Create("GTiff", path, Width, Height, 3);
        part.SetGeoTransform(scene.GeoTransform!.Value.Window(300, 300));
        using var srs = scene.Srs!;
        part.SetSrs(srs);
        part.Write<byte>(0, 0, Width, Height, [], pixels);
        part.Close();
        return path;
    }

    public GeoProcess Start() => GeoProcess.Start(data, database, Arguments);

    /// <summary>Starts it, calls <paramref name="strike"/> at the moment, and waits for its end.</summary>
    /// <param name="at">A stage as standard error names it ("load"), or null for <paramref name="after"/> the start.</param>
    public async Task<Broken> BreakAsync(string? at, TimeSpan after, Action<Process> strike)
    {
        var watch = Stopwatch.StartNew();
        using var geo = Start();
        var reached = new TaskCompletionSource();
        geo.Line += line =>
        {
            stage = line.Split(' ')[0];
            if (at is not null && line.StartsWith(at, StringComparison.Ordinal)) reached.TrySetResult();
        };
        if (at is not null) await Task.WhenAny(reached.Task, geo.EndAsync());
        await Task.WhenAny(Task.Delay(after), geo.EndAsync());
        var (moment, then, hit) = (watch.Elapsed, stage, !geo.Process.HasExited);
        if (hit) strike(geo.Process);
        return new(moment, then, hit, await geo.EndAsync(), geo.Errors);
    }

    /// <summary>It is given again and ends well.</summary>
    public async Task<TimeSpan> FinishAsync()
    {
        var watch = Stopwatch.StartNew();
        var (code, _, errors) = await GeoProcess.RunAsync(data, database, Arguments);
        Assert.True(code == 0, $"exit {code}: {errors}");
        Assert.Empty(Directory.GetFiles(Path.Combine(data, "runs"), "*.tmp", SearchOption.AllDirectories));
        return watch.Elapsed;
    }

    public async Task<string> ExportAsync()
    {
        var file = Path.Combine(data, "segments.geojson");
        var (code, _, errors) = await GeoProcess.RunAsync(data, database, "export", "segments", "-o", file);
        Assert.True(code == 0, errors);
        return await File.ReadAllTextAsync(file);
    }

    /// <summary>What there is to see, a hash a layer, and the windows that are kept.</summary>
    public async Task<(string Hashes, long Windows)> LookAsync()
    {
        await using var open = await GeoDatabase.OpenAsync(new DataOptions { Db = database, DataFolder = data }, CancellationToken.None);
        await using var connection = await open.DataSource.OpenConnectionAsync();
        var hashes = new List<string>();
        foreach (var layer in Layers)
            hashes.Add(await connection.ExecuteScalarAsync<string>($"select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) from {layer} t") ?? "");
        return (string.Join(' ', hashes), await connection.ExecuteScalarAsync<long>("select count(*) from geo.windows"));
    }

    /// <summary>The private cluster's server, when there is one.</summary>
    public Process? Postmaster()
    {
        var file = Path.Combine(data, "pg", "data", "postmaster.pid");
        try { return Process.GetProcessById(int.Parse(File.ReadLines(file).First(), CultureInfo.InvariantCulture)); }
        catch (Exception e) when (e is IOException or ArgumentException or InvalidOperationException or FormatException) { return null; }
    }

    public static void Signal(Process process, string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}

/// <summary>How a run was broken off.</summary>
/// <param name="Stage">The last that it had named.</param>
/// <param name="Hit">False when it had ended before.</param>
sealed record Broken(TimeSpan Moment, string Stage, bool Hit, int Code, string Errors)
{
    /// <summary>What geo itself says at the end; lines of progress are not counted.</summary>
    public string[] Lines => [.. Errors.Split('\n').Where(l => l.StartsWith("geo: ", StringComparison.Ordinal) || l.StartsWith("   at ", StringComparison.Ordinal))];
}
