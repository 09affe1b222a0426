using System.Runtime.CompilerServices;
using Dapper;
using Geo.Data.Loading;
using Npgsql;

namespace Geo.Data.Runs;

/// <summary>The runs and their windows.</summary>
public sealed class RunStore(NpgsqlDataSource source)
{
    const string PayloadQuery = "select payload from geo.windows where run = @run and row = @row and col = @col";

    /// <summary>
    /// Claims a run. <see cref="RunClaim.Start"/> tells whether it is new, was begun before (its windows are kept), or is complete.
    /// Exactly one process at a time holds a run's claim; workers that only save windows need none.
    /// </summary>
    /// <exception cref="RunBusyException">Another process holds the claim.</exception>
    public async Task<RunClaim> BeginAsync(RunRow run, CancellationToken cancellationToken)
    {
        if (GeometryCheck.ReasonAgainst(run.Scene.Geom) is { } reason) throw new ArgumentException($"The footprint of scene {run.Scene.Scene}: {reason}.", nameof(run));
        RunId.Checked(run.Run);
        var claim = await RunClaim.TakeAsync(source, run, cancellationToken);
        try
        {
            const string state = "select state::text from geo.runs where run = @Run";
            claim.Start = await claim.Connection.ExecuteScalarAsync<string?>(Command(state, new { run.Run }, cancellationToken)) switch
            {
                null => RunStart.New,
                "complete" => RunStart.Complete,
                _ => RunStart.Resumed,
            };
            if (claim.Start == RunStart.Complete) return claim;
            await using var transaction = await claim.Connection.BeginTransactionAsync(cancellationToken);
            await InsertAsync(claim.Connection, run, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return claim;
        }
        catch
        {
            await claim.DisposeAsync();
            throw;
        }
    }

    static async Task InsertAsync(NpgsqlConnection connection, RunRow run, CancellationToken cancellationToken)
    {
        var s = run.Scene;
        await connection.ExecuteAsync(Command("""
            insert into geo.scenes (scene, title, source, acquired, crs, width, height, bands, gsd_m, geom)
            values (@Scene, @Title, @Source, @Acquired, @Crs, @Width, @Height, @Bands, @GsdM, st_multi(st_geomfromwkb(@Geom, 4326)))
            on conflict (scene) do update set title = excluded.title, source = excluded.source, acquired = coalesce(excluded.acquired, scenes.acquired)
            """, new
        {
            s.Scene, s.Title, s.Source, Acquired = s.Acquired?.ToUniversalTime(), s.Crs, s.Width, s.Height, s.Bands, s.GsdM, Geom = s.Geom.AsBinary(),
        }, cancellationToken));
        await connection.ExecuteAsync(Command("""
            insert into geo.runs (run, name, scene, parameters, provenance)
            values (@Run, @Name, @scene, @Parameters::jsonb, @Provenance::jsonb)
            on conflict (run) do update set name = excluded.name
            """, new { run.Run, run.Name, scene = s.Scene, run.Parameters, run.Provenance }, cancellationToken));
    }

    /// <summary>Stores a window's result, or why it failed, in one transaction. Saving it again replaces it; a success is never replaced by a failure.</summary>
    public async Task SaveWindowAsync(string run, WindowRow window, CancellationToken cancellationToken)
    {
        if (window.Error is null == window.Payload is null)
            throw new ArgumentException("A window has either a payload or an error.", nameof(window));
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(Command("""
            insert into geo.windows (run, row, col, masks, payload, error) values (@run, @Row, @Col, @Masks, @Payload, @Error)
            on conflict (run, row, col) do update set masks = excluded.masks, payload = excluded.payload, error = excluded.error
            where excluded.error is null or windows.error is not null
            """, new { run, window.Row, window.Col, window.Masks, window.Payload, window.Error }, cancellationToken));
    }

    /// <summary>The windows that have a result, by row, then column.</summary>
    public async Task<IReadOnlyList<WindowKey>> DoneWindowsAsync(string run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<WindowKey>(Command(
            "select row, col from geo.windows where run = @run and error is null order by row, col", new { run }, cancellationToken))];
    }

    /// <summary>The windows that failed, without payloads, by row, then column.</summary>
    public async Task<IReadOnlyList<WindowRow>> FailedWindowsAsync(string run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<WindowRow>(Command(
            "select row, col, masks, payload, error from geo.windows where run = @run and error is not null order by row, col", new { run }, cancellationToken))];
    }

    /// <summary>A window's payload; null when it failed or has not been done.</summary>
    public async Task<byte[]?> ReadWindowAsync(string run, int row, int col, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<byte[]?>(Command(PayloadQuery, new { run, row, col }, cancellationToken));
    }

    /// <inheritdoc cref="ReadWindowAsync"/>
    public byte[]? ReadWindow(string run, int row, int col)
    {
        using var connection = source.OpenConnection();
        return connection.ExecuteScalar<byte[]?>(PayloadQuery, new { run, row, col });
    }

    /// <summary>What a run came to: its segments, clusters, and the areas it saw.</summary>
    public async Task<(int Segments, int Clusters, int Areas)> CountsAsync(string run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<(int, int, int)>(Command("""
            select (select count(*)::int from geo.segments where run = @run), (select count(*)::int from geo.clusters where run = @run),
                   (select count(*)::int from geo.area_observations where run = @run)
            """, new { run }, cancellationToken));
    }

    /// <summary>Every window in row-major order, one at a time from the server: memory does not grow with the run.</summary>
    public async IAsyncEnumerable<WindowRow> StreamWindowsAsync(string run, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(
            "select row, col, masks, payload, error from geo.windows where run = $1 order by row, col", connection) { Parameters = { new() { Value = run } } };
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new WindowRow(reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2),
                reader.IsDBNull(3) ? null : reader.GetFieldValue<byte[]>(3), reader.IsDBNull(4) ? null : reader.GetString(4));
    }

    /// <summary>Makes a run the current one of its place whatever is newer, or no longer so.</summary>
    public async Task PinAsync(string run, bool pinned, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(Command("select geo.lock_publishing()", null, cancellationToken));
        if (await connection.ExecuteAsync(Command("update geo.runs set pinned = @pinned where run = @run and state = 'complete'",
                new { run, pinned }, cancellationToken)) == 0)
            throw new DataException($"There is no complete run {run}.");
        await connection.ExecuteAsync(Command("select geo.refresh_runs((select s.geom from geo.scenes s join geo.runs r using (scene) where r.run = @run))",
            new { run }, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Deletes everything of a claimed run, also of a complete one (--force), puts the runs it hid back in its place, and begins it anew.
    /// </summary>
    public async Task DiscardAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        var run = claim.Run;
        await using var transaction = await claim.Connection.BeginTransactionAsync(cancellationToken);
        await DropPartitionsAsync(claim, cancellationToken);
        var footprint = await claim.Connection.ExecuteScalarAsync<byte[]?>(Command("""
            delete from geo.runs r using geo.scenes s where r.run = @run and s.scene = r.scene returning st_asewkb(s.geom)
            """, new { run }, cancellationToken));
        await claim.Connection.ExecuteAsync(Command("select geo.refresh_runs(st_geomfromewkb(@footprint))", new { footprint }, cancellationToken));
        await claim.Connection.ExecuteAsync(Command(
            "delete from geo.scenes s where not exists (select 1 from geo.runs r where r.scene = s.scene)", null, cancellationToken));
        await InsertAsync(claim.Connection, claim.Row, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        claim.Start = RunStart.New;
    }

    /// <summary>
    /// Takes back what a claimed, complete run published and keeps its windows, so that it can be published anew with those that failed before.
    /// </summary>
    public async Task ReopenAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        var run = claim.Run;
        await using var transaction = await claim.Connection.BeginTransactionAsync(cancellationToken);
        await DropPartitionsAsync(claim, cancellationToken);
        await claim.Connection.ExecuteAsync(Command("""
            delete from geo.clusters where run = @run;
            delete from geo.area_observations where run = @run;
            delete from geo.area_clusters where run = @run;
            update geo.runs set state = 'running', current = false, completed_at = null, summary = null where run = @run;
            select geo.refresh_runs((select s.geom from geo.scenes s join geo.runs r using (scene) where r.run = @run));
            """, new { run }, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        claim.Start = RunStart.Resumed;
    }

    /// <summary>Holds the right to publish until the transaction ends.</summary>
    static async Task DropPartitionsAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        await claim.Connection.ExecuteAsync(Command("select geo.lock_publishing()", null, cancellationToken));
        // dropping a partition waits for the table's readers, and new readers wait for it
        await claim.Connection.ExecuteAsync(Command("set local lock_timeout = '60s'", null, cancellationToken));
        foreach (var table in RunTables.Names)
            await claim.Connection.ExecuteAsync(Command($"drop table if exists {RunId.Partition(table, claim.Run)}", null, cancellationToken));
    }

    internal static CommandDefinition Command(string sql, object? parameters, CancellationToken cancellationToken) =>
        new(sql, parameters, commandTimeout: 0, cancellationToken: cancellationToken);
}
