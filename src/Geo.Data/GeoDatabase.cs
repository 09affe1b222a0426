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

    public async ValueTask DisposeAsync()
    {
        await DataSource.DisposeAsync();
        if (cluster is not null) await cluster.DisposeAsync();
    }
}
