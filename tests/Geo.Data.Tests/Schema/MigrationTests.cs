using Dapper;
using Geo.Data.Schema;
using Geo.Testing;
using Npgsql;
using Xunit;

namespace Geo.Data.Tests.Schema;

public sealed class MigrationTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    [Fact]
    public async Task A_new_database_has_every_version_and_applying_again_changes_nothing()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var before = await AppliedAsync(database.DataSource);
        Assert.Equal(Migrations.All.Select(m => (m.Name, m.Sha256)), before.Select(m => (m.name, m.sha256)));
        await Migrations.ApplyAsync(database.DataSource, CancellationToken.None);
        Assert.Equal(before, await AppliedAsync(database.DataSource));
    }

    [Fact]
    public async Task Many_processes_at_once_apply_each_version_once()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        Migrations.Migration[] more = [.. Migrations.All, new("900_slow", "create table public.slow as select pg_sleep(0.2)::text")];
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Migrations.ApplyAsync(database.DataSource, more, CancellationToken.None)));
        Assert.Equal(more.Length, (await AppliedAsync(database.DataSource)).Count);
    }

    [Fact]
    public async Task A_version_that_failed_leaves_nothing_and_is_named()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        Migrations.Migration[] more = [.. Migrations.All, new("900_bad", "create table public.half (a int); select 1/0")];
        var error = await Assert.ThrowsAsync<DataException>(() => Migrations.ApplyAsync(database.DataSource, more, CancellationToken.None));
        Assert.Contains("900_bad", error.Message);
        Assert.Equal(Migrations.All.Count, (await AppliedAsync(database.DataSource)).Count);
        await using var connection = await database.DataSource.OpenConnectionAsync();
        Assert.Null(await connection.ExecuteScalarAsync<string?>("select to_regclass('public.half')::text"));
    }

    [Fact]
    public async Task A_changed_version_and_a_newer_one_are_refused()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        Migrations.Migration[] changed = [.. Migrations.All.SkipLast(1), new(Migrations.All[^1].Name, "select 1")];
        var error = await Assert.ThrowsAsync<DataException>(() => Migrations.ApplyAsync(database.DataSource, changed, CancellationToken.None));
        Assert.Contains("differs", error.Message);
        error = await Assert.ThrowsAsync<DataException>(
            () => Migrations.ApplyAsync(database.DataSource, [.. Migrations.All.SkipLast(1)], CancellationToken.None));
        Assert.Contains(Migrations.All[^1].Name, error.Message);
    }

    static async Task<IReadOnlyList<(string name, string sha256, DateTime at)>> AppliedAsync(NpgsqlDataSource source)
    {
        await using var connection = await source.OpenConnectionAsync();
        return [.. await connection.QueryAsync<(string, string, DateTime)>("select name, sha256, applied_at from geo.migrations order by name")];
    }
}
