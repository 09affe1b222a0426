using System.Diagnostics;
using System.Globalization;
using Dapper;
using Geo.Data;
using Geo.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Server.Tests.Cli;

/// <summary>
/// A run that is broken off, in whatever way and wherever, is finished by the next identical one with the same bytes, and nothing of it is
/// published in between. GEO_SOAK_KILLS=n: n kills at random moments, and then every stage.
/// </summary>
public sealed class InterruptionTests : IClassFixture<PostgisFixture>, IClassFixture<CalmRun>, IDisposable
{
    static readonly string[] Stages = ["open", "segment         0%", "segment        50%", "stitch", "vectorise", "cluster", "label", "pictures", "load"];

    readonly PostgisFixture postgis;
    readonly CalmRun calm;
    readonly ITestOutputHelper output;
    readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("geo-kill-");
    readonly Random random = new(20261);
    int number;

    public InterruptionTests(PostgisFixture postgis, CalmRun calm, ITestOutputHelper output)
    {
        (this.postgis, this.calm, this.output) = (postgis, calm, output);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.FullName, File.GetUnixFileMode(folder.FullName) | UnixFileMode.OtherExecute | UnixFileMode.GroupExecute);
        output.WriteLine($"undisturbed: {calm.Whole.TotalSeconds:0.0} s, {calm.Export.Length} bytes of segments");
        output.WriteLine("| no. | how | moment, s | stage reached | exit | windows kept | seen in between | same bytes |");
        output.WriteLine("|---|---|---|---|---|---|---|---|");
    }

    static int Kills => int.TryParse(Environment.GetEnvironmentVariable("GEO_SOAK_KILLS"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : 0;

    [Fact]
    public async Task Killed_anywhere_the_next_run_ends_with_the_same_bytes()
    {
        // in a private cluster, which takes a while to make; every third time its server is killed too
        var whole = Kills > 0 ? await New(null, Directory.CreateDirectory(Path.Combine(folder.FullName, "whole")).FullName).FinishAsync() : calm.Whole;
        for (var i = 0; i < Math.Max(1, Kills); i++)
        {
            var run = New(null);
            var both = i % 3 == 2;
            var broken = await run.BreakAsync(null, whole * random.NextDouble(), geo =>
            {
                using var server = both ? run.Postmaster() : null;
                geo.Kill();
                server?.Kill();
            });
            await SameAsync(run, both ? "kill -9 with the database" : "kill -9 at random", broken);
        }
        foreach (var stage in Kills > 0 ? Stages : ["load"])
        {
            await using var database = await postgis.CreateDatabaseAsync();
            var run = New(database);
            var broken = await run.BreakAsync(stage, TimeSpan.FromMilliseconds(random.Next(60)), geo => geo.Kill());
            Assert.True(broken.Hit, $"geo ended before the stage {stage} could be hit");
            await SameAsync(run, "kill -9 in a stage", broken);
        }
    }

    [Fact]
    public async Task Told_to_stop_it_stops_with_one_line()
    {
        foreach (var (signal, stage) in Kills > 0 ? Stages.Select((s, i) => (i % 2 == 0 ? "TERM" : "INT", s)) : [("TERM", "segment"), ("INT", "load")])
        {
            await using var database = await postgis.CreateDatabaseAsync();
            var run = New(database);
            var broken = await run.BreakAsync(stage, TimeSpan.Zero, geo => InterruptedRun.Signal(geo, signal));
            await SameAsync(run, $"SIG{signal}", broken);
            if (broken.Code == 0 && stage != "segment") continue;        // it had published already
            Assert.Equal(1, broken.Code);
            Assert.Equal("geo: stopped. The same command goes on where this one ended.", Assert.Single(broken.Lines));
        }
    }

    [SkippableFact]
    public async Task A_full_disk_is_told_and_costs_nothing()
    {
        foreach (var (stage, left) in Kills > 0 ? Stages.Select(s => (s, 0)).Append(("segment         0%", 300_000)).Append(("start", 0)) : [("segment         0%", 0)])
        {
            using var disk = SmallDisk.Mount(Path.Combine(folder.FullName, $"disk{number}"), stage == "start" ? 44 : 140);
            var run = New(null, disk.Path);
            var broken = await run.BreakAsync(stage == "start" ? null : stage, stage == "start" ? TimeSpan.FromMinutes(2) : TimeSpan.Zero, _ => disk.Fill(left));
            if (broken.Code != 0 || stage.StartsWith("segment", StringComparison.Ordinal))    // later stages may need no more room
            {
                Assert.Equal(1, broken.Code);
                var line = Assert.Single(broken.Lines);
                Assert.StartsWith($"geo: The disk of {disk.Path}", line, StringComparison.Ordinal);
                Assert.Contains("Make room there", line, StringComparison.Ordinal);
            }
            disk.Enlarge();
            await SameAsync(run, "disk full", broken);
        }
    }

    [Fact]
    public async Task A_database_killed_in_the_middle_is_waited_for()
    {
        var run = New(null);
        var broken = await run.BreakAsync("segment", TimeSpan.Zero, _ =>
        {
            using var server = run.Postmaster();
            server!.Kill();
        });
        Assert.True(broken is { Hit: true, Code: 0 }, broken.Errors);
        Assert.Contains("The database has gone", broken.Errors, StringComparison.Ordinal);
        await SameAsync(run, "database killed", broken);
    }

    [Fact]
    public async Task A_killed_process_keeps_no_claim_though_its_statement_goes_on()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var run = New(database);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await connection.ExecuteAsync("select geo.lock_publishing()");
            // the rows are in within a fraction of a second; then it waits to publish
            var broken = await run.BreakAsync("load", TimeSpan.FromSeconds(3), geo => geo.Kill());
            Assert.True(broken.Hit, broken.Errors);
            const string others = """
                select string_agg(pid || ' ' || state || ' ' || coalesce(wait_event, '') || ' ' || query, '; ') from pg_stat_activity
                where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend' and state = 'active'   -- not the holder: it idles
                """;
            // from outside the transaction, which would see the sessions of its first look again and again
            await using var outside = await database.DataSource.OpenConnectionAsync();
            for (var watch = Stopwatch.StartNew(); await outside.ExecuteScalarAsync<string?>(others) is { } waiting; await Task.Delay(100))
                Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"the dead process's session is still there: {waiting}");
        }
        await run.FinishAsync();
        Assert.Equal(calm.Hashes, (await run.LookAsync()).Hashes);
    }

    InterruptedRun New(GeoDatabase? database, string? data = null) =>
        new(data ?? Directory.CreateDirectory(Path.Combine(folder.FullName, $"data{number}")).FullName, database?.ConnectionString, calm.Scene);

    async Task SameAsync(InterruptedRun run, string how, Broken broken)
    {
        var between = await run.LookAsync();
        var all = between.Hashes == calm.Hashes;
        Assert.True(all || between.Hashes == InterruptedRun.NothingPublished && broken.Code != 0, $"{how} in {broken.Stage}: something of an unfinished run is published");
        await run.FinishAsync();
        var same = (await run.LookAsync()).Hashes == calm.Hashes && await run.ExportAsync() == calm.Export;
        var told = string.Create(CultureInfo.InvariantCulture, $"{broken.Moment.TotalSeconds:0.0} | {broken.Stage} | {broken.Code} | {between.Windows} | {(all ? "all" : "nothing")}");
        output.WriteLine($"| {++number} | {how} | {told} | {(same ? "yes" : "NO")} |");
        Assert.True(same, $"{how} in {broken.Stage}");
    }

    public void Dispose() => folder.Delete(recursive: true);
}
