using System.Diagnostics;
using System.Globalization;
using Dapper;
using Npgsql;

namespace Geo.Data.Tests.Cluster;

/// <summary>A temporary folder for a cluster, deleted once nothing runs in it.</summary>
sealed class ClusterPlace : IAsyncDisposable
{
    public string Parent { get; } = Path.Combine(Path.GetTempPath(), "geo-cluster-" + Path.GetRandomFileName());
    public string Pg { get; }

    public ClusterPlace(string under = "")
    {
        Directory.CreateDirectory(Parent);
        Pg = Path.Combine(Parent, under, "pg");
    }

    public string PidFile => Path.Combine(Pg, "data", "postmaster.pid");
    public int ServerProcess => int.Parse(File.ReadLines(PidFile).First(), CultureInfo.InvariantCulture);

    public static async Task<T> AskAsync<T>(string socketFolder, string sql)
    {
        await using var connection = new NpgsqlConnection($"Host={socketFolder};Username=postgres;Database=postgres;Pooling=false");
        return (await connection.ExecuteScalarAsync<T>(sql))!;
    }

    public async Task<bool> StopsWithinAsync(TimeSpan limit)
    {
        for (var watch = Stopwatch.StartNew(); File.Exists(PidFile); await Task.Delay(20))
            if (watch.Elapsed > limit) return false;
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        Xunit.Assert.True(await StopsWithinAsync(TimeSpan.FromSeconds(20)), "the server still runs");
        Directory.Delete(Parent, recursive: true);
    }
}
