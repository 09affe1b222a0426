using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace Geo.Data.Schema;

/// <summary>
/// The schema's versions: the embedded schema/NNN_name.sql in order, each applied once in a transaction of its own and recorded with its
/// sha256 in geo.migrations.
/// </summary>
public static class Migrations
{
    const long LockKey = 0x67656F_6D696772;   // "geomigr"

    internal sealed record Migration(string Name, string Sql)
    {
        public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sql)));
    }

    internal static IReadOnlyList<Migration> All { get; } = Load();

    /// <summary>Applies what lacks. Safe to call from any number of processes at once.</summary>
    /// <exception cref="DataException">The database has a version that this program does not know, or one that has since changed.</exception>
    public static Task ApplyAsync(NpgsqlDataSource source, CancellationToken cancellationToken) => ApplyAsync(source, All, cancellationToken);

    /// <summary>Whether the database has every version of the schema.</summary>
    /// <exception cref="DataException">It has a version that this program does not know, or one that has since changed.</exception>
    public static async Task<bool> AreAppliedAsync(NpgsqlDataSource source, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await AppliedAsync(connection, cancellationToken) is { } applied && Check(applied, All) == All.Count;
    }

    internal static async Task ApplyAsync(NpgsqlDataSource source, IReadOnlyList<Migration> migrations, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        if (await AppliedAsync(connection, cancellationToken) is { } before && Check(before, migrations) == migrations.Count) return;
        await ExecuteAsync(connection, "select pg_advisory_lock($1)", [LockKey], cancellationToken);
        try
        {
            await ExecuteAsync(connection, """
                create schema if not exists geo;
                create table if not exists geo.migrations (
                  name text primary key collate "C", sha256 text not null, applied_at timestamptz not null default now());
                """, [], cancellationToken);
            var applied = await AppliedAsync(connection, cancellationToken) ?? [];
            foreach (var migration in migrations.Skip(Check(applied, migrations)))
                await ApplyAsync(connection, migration, cancellationToken);
        }
        finally
        {
            // a broken connection has lost the lock, and the reason why it broke is the one to be told
            if (connection.State == System.Data.ConnectionState.Open)
                try { await ExecuteAsync(connection, "select pg_advisory_unlock($1)", [LockKey], CancellationToken.None); }
                catch (NpgsqlException) { }
        }
    }

    static async Task ApplyAsync(NpgsqlConnection connection, Migration migration, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, migration.Sql, [], cancellationToken);
            await ExecuteAsync(connection, "insert into geo.migrations (name, sha256) values ($1, $2)",
                [migration.Name, migration.Sha256], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        catch (PostgresException e)
        {
            throw new DataException($"Migration {migration.Name} failed in database {connection.Database}: {e.MessageText} ({e.SqlState})."
                + (e.SqlState is "0A000" or "58P01" or "42501" ? " The server needs PostGIS 3: have its administrator run `create extension postgis`." : ""), e);
        }
    }

    /// <summary>How many of the migrations have been applied.</summary>
    static int Check(IReadOnlyList<(string Name, string Sha256)> applied, IReadOnlyList<Migration> migrations)
    {
        for (var i = 0; i < applied.Count; i++)
        {
            if (i >= migrations.Count || applied[i].Name != migrations[i].Name)
                throw new DataException($"The database has schema version {applied[i].Name}, which this program does not know. Use the newer program.");
            if (applied[i].Sha256 != migrations[i].Sha256)
                throw new DataException($"Schema version {applied[i].Name} of the database differs from this program's: it was made by a "
                    + "program in development. Export what you need, then drop the database (or move GEO_DATA/pg away).");
        }
        return applied.Count;
    }

    /// <summary>Null when the database has never been migrated.</summary>
    static async Task<IReadOnlyList<(string Name, string Sha256)>?> AppliedAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = new List<(string, string)>();
        try
        {
            await using var command = new NpgsqlCommand("select name, sha256 from geo.migrations order by name", connection);
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken)) rows.Add((reader.GetString(0), reader.GetString(1)));
            return rows;
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName) { return null; }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, object[] values, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // constants and this program's own embedded migrations
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
#pragma warning restore CA2100
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    static IReadOnlyList<Migration> Load()
    {
        var assembly = typeof(Migrations).Assembly;
        return [.. assembly.GetManifestResourceNames().Where(n => n.EndsWith(".sql", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                return new Migration(Path.GetFileNameWithoutExtension(name), reader.ReadToEnd().ReplaceLineEndings("\n"));
            })];
    }
}
