using Npgsql;

namespace Geo.Data.Cluster;

/// <summary>
/// One process's share of the PostgreSQL cluster that all Geo processes with the same GEO_DATA use. The server listens on a Unix socket
/// in a folder of mode 0700 only. It ends with the last process that disposes its share or dies.
/// </summary>
public sealed class PrivateCluster : IAsyncDisposable
{
    static readonly TimeSpan patience = TimeSpan.FromMinutes(5);
    readonly ClusterFolder folder;
    readonly bool durable;
    FileLock? use;

    PrivateCluster(ClusterFolder folder, FileLock use, string socketFolder, bool durable)
    {
        (this.folder, this.use, SocketFolder, this.durable) = (folder, use, socketFolder, durable);
    }

    public string SocketFolder { get; }

    /// <summary>Joins the cluster in a folder; makes and starts it where needed. Any number of processes may do so at once.</summary>
    /// <param name="durable">False for tests: files are not forced to disk, so the data outlive any killed process but not a loss of power.</param>
    /// <exception cref="DataException">PostgreSQL or PostGIS lacks, the folder cannot be used, or the server does not start.</exception>
    public static async Task<PrivateCluster> JoinAsync(string path, CancellationToken cancellationToken, bool durable = true)
    {
        var folder = await ClusterFolder.PrepareAsync(path, await ServerAccount.FindAsync(cancellationToken), cancellationToken);
        // before start.lock: while a supervisor stops the server this waits, and afterwards none can stop it
        var use = await FileLock.TakeAsync(folder.UseLock, exclusive: false, patience, cancellationToken);
        try
        {
            using var start = await FileLock.TakeAsync(folder.StartLock, exclusive: true, patience, cancellationToken);
            return new PrivateCluster(folder, use, await new ServerStart(folder, durable).EnsureAsync(cancellationToken), durable);
        }
        catch
        {
            use.Dispose();
            throw;
        }
    }

    /// <summary>Starts the server again where it has gone (killed, out of memory) while this process has its share.</summary>
    /// <exception cref="DataException">It does not start, or has its socket in another folder now.</exception>
    public async Task EnsureRunningAsync(CancellationToken cancellationToken)
    {
        using var start = await FileLock.TakeAsync(folder.StartLock, exclusive: true, patience, cancellationToken);
        var socket = await new ServerStart(folder, durable).EnsureAsync(cancellationToken);
        if (socket != SocketFolder) throw new DataException($"The private cluster was started anew and listens in {socket} now. Run the same command again.");
    }

    /// <summary>For Npgsql: the superuser postgres of this cluster.</summary>
    public string ConnectionString(string database) => ConnectionString(SocketFolder, database, pooling: true);

    internal static string ConnectionString(string socketFolder, string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = socketFolder,
        Port = Postmaster.Port,
        Username = "postgres",
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 40,
        Timeout = 15,
        ApplicationName = "geo",
    }.ConnectionString;

    /// <summary>Makes an empty database (or a copy of <paramref name="template"/>) unless there is one of that name.</summary>
    public async Task CreateDatabaseAsync(string name, CancellationToken cancellationToken, string? template = null)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(SocketFolder, "postgres", pooling: false));
        await connection.OpenAsync(cancellationToken);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = name } } };
        if (await exists.ExecuteScalarAsync(cancellationToken) is not null) return;
        var quote = new NpgsqlCommandBuilder();
        var text = $"create database {quote.QuoteIdentifier(name)}" + (template is null ? "" : $" template {quote.QuoteIdentifier(template)}");
#pragma warning disable CA2100 // names are quoted; create database takes no parameters
        await using var create = new NpgsqlCommand(text, connection);
#pragma warning restore CA2100
        try { await create.ExecuteNonQueryAsync(cancellationToken); }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation) { }
    }

    /// <summary>Leaves the cluster; the last to leave returns when the server has stopped.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref use, null) is not { } held) return;
        held.Dispose();
        // Nobody else there, or an exclusive lock: the supervisor is about to stop the server or doing so. Waiting for it lets a
        // container's last process end only after a clean stop.
        for (var wait = 0; wait < 1500; wait++)
        {
            using (var last = FileLock.TryTake(folder.UseLock, exclusive: true))
                if (last is not null && !Supervisor.Lives(folder)) return;
                else if (last is null)
                    using (var other = FileLock.TryTake(folder.UseLock, exclusive: false))
                        if (other is not null) return;
            await Task.Delay(20);
        }
    }
}
