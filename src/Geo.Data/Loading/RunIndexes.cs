using Dapper;
using Geo.Data.Runs;

namespace Geo.Data.Loading;

/// <summary>
/// The indexes of a run's own tables, built after the rows are in. (run, id) is the key that the partitioned table asks for; (id) serves pages
/// of a view in the order of its ids across runs.
/// </summary>
static class RunIndexes
{
    public static async Task BuildAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        await BuildAsync(claim, RunTables.Segments, "id", cancellationToken);
        await BuildAsync(claim, RunTables.Flat, "id", cancellationToken);
        await BuildAsync(claim, RunTables.Unlabelled, null, cancellationToken);
        await BuildAsync(claim, RunTables.Embeddings, null, cancellationToken);
    }

    static async Task BuildAsync<T>(RunClaim claim, RunTable<T> table, string? order, CancellationToken cancellationToken)
    {
        var partition = RunId.Partition(table.Name, claim.Run);
        string[] statements =
        [
            $"alter table {partition} add primary key ({table.Key})",
            .. order is null ? Array.Empty<string>() : [$"create index on {partition} ({order})", $"create index on {partition} (cluster)"],
            .. table.HasGeometry ? [$"create index on {partition} using gist (geom)"] : Array.Empty<string>(),
            $"analyze {partition}",
        ];
        foreach (var statement in statements)
            await claim.Connection.ExecuteAsync(RunStore.Command(statement, null, cancellationToken));
    }
}
