using Dapper;
using Npgsql;

namespace Geo.Data.Runs;

/// <summary>
/// The right to work on a run: a session-level advisory lock on a connection of its own. It ends with that connection, so a killed process
/// leaves no claim. The load goes over the same connection: it cannot happen without the claim.
/// </summary>
public sealed class RunClaim : IAsyncDisposable
{
    /// <summary>A server in the middle of a statement notices only after a while that its client was killed.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(4);
    const string Notice = "select set_config(name, '1s', false) from pg_settings where name = 'client_connection_check_interval'";

    RunClaim(RunRow row, NpgsqlConnection connection) => (Row, Connection) = (row, connection);

    public string Run => Row.Run;
    public RunStart Start { get; internal set; }
    internal RunRow Row { get; }
    internal NpgsqlConnection Connection { get; }

    internal static async Task<RunClaim> TakeAsync(NpgsqlDataSource source, RunRow row, CancellationToken cancellationToken)
    {
        var run = row.Run;
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            const string take = "select pg_try_advisory_lock(hashtextextended('geo.run.' || @run, 0))";
            for (var start = Environment.TickCount64; Environment.TickCount64 - start < Grace.TotalMilliseconds; await Task.Delay(200, cancellationToken))
            {
                if (!await connection.ExecuteScalarAsync<bool>(new CommandDefinition(take, new { run }, cancellationToken: cancellationToken))) continue;
                await connection.ExecuteAsync(new CommandDefinition(Notice, cancellationToken: cancellationToken));
                return new RunClaim(row, connection);
            }
            const string holder = """
                select format('database session %s of %s, connected %s', a.pid, coalesce(nullif(a.application_name, ''), a.usename), a.backend_start::timestamptz(0))
                from pg_locks l join pg_stat_activity a using (pid), hashtextextended('geo.run.' || @run, 0) k
                where l.locktype = 'advisory' and l.granted and l.objsubid = 1
                  and (l.classid::bigint << 32 | l.objid::bigint) = k
                """;
            throw new RunBusyException(run, await connection.ExecuteScalarAsync<string?>(
                new CommandDefinition(holder, new { run }, cancellationToken: cancellationToken)) ?? "just ended");
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        // closing returns the connection to the pool, which resets it (DISCARD ALL) only before its next use
        if (Connection.State == System.Data.ConnectionState.Open)
            try { await Connection.ExecuteAsync("select pg_advisory_unlock_all()"); }
            catch (NpgsqlException) { }   // the connection is broken, and the lock with it
        await Connection.DisposeAsync();
    }
}
