using Dapper;
using Geo.Data.Loading;
using Geo.Data.Runs;
using Geo.Testing;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Loading;

/// <summary>Bytes are made on another task than sends them: what goes wrong on either must be heard, and leave nothing.</summary>
public sealed class CopyStreamTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    static readonly RunRow run = Run("00000000bbbb", Scene("scene1", Box(0, 0, 0.1, 0.1)));

    [Fact]
    public async Task A_row_the_server_refuses_is_named_and_nothing_stays()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await using (var claim = await new RunStore(database.DataSource).BeginAsync(run, CancellationToken.None))
        await using (var loader = await RunLoader.BeginAsync(claim, CancellationToken.None))
        {
            // PostgreSQL's text has no character 0
            var rows = Enumerable.Range(1, 20_000).Select(i => Loads.Segment(run.Run, i, Box(0, 0, 1, 1)) with { Parent = i == 17_000 ? "a\0b" : null });
            var error = await Assert.ThrowsAsync<DataException>(() => loader.CopyAsync(rows.ToAsyncEnumerable(), CancellationToken.None));
            Assert.Contains("line 17000, column parent", error.Message);
        }
        Assert.Null(await database.AskAsync<string?>($"select to_regclass('geo.segments__{run.Run}')::text"));
        await database.PublishAsync(run, [(Box(0, 0, 0.05, 0.1), 0)], []);
        Assert.Equal(1, await database.AskAsync<int>("select count(*) from published.segments"));
    }

    /// <summary>Cancelled at a row, with little on its way; and while the server takes nothing, when a write waits for it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_copy_ends_at_once_and_leaves_nothing(bool stuck)
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await using (var claim = await new RunStore(database.DataSource).BeginAsync(run, CancellationToken.None))
        await using (var loader = await RunLoader.BeginAsync(claim, CancellationToken.None))
        {
            if (stuck)
                await claim.Connection.ExecuteAsync($"""
                    create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(10); return new; end $$;
                    create trigger wait before insert on geo.segments__{run.Run} for each row execute function wait();
                    """);
            using var stop = new CancellationTokenSource();
            if (stuck) stop.CancelAfter(TimeSpan.FromMilliseconds(700));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loader.CopyAsync(Endless(stuck ? null : stop), stop.Token));
        }
        Assert.Null(await database.AskAsync<string?>($"select to_regclass('geo.segments__{run.Run}')::text"));

        static async IAsyncEnumerable<SegmentRow> Endless(CancellationTokenSource? stop)
        {
            for (var i = 0; ; i++)
            {
                if (i == 5000 && stop is not null) await stop.CancelAsync();
                yield return Loads.Segment(run.Run, i, Box(0, 0, 1, 1));
            }
        }
    }

    [Fact]
    public async Task Rows_are_not_taken_far_ahead_of_a_slow_server()
    {
        var taken = 0;
        var slow = new GatedStream();
        var copy = SegmentCopy.WriteAsync(slow, run.Run, Rows(), CancellationToken.None);
        await slow.Reached;
        for (var before = -1; before != Volatile.Read(ref taken); await Task.Delay(200)) before = Volatile.Read(ref taken);
        // four buffers of 128 KB, rows of some 300 bytes
        Assert.InRange(taken, 400, 4 * (1 << 17) / 200);
        slow.Open();
        Assert.Equal(100_000, await copy);
        Assert.True(slow.Written > 100_000 * 200L, $"{slow.Written} bytes");

        async IAsyncEnumerable<SegmentRow> Rows()
        {
            for (var i = 0; i < 100_000; i++)
            {
                Interlocked.Increment(ref taken);
                yield return Loads.Segment(run.Run, i, Box(0, 0, 1, 1));
            }
            await Task.CompletedTask;
        }
    }

    /// <summary>Takes nothing until it is opened.</summary>
    sealed class GatedStream : MemoryStream
    {
        readonly TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        readonly TaskCompletionSource open = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Reached => reached.Task;
        public long Written { get; private set; }

        public void Open() => open.SetResult();

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            reached.TrySetResult();
            await open.Task.WaitAsync(cancellationToken);
            Written += buffer.Length;
        }
    }
}
