using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Keys;

/// <summary>A row of geo.api_keys, without the hash. Times are UTC.</summary>
/// <param name="Role">reader, reviewer or operator.</param>
public sealed record KeyRow(string Name, string Role, DateTime CreatedAt, DateTime? LastUsedAt, DateTime? RevokedAt);

/// <summary>Whose a key is. Role: reader, reviewer or operator.</summary>
public sealed record KeyUse(string Name, string Role);

/// <summary>The keys of the services, found by the SHA-256 of what the client shows.</summary>
public sealed class KeyStore(NpgsqlDataSource source)
{
    /// <exception cref="DataException">The name has a key that was not revoked.</exception>
    public async Task AddAsync(string name, string role, byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            await connection.ExecuteAsync(RunStore.Command(
                "insert into geo.api_keys (hash, name, role) values (@hash, @name, @role)", new { hash, name, role }, cancellationToken));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw new DataException($"There is a key named '{name}' already: revoke it first (geo keys revoke {name}), or take another name.", e);
        }
    }

    /// <summary>All keys, revoked ones too, oldest first.</summary>
    public async Task<IReadOnlyList<KeyRow>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<KeyRow>(RunStore.Command("""
            select name as Name, role as Role, created_at as CreatedAt, last_used_at as LastUsedAt, revoked_at as RevokedAt
            from geo.api_keys order by created_at, name
            """, null, cancellationToken))];
    }

    /// <exception cref="DataException">No key of that name is in use.</exception>
    public async Task RevokeAsync(string name, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var revoked = await connection.ExecuteAsync(RunStore.Command(
            "update geo.api_keys set revoked_at = now() where name = @name and revoked_at is null", new { name }, cancellationToken));
        if (revoked == 0) throw new DataException($"There is no key named '{name}' in use; geo keys list shows them.");
    }

    /// <summary>Name and role of a key in use, whose last use is noted to the minute; null when there is none.</summary>
    public async Task<KeyUse?> FindAsync(byte[] hash, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<KeyUse>(RunStore.Command("""
            with used as (
              update geo.api_keys set last_used_at = now()
              where hash = @hash and revoked_at is null and (last_used_at is null or last_used_at < now() - interval '1 minute'))
            select name as Name, role as Role from geo.api_keys where hash = @hash and revoked_at is null
            """, new { hash }, cancellationToken));
    }
}
