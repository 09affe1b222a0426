using Geo.Server.Collections;
using Geo.Server.Features;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>A query with the name that its pages and counts are remembered by.</summary>
/// <param name="KeepsPlan">Whether its first page is asked for by a prepared statement.</param>
internal sealed record CountedQuery(FeatureQuery Query, string Signature, bool KeepsPlan);

/// <summary>How many rows queries have: exact, whatever the page (WFS 2.0, 7.7.4.2).</summary>
internal sealed class QueryCounts(NpgsqlDataSource database, CollectionTotals totals, PageMemory memory)
{
    public async Task<CountedQuery> Prepare(NpgsqlConnection connection, FeatureQuery query, CancellationToken cancel)
    {
        query = query with { Selection = await ClusterChoice.Narrowed(connection, query.Collection, query.Selection, cancel) };
        await using var count = RowQuery.CountAll(connection, query.Collection, query.Selection);
        var keepsPlan = query.Selection.OnlyBox && KeptPlan.Fits(query.Collection, query.Columns, query.Selection, await totals.Of(query.Collection, cancel));
        return new(query, await memory.Signature(query.Collection, count, query.Selection, cancel), keepsPlan);
    }

    /// <summary>The count where telling it costs nothing.</summary>
    public async ValueTask<long?> Known(CountedQuery counted, CancellationToken cancel) =>
        counted.Query.Selection.Everything ? (await totals.Of(counted.Query.Collection, cancel)).Count : memory.Count(counted.Signature);

    public async ValueTask<long> Of(CountedQuery counted, CancellationToken cancel)
    {
        if (await Known(counted, cancel) is { } known) return known;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var command = RowQuery.CountAll(connection, counted.Query.Collection, counted.Query.Selection);
        var count = (long)(await command.ExecuteScalarAsync(cancel))!;
        memory.KeepCount(counted.Query.Collection, counted.Signature, count);
        return count;
    }
}
