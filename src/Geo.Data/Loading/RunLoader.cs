using Dapper;
using Geo.Data.Runs;
using NetTopologySuite.Geometries;
using Npgsql;

namespace Geo.Data.Loading;

/// <summary>
/// Loads a claimed run's results and publishes them, all in one transaction on the claim's connection: a load that is killed leaves nothing,
/// and services see either nothing of the run or all of it. Rows go into tables of the run's own that are indexed after the COPY
/// and attached at the end, so readers of other runs are not disturbed. One copy at a time.
/// </summary>
public sealed class RunLoader : IAsyncDisposable
{
    readonly RunClaim claim;
    readonly NpgsqlTransaction transaction;
    readonly List<BadRow> badRows = [];

    RunLoader(RunClaim claim, NpgsqlTransaction transaction) => (this.claim, this.transaction) = (claim, transaction);

    /// <summary>Rows that were not sent, because PostGIS would have refused them or could not compute with them.</summary>
    public IReadOnlyList<BadRow> BadRows => badRows;

    /// <exception cref="DataException">The run is complete: discard it first.</exception>
    public static async Task<RunLoader> BeginAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        if (claim.Start == RunStart.Complete) throw new DataException($"Run {claim.Run} is complete and published. Discard it (--force) to load it again.");
        var transaction = await claim.Connection.BeginTransactionAsync(cancellationToken);
        try
        {
            foreach (var table in RunTables.Names)
                await claim.Connection.ExecuteAsync(RunStore.Command($"""
                    create table {RunId.Partition(table, claim.Run)} (like geo.{table} including defaults,
                      constraint of_run check (run = '{claim.Run}'))
                    """, null, cancellationToken));
            return new RunLoader(claim, transaction);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }
    }

    /// <summary>How many rows were sent.</summary>
    public Task<long> CopyAsync(IAsyncEnumerable<SegmentRow> rows, CancellationToken cancellationToken) => CopyAsync(RunTables.Segments, rows, cancellationToken);

    /// <inheritdoc cref="CopyAsync(IAsyncEnumerable{SegmentRow}, CancellationToken)"/>
    public Task<long> CopyAsync(IAsyncEnumerable<FlatRow> rows, CancellationToken cancellationToken) => CopyAsync(RunTables.Flat, rows, cancellationToken);

    /// <inheritdoc cref="CopyAsync(IAsyncEnumerable{SegmentRow}, CancellationToken)"/>
    public Task<long> CopyAsync(IAsyncEnumerable<UnlabelledRow> rows, CancellationToken cancellationToken) => CopyAsync(RunTables.Unlabelled, rows, cancellationToken);

    /// <inheritdoc cref="CopyAsync(IAsyncEnumerable{SegmentRow}, CancellationToken)"/>
    public Task<long> CopyAsync(IAsyncEnumerable<EmbeddingRow> rows, CancellationToken cancellationToken) => CopyAsync(RunTables.Embeddings, rows, cancellationToken);

    async Task<long> CopyAsync<T>(RunTable<T> table, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var (sent, bad) = await CopyStream.CopyAsync(
            claim.Connection, RunId.Partition(table.Name, claim.Run), table, claim.Run, rows, cancellationToken);
        badRows.AddRange(bad);
        return sent;
    }

    /// <summary>
    /// Builds the indexes, attaches the tables, stores the clusters, marks the run complete, makes it current where it is the newest, joins it
    /// (and the runs it now hides in part) with the areas, and commits.
    /// </summary>
    /// <param name="footprint">Valid pixels of the scene; EPSG:4326, longitude first.</param>
    /// <param name="summary">JSON object kept with the run.</param>
    public async Task PublishAsync(Geometry footprint, IReadOnlyList<ClusterRow> clusters, string summary, CancellationToken cancellationToken)
    {
        await RunIndexes.BuildAsync(claim, cancellationToken);
        await ExecuteAsync("select geo.lock_publishing()", null, cancellationToken);
        foreach (var table in RunTables.Names)
        {
            // the check constraint spares the scan of the table, and is not needed afterwards
            var partition = RunId.Partition(table, claim.Run);
            await ExecuteAsync($"alter table geo.{table} attach partition {partition} for values in ('{claim.Run}')", null, cancellationToken);
            await ExecuteAsync($"alter table {partition} drop constraint of_run", null, cancellationToken);
        }
        await ExecuteAsync("""
            insert into geo.clusters (run, cluster, size, medoid, nearest, spread, class_code, label_es, label_en, label_source, confidence)
            values (@Run, @Cluster, @Size, @Medoid, @Nearest, @Spread, @ClassCode, @LabelEs, @LabelEn, @LabelSource, @Confidence)
            """, clusters.Select(c => new
            {
                claim.Run, c.Cluster, c.Size, c.Medoid, Nearest = c.Nearest.ToArray(), c.Spread, c.ClassCode, c.LabelEs, c.LabelEn, c.LabelSource, c.Confidence,
            }), cancellationToken);
        await ExecuteAsync("""
            update geo.scenes s set geom = st_multi(st_geomfromwkb(@footprint, 4326)) from geo.runs r where r.run = @Run and s.scene = r.scene
            """, new { claim.Run, footprint = footprint.AsBinary() }, cancellationToken);
        await ExecuteAsync("update geo.runs set state = 'complete', completed_at = clock_timestamp(), summary = @summary::jsonb where run = @Run",
            new { claim.Run, summary }, cancellationToken);
        await ExecuteAsync("select geo.refresh_runs()", null, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        claim.Start = RunStart.Complete;
        // the partitioned tables too: without figures over all runs the planner underrates the join with clusters and sorts where it could page
        await ExecuteAsync("analyze geo.segments, geo.segments_flat, geo.runs, geo.scenes, geo.clusters, geo.area_observations, geo.area_clusters", null, cancellationToken);
    }

    Task ExecuteAsync(string sql, object? parameters, CancellationToken cancellationToken) =>
        claim.Connection.ExecuteAsync(RunStore.Command(sql, parameters, cancellationToken));

    /// <summary>Takes back everything that was not published.</summary>
    public ValueTask DisposeAsync() => transaction.DisposeAsync();
}
