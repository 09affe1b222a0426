using System.Diagnostics;
using System.Globalization;
using Geo.Data;
using Geo.Data.Cluster;
using Geo.Native.Gdal;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>A server that Geo does not start itself (GEO_DB) goes away in the middle of a run.</summary>
public sealed class DatabaseAwayTests : IDisposable
{
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-away-");
    readonly TestRasters rasters = new();

    [Fact]
    public async Task It_is_waited_for_and_when_it_stays_away_the_run_stops_and_resumes()
    {
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        var pg = Path.Combine(folder.FullName, "pg");
        await using var cluster = await PrivateCluster.JoinAsync(pg, default, durable: false);
        var raster = WriteScene();
        var calm = await RunAsync("calm", "nothing", () => Task.CompletedTask, TimeSpan.Zero);
        Assert.Empty(calm.Notes);

        var restarted = await RunAsync("restarted", "vectorise", async () =>
        {
            Stop();
            await Task.Delay(1500);
            await cluster.EnsureRunningAsync(default);
        }, TimeSpan.FromMinutes(1));
        Assert.Contains(restarted.Notes, n => n.StartsWith("The database has gone", StringComparison.Ordinal));
        Assert.Equal(calm.Hash, restarted.Hash);

        var gone = await Assert.ThrowsAsync<DataException>(() => RunAsync("away", "vectorise", () => { Stop(); return Task.CompletedTask; }, TimeSpan.FromSeconds(2)));
        Assert.Contains("The same command goes on where this one ended", gone.Message, StringComparison.Ordinal);
        await cluster.EnsureRunningAsync(default);
        var resumed = await RunAsync("away", "nothing", () => Task.CompletedTask, TimeSpan.Zero);
        Assert.False(resumed.Summary.Stages.ContainsKey("encode"));          // its windows were kept
        Assert.Equal(calm.Hash, resumed.Hash);

        async Task<(RunSummary Summary, string Hash, List<string> Notes)> RunAsync(string name, string stage, Func<Task> strike, TimeSpan patience)
        {
            await cluster.CreateDatabaseAsync(name, default);
            await using var database = await GeoDatabase.OpenAsync(new DataOptions { Db = cluster.ConnectionString(name) }, default);
            var progress = new Striking(stage, strike);
            var summary = await new SegmentationRun(database, new(folder.FullName, Repository.PathOf("models", "tile-sam"), "cpu", "off"), progress) { Patience = patience }
                .ExecuteAsync(new() { Raster = raster, PointsPerSide = 4, K = 2 }, default);
            await progress.Struck;
            await using var command = database.DataSource.CreateCommand("select md5(string_agg(s::text, '|' order by id)) from published.segments s");
            return (summary, (string)(await command.ExecuteScalarAsync())!, progress.Notes);
        }

        void Stop()
        {
            var id = File.ReadLines(Path.Combine(pg, "data", "postmaster.pid")).First();
            using (var kill = Process.Start("kill", ["-INT", id])) kill.WaitForExit();   // a fast shutdown
            while (Directory.Exists($"/proc/{int.Parse(id, CultureInfo.InvariantCulture)}") && File.Exists(Path.Combine(pg, "data", "postmaster.pid"))) Thread.Sleep(20);
        }
    }

    string WriteScene()
    {
        using var scene = Dataset.Open(Repository.PathOf("sample-tiles", "scene.tif"));
        var pixels = new byte[3 * 800 * 512];
        scene.Read<byte>(new(300, 300, 800, 512), 800, 512, [1, 2, 3], pixels);
        return rasters.Write("part.tif", 800, 512, 3, pixels, transform: TestRasters.NorthUp);
    }

    /// <summary>Does something once, when a stage begins.</summary>
    sealed class Striking(string at, Func<Task> strike) : IRunProgress
    {
        public Task Struck { get; private set; } = Task.CompletedTask;
        public List<string> Notes { get; } = [];

        public void Begin(string stage, long total, string unit)
        {
            if (stage == at && Notes.Count == 0) Struck = strike();
        }

        public void Advance(long pieces = 1) { }
        public void Note(string message) => Notes.Add(message);
    }

    public void Dispose()
    {
        rasters.Dispose();
        folder.Delete(recursive: true);
    }
}
