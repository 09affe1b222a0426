using System.Collections.Concurrent;
using Npgsql;

namespace Geo.Server.Collections;

/// <summary>What a collection holds as a whole. Extents are in CRS84; null where there is nothing.</summary>
/// <param name="Bounds">West, south, east, north.</param>
internal sealed record Totals(long Count, double[]? Bounds, DateTime? From, DateTime? To);

/// <summary>Counts and extents of whole collections. Those of run data are kept until the set of current runs changes.</summary>
internal sealed class CollectionTotals(NpgsqlDataSource database, CurrentRuns runs)
{
    static readonly TimeSpan FreeFresh = TimeSpan.FromSeconds(2);
    readonly ConcurrentDictionary<string, (string Version, long Asked, Totals Totals)> _known = new(StringComparer.Ordinal);
    readonly SemaphoreSlim _one = new(1);

    public async ValueTask<Totals> Of(Collection collection, CancellationToken cancel)
    {
        var version = collection.Origin == RowOrigin.Layer ? collection.View : await runs.Version(cancel);
        if (Known(collection, version) is { } known) return known;
        await _one.WaitAsync(cancel); // who waits for a count need not count again
        try
        {
            if (Known(collection, version) is { } counted) return counted;
            var totals = await Ask(collection, cancel);
            _known[collection.Id] = (version, TimeProvider.System.GetTimestamp(), totals);
            return totals;
        }
        finally { _one.Release(); }
    }

    Totals? Known(Collection collection, string version) =>
        _known.TryGetValue(collection.Id, out var known) && known.Version == version
        && (collection.Origin != RowOrigin.Free || TimeProvider.System.GetElapsedTime(known.Asked) < FreeFresh) ? known.Totals : null;

    async Task<Totals> Ask(Collection collection, CancellationToken cancel)
    {
        // A run's rows lie inside its scene: the scenes' footprints give the extent without reading a million polygons.
        var (boundsView, boundsColumn) = collection.Origin == RowOrigin.Run
            ? ("published.scenes", "geom")
            : (collection.View, collection.Geometry is { } g ? CollectionRegistry.Quoted(g) : "null::geometry");
        var (from, to) = collection.TimeFrom is null
            ? ("null::timestamptz", "null::timestamptz")
            : ($"min({CollectionRegistry.Quoted(collection.TimeFrom)})", $"max({CollectionRegistry.Quoted(collection.TimeTo!)})");
#pragma warning disable CA2100 // names come from the catalogue, quoted; there is no user text in it
        await using var command = database.CreateCommand($"""
            select t.n, t.t0, t.t1, st_xmin(b.e), st_ymin(b.e), st_xmax(b.e), st_ymax(b.e)
            from (select count(*) as n, {from} as t0, {to} as t1 from {collection.View}) t,
                 (select st_extent({boundsColumn}) as e from {boundsView}) b
            """);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new Totals(
            reader.GetInt64(0),
            reader.IsDBNull(3) ? null : [reader.GetDouble(3), reader.GetDouble(4), reader.GetDouble(5), reader.GetDouble(6)],
            reader.IsDBNull(1) ? null : reader.GetDateTime(1),
            reader.IsDBNull(2) ? null : reader.GetDateTime(2));
    }
}
