using System.Text.Encodings.Web;
using System.Text.Json;
using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Layers;

/// <summary>Publishes layers of files: all of a file or nothing of it, and to readers at one moment.</summary>
public sealed class LayerStore(NpgsqlDataSource source)
{
    /// <summary>Longer than any process goes on using a table after another has taken its place (see the collection registry).</summary>
    static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Replaces layers of the same id. Rows are read while the transaction is open; a failure leaves everything as it was.</summary>
    public async Task<IReadOnlyList<PublishedLayer>> PublishAsync(IReadOnlyList<LayerSource> layers, CancellationToken cancellationToken)
    {
        var published = new List<PublishedLayer>();
        await using (var connection = await source.OpenConnectionAsync(cancellationToken))
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await connection.ExecuteAsync(RunStore.Command("select pg_advisory_xact_lock(hashtextextended('geo.layers', 0))", null, cancellationToken));
            foreach (var layer in layers) published.Add(await PublishAsync(connection, layer, cancellationToken));
            await transaction.CommitAsync(cancellationToken);
        }
        if (published.Any(p => p.Replaced)) await DropReplacedAsync(cancellationToken);
        return published;
    }

    /// <summary>The layers published now, by name.</summary>
    public async Task<IReadOnlyList<LayerEntry>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var layers = (await connection.QueryAsync<(string Id, string Table, string Title, string File, DateTime At)>(RunStore.Command(
            "select layer, table_name, title, source, imported_at from geo.layers order by layer", null, cancellationToken))).ToList();
        var entries = new List<LayerEntry>();
        foreach (var (id, table, title, file, at) in layers)
            entries.Add(new(id, title, file, at, await connection.ExecuteScalarAsync<long>(RunStore.Command($"select count(*) from layers.{LayerStage.Quoted(table)}", null, cancellationToken))));
        return entries;
    }

    /// <summary>Takes a layer out of the published ones; who reads it now may finish.</summary>
    /// <returns>False when there is none of that name.</returns>
    public async Task<bool> RemoveAsync(string id, CancellationToken cancellationToken)
    {
        await using (var connection = await source.OpenConnectionAsync(cancellationToken))
        {
            var removed = await connection.ExecuteAsync(RunStore.Command("""
                with gone as (delete from geo.layers where layer = @id returning table_name)
                insert into geo.replaced_layers (table_name) select table_name from gone
                """, new { id }, cancellationToken));
            if (removed == 0) return false;
        }
        await DropReplacedAsync(cancellationToken);
        return true;
    }

    static async Task<PublishedLayer> PublishAsync(NpgsqlConnection connection, LayerSource layer, CancellationToken cancellationToken)
    {
        var old = await connection.QuerySingleOrDefaultAsync<Current>(RunStore.Command(
            "select table_name as \"Table\", generation as \"Generation\" from geo.layers where layer = @Id", new { layer.Id }, cancellationToken));
        var generation = (old?.Generation ?? 0) + 1;
        var table = FormattableString.Invariant($"{layer.Id}_{generation}");

        await using var stage = new LayerStage(connection, layer, cancellationToken);
        var read = await stage.FillAsync();
        var key = await stage.KeyAsync();
        var type = await stage.BuildAsync(table, key);
        var mended = await stage.NotesAsync("mended: ");
        var lost = await stage.NotesAsync("lost: ");
        await connection.ExecuteAsync(RunStore.Command("""
            insert into geo.replaced_layers (table_name) select @Old where @Old is not null;
            insert into geo.layers (layer, table_name, generation, title, source, source_layer, source_crs, key_source, lacks_geometry, columns)
            values (@Id, @Table, @Generation, @Title, @File, @Layer, @Crs, @Key, @Lacks, @Columns::jsonb)
            on conflict (layer) do update set table_name = excluded.table_name, generation = excluded.generation, title = excluded.title,
              source = excluded.source, source_layer = excluded.source_layer, source_crs = excluded.source_crs, key_source = excluded.key_source,
              lacks_geometry = excluded.lacks_geometry, columns = excluded.columns, imported_at = now()
            """,
            new
            {
                layer.Id, Table = table, Generation = generation, layer.Title, layer.File, layer.Layer, layer.Crs, Key = key?.Title ?? "fid", Old = old?.Table,
                Lacks = await stage.LacksGeometryAsync(),
                Columns = JsonSerializer.Serialize(stage.Published(key).Select(c => new { c.Name, c.Title }), Relaxed),
            }, cancellationToken));
        return new(layer.Id, read, old is not null, key?.Title ?? "fid", type, mended.Count, mended.First, lost.Count, lost.First);
    }

    sealed record Current(string Table, long Generation);

    async Task DropReplacedAsync(CancellationToken cancellationToken)
    {
        await Task.Delay(Grace, cancellationToken);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("set lock_timeout = '5s'", null, cancellationToken));
        var tables = await connection.QueryAsync<string>(RunStore.Command(
            "select table_name from geo.replaced_layers where replaced_at < clock_timestamp() - interval '2 seconds'", null, cancellationToken));
        foreach (var table in tables)
            try
            {
                await connection.ExecuteAsync(RunStore.Command(
                    $"drop table if exists layers.{LayerStage.Quoted(table)}; delete from geo.replaced_layers where table_name = @table", new { table }, cancellationToken));
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable) { }   // somebody still reads it: the next import drops it
        await connection.ExecuteAsync(RunStore.Command("reset lock_timeout", null, cancellationToken));
    }
}
