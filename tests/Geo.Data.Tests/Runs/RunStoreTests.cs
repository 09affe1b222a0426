using Geo.Data.Runs;
using Geo.Testing;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Runs;

public sealed class RunStoreTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    static readonly RunRow run = Run("00000000bbbb", Scene("scene1", Box(0, 0, 0.1, 0.1)));

    [Fact]
    public async Task A_window_done_twice_counts_once_and_a_failure_never_replaces_a_result()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new RunStore(database.DataSource);
        await using (var claim = await store.BeginAsync(run, CancellationToken.None)) Assert.Equal(RunStart.New, claim.Start);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => store.SaveWindowAsync(run.Run, new(0, 1, 5, [1, 2, 3], null), CancellationToken.None)));
        await store.SaveWindowAsync(run.Run, new(0, 1, 0, null, "late failure"), CancellationToken.None);
        await store.SaveWindowAsync(run.Run, new(2, 0, 0, null, "corrupt block"), CancellationToken.None);
        await store.SaveWindowAsync(run.Run, new(1, 0, 0, null, "corrupt block"), CancellationToken.None);
        await store.SaveWindowAsync(run.Run, new(1, 0, 1, [9], null), CancellationToken.None);
        Assert.Equal([new(0, 1), new(1, 0)], await store.DoneWindowsAsync(run.Run, CancellationToken.None));
        var failed = Assert.Single(await store.FailedWindowsAsync(run.Run, CancellationToken.None));
        Assert.Equal((2, 0, "corrupt block", null), (failed.Row, failed.Col, failed.Error, failed.Payload));
        Assert.Equal([1, 2, 3], await store.ReadWindowAsync(run.Run, 0, 1, CancellationToken.None));
        Assert.Null(await store.ReadWindowAsync(run.Run, 2, 0, CancellationToken.None));
        Assert.Null(await store.ReadWindowAsync(run.Run, 7, 7, CancellationToken.None));
        var streamed = await store.StreamWindowsAsync(run.Run, CancellationToken.None).Select(w => (w.Row, w.Col, w.Masks)).ToArrayAsync();
        Assert.Equal([(0, 1, 5), (1, 0, 1), (2, 0, 0)], streamed);

        await using (var claim = await store.BeginAsync(run, CancellationToken.None))
        {
            Assert.Equal(RunStart.Resumed, claim.Start);
            await store.DiscardAsync(claim, CancellationToken.None);
            Assert.Equal(RunStart.New, claim.Start);
        }
        Assert.Empty(await store.DoneWindowsAsync(run.Run, CancellationToken.None));
        await store.SaveWindowAsync(run.Run, new(0, 0, 1, [9], null), CancellationToken.None);
    }

    [Fact]
    public async Task Only_one_works_on_a_run_and_a_broken_connection_gives_it_free()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new RunStore(database.DataSource);
        var first = await store.BeginAsync(run, CancellationToken.None);
        var busy = await Assert.ThrowsAsync<RunBusyException>(() => store.BeginAsync(run, CancellationToken.None));
        Assert.Equal(run.Run, busy.Run);
        Assert.Matches(@"database session \d+ of geo", busy.Holder);
        await using (await store.BeginAsync(run with { Run = "00000000cccc" }, CancellationToken.None)) { }
        await first.DisposeAsync();
        var second = await store.BeginAsync(run, CancellationToken.None);
        await database.AskAsync<bool>($"select pg_terminate_backend({second.Connection.ProcessID}, 5000)");
        await using (await store.BeginAsync(run, CancellationToken.None)) { }
        await second.DisposeAsync();
    }

    [Fact]
    public async Task Bad_ids_windows_and_footprints_are_refused()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new RunStore(database.DataSource);
        await Assert.ThrowsAsync<ArgumentException>(() => store.BeginAsync(run with { Run = "x\"; drop" }, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(
            () => store.BeginAsync(run with { Scene = run.Scene with { Geom = Multi() } }, CancellationToken.None));
        await Assert.ThrowsAsync<ArgumentException>(() => store.SaveWindowAsync(run.Run, new(0, 0, 0, null, null), CancellationToken.None));
    }
}
