using Geo.Data.Cluster;
using Geo.Data.Schema;
using Npgsql;

namespace Geo.Data;

/// <summary>An open, migrated database. Disposing closes its connections and leaves the private cluster, if it is in one.</summary>
public sealed class GeoDatabase : IAsyncDisposable
{
    readonly PrivateCluster? cluster;

    GeoDatabase(string connectionString, PrivateCluster? cluster)
    {
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
        this.cluster = cluster;
    }

    public NpgsqlDataSource DataSource { get; }

    /// <summary>With the password, if there is one: for GEO_DB of a child process, never for a log.</summary>
    public string ConnectionString { get; }

    /// <summary>Opens GEO_DB, else joins (and starts, if it does not run) the private cluster, and brings the schema up to date.</summary>
    /// <exception cref="DataException">No server, no PostGIS, or a schema that this program does not know.</exception>
    public static async Task<GeoDatabase> OpenAsync(DataOptions options, CancellationToken cancellationToken)
    {
        if (options.Db is { } db)
            return await ConnectAsync(ConnectionText.Parse(db).ConnectionString, null, cancellationToken);
        var cluster = await PrivateCluster.JoinAsync(Path.Combine(options.DataFolder, "pg"), cancellationToken);
        try
        {
            await cluster.CreateDatabaseAsync("geo", cancellationToken);
            return await ConnectAsync(cluster.ConnectionString("geo"), cluster, cancellationToken);
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    static async Task<GeoDatabase> ConnectAsync(string connectionString, PrivateCluster? cluster, CancellationToken cancellationToken)
    {
        var database = new GeoDatabase(connectionString, cluster);
        try
        {
            await Migrations.ApplyAsync(database.DataSource, cancellationToken);
            return database;
        }
        catch (NpgsqlException e) when (e is not PostgresException)
        {
            await database.DataSource.DisposeAsync();
            throw new DataException($"The database does not answer: {e.Message} Check GEO_DB and that the server runs.", e);
        }
        catch
        {
            await database.DataSource.DisposeAsync();
            throw;
        }
    }

    /// <summary>Whether an error says that the server or the way to it has gone, rather than that it refused something.</summary>
    public static bool IsLost(Exception error) => error switch
    {
        PostgresException e => e.SqlState.StartsWith("57P0", StringComparison.Ordinal) || e.SqlState.StartsWith("08", StringComparison.Ordinal),
        NpgsqlException => true,
        { InnerException: { } inner } => IsLost(inner),
        _ => false,
    };

    /// <summary>Waits until the server answers again; starts the private cluster's.</summary>
    /// <exception cref="DataException">It has not answered for <paramref name="patience"/>.</exception>
    public async Task RecoverAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var start = Environment.TickCount64;
        for (; ; await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken))
            try
            {
                if (cluster is not null) await cluster.EnsureRunningAsync(cancellationToken);
                DataSource.Clear();
                await using var command = DataSource.CreateCommand("select 1");
                await command.ExecuteNonQueryAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is NpgsqlException or DataException)
            {
                if (FullDisk.ReasonIn(e) is not null) throw;   // waiting makes no room
                if (Environment.TickCount64 - start > patience.TotalMilliseconds)
                    throw new DataException($"The database has not answered for {patience.TotalSeconds:0} s: {e.Message} The same command goes on where this one ended.", e);
            }
    }

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
    }
}
