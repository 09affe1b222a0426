using System.Diagnostics;
using System.Globalization;
using Geo.Data;
using Geo.Native.Gdal;
using Geo.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Server.Tests.Cli;

/// <summary>
/// A run that is broken off, in whatever way and wherever, is finished by the next identical one with the same bytes, and nothing of it is
/// published in between. GEO_SOAK_KILLS=n kills n times.
/// </summary>
public sealed class InterruptionTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>, IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-kill-");
    readonly Random random = new(20261);

    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("GEO_SOAK_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 1;

    [Fact]
    public async Task Killed_anywhere_the_next_run_ends_with_the_same_bytes()
    {
        await using var calm = await postgis.CreateDatabaseAsync();
        var watch = Stopwatch.StartNew();
        var (code, _, errors) = await Run(calm);
        Assert.True(code == 0, errors);
        var whole = watch.Elapsed;
        var expected = await Export(calm);
        Assert.True(expected.Length > 2000);
        for (var kill = 0; kill < Kills; kill++)
        {
            await using var database = await postgis.CreateDatabaseAsync();
            var stage = (string[])["load", "segment", "vectorise", "open", "any", "SIGTERM"];
            var how = stage[kill % stage.Length];
            var (killedAt, ended) = await Break(database, how, whole);
            var published = await Count(database, "select count(*) from published.segments");
            var complete = await Count(database, "select count(*) from geo.runs where state = 'complete'");
            Assert.True(published == 0 || complete == 1, $"{published} segments of an unfinished run are published");
            var windows = await Count(database, "select count(*) from geo.windows");
            (code, _, errors) = await Run(database);
            Assert.True(code == 0, errors);
            Assert.Equal(expected, await Export(database));
            Assert.Empty(Directory.GetFiles(folder.FullName, "*.tmp", SearchOption.AllDirectories));
            output.WriteLine($"{kill + 1,3}  {how,-9} after {killedAt.TotalSeconds,5:0.0} s  exit {ended,4}  {windows} windows kept, {(complete == 1 ? "complete" : "unfinished")}: same {expected.Length} bytes");
        }
    }

    [Fact]
    public async Task A_database_killed_in_the_middle_is_waited_for()
    {
        var data = Path.Combine(folder.FullName, "data");
        await using var calm = await postgis.CreateDatabaseAsync();
        Assert.Equal(0, (await Run(calm)).Code);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        using (var geo = GeoProcess.Start(data, null, Arguments))
        {
            var struck = 0;
            geo.Line += line =>
            {
                if (!line.StartsWith("segment", StringComparison.Ordinal) || Interlocked.Exchange(ref struck, 1) == 1) return;
                using var postmaster = Process.GetProcessById(int.Parse(File.ReadLines(Path.Combine(data, "pg", "data", "postmaster.pid")).First(), CultureInfo.InvariantCulture));
                postmaster.Kill();
            };
            Assert.True(await geo.EndAsync() == 0, geo.Errors);
            Assert.Equal(1, struck);
            Assert.Contains("The database has gone", geo.Errors, StringComparison.Ordinal);
        }
        var file = Path.Combine(folder.FullName, "after.geojson");
        Assert.Equal(0, (await GeoProcess.RunAsync(data, null, "export", "segments", "-o", file)).Code);
        Assert.Equal(await Export(calm), await File.ReadAllTextAsync(file));
    }

    string Scene()
    {
        var path = Path.Combine(folder.FullName, "part.tif");
        if (File.Exists(path)) return path;
        const int Side = 700;                                  // 2 × 2 windows
        using var scene = Dataset.Open(Repository.PathOf("sample-tiles", "scene.tif"));
        var pixels = new byte[3 * Side * Side];
        scene.Read<byte>(new(300, 300, Side, Side), Side, Side, [1, 2, 3], pixels);
        using var part = Dataset.Create("GTiff", path, Side, Side, 3);
        part.SetGeoTransform(scene.GeoTransform!.Value.Window(300, 300));
        using var srs = scene.Srs!;
        part.SetSrs(srs);
        part.Write<byte>(0, 0, Side, Side, [], pixels);
        part.Close();
        return path;
    }

    string[] Arguments => ["run", "--raster", Scene(), "--points-per-side", "4", "--k", "3"];

    Task<(int Code, string Output, string Errors)> Run(GeoDatabase database) => GeoProcess.RunAsync(folder.FullName, database.ConnectionString, Arguments);

    async Task<(TimeSpan After, int Code)> Break(GeoDatabase database, string how, TimeSpan whole)
    {
        var watch = Stopwatch.StartNew();
        using var geo = GeoProcess.Start(folder.FullName, database.ConnectionString, Arguments);
        var reached = new TaskCompletionSource();
        geo.Line += line => { if (line.StartsWith(how, StringComparison.Ordinal)) reached.TrySetResult(); };
        var wait = how is "any" or "SIGTERM" ? Task.Delay(whole * random.NextDouble()) : Task.WhenAny(reached.Task, geo.EndAsync());
        await wait;
        await Task.Delay(random.Next(how == "segment" ? 1500 : 150));
        if (!geo.Process.HasExited)
        {
            if (how == "SIGTERM") using (var kill = Process.Start("kill", ["-TERM", geo.Process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
            else geo.Process.Kill();
        }
        var code = await geo.EndAsync();
        if (how == "SIGTERM") Assert.True(code is 0 or 1 or 143, $"exit {code}: {geo.Errors}");
        return (watch.Elapsed, code);
    }

    async Task<string> Export(GeoDatabase database)
    {
        var file = Path.Combine(folder.FullName, "x.geojson");
        var (code, _, errors) = await GeoProcess.RunAsync(folder.FullName, database.ConnectionString, "export", "segments", "-o", file);
        Assert.True(code == 0, errors);
        return await File.ReadAllTextAsync(file);
    }

    static async Task<long> Count(GeoDatabase database, string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public void Dispose() => folder.Delete(recursive: true);
}
