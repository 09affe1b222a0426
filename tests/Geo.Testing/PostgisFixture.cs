using System.Diagnostics;
using Geo.Data;
using Geo.Data.Cluster;
using Xunit;

namespace Geo.Testing;

/// <summary>
/// A private PostGIS cluster for the tests of one process, in a temporary GEO_DATA. Use it as IClassFixture or ICollectionFixture: all
/// instances share the cluster, which ends (and is deleted) with the process, however that ends.
/// </summary>
public sealed class PostgisFixture : IAsyncLifetime
{
    static readonly Lazy<Task<PrivateCluster>> shared = new(StartAsync);
    static int databases;

    /// <summary>GEO_DATA of the tests' cluster.</summary>
    public static string DataFolder { get; } = Path.Combine(Path.GetTempPath(), "geo-test-" + Path.GetRandomFileName());

    public async Task InitializeAsync() => await shared.Value;

    public Task DisposeAsync() => Task.CompletedTask;

    /// <summary>A migrated, empty database of its own for the caller; about 0.1 s. Its ConnectionString may serve as GEO_DB.</summary>
    public async Task<GeoDatabase> CreateDatabaseAsync()
    {
        var cluster = await shared.Value;
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await cluster.CreateDatabaseAsync(name, CancellationToken.None, template: "template_geo");
        return await GeoDatabase.OpenAsync(new DataOptions { Db = cluster.ConnectionString(name) }, CancellationToken.None);
    }

    static async Task<PrivateCluster> StartAsync()
    {
        var cluster = await PrivateCluster.JoinAsync(Path.Combine(DataFolder, "pg"), CancellationToken.None, durable: false);
        // A test host is killed as soon as its last test has ended: a shell of its own deletes the files once the supervisor has
        // stopped the server.
        using var cleaner = Process.Start("setsid", ["--fork", "sh", "-c",
            "exec </dev/null >/dev/null 2>&1; flock -x \"$1/pg/supervisor.lock\" true; rm -rf -- \"$1\"", "sh", DataFolder]);
        await cluster.CreateDatabaseAsync("template_geo", CancellationToken.None);
        // unpooled: a template must have no connections
        await using var template = await GeoDatabase.OpenAsync(
            new DataOptions { Db = cluster.ConnectionString("template_geo") + ";Pooling=false" }, CancellationToken.None);
        return cluster;
    }
}
