using Dapper;
using Geo.Data.Reviews;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Labels;

/// <summary>What is known of a run's clusters and their members.</summary>
public sealed class LabelReader(NpgsqlDataSource source)
{
    public const string Kind = DecisionKinds.ClusterLabel;

    /// <summary>The cluster of a decision's subject.</summary>
    public static int ClusterOf(string subject) => int.Parse(subject.AsSpan(subject.LastIndexOf('-') + 1), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Id of a cluster's decision and of its feature: run-nnnn.</summary>
    public static string Subject(string run, int cluster) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{run}-{cluster:D4}");

    /// <param name="run">Null = the newest that the layers show.</param>
    public async Task<LabelRun?> RunAsync(string? run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QueryFirstOrDefaultAsync<LabelRun>(RunStore.Command("""
            select r.run, r.name, r.parameters::text as Parameters, r.provenance->'identity'->>'RasterHash' as RasterHash,
                   r.provenance->'identity'->>'ClassesHash' as Catalogue, s.gsd_m as GsdM
            from geo.runs r join geo.scenes s using (scene)
            where r.state = 'complete' and (r.run = @run or @run::text is null and r.current) order by r.completed_at desc limit 1
            """, new { run }, cancellationToken));
    }

    /// <summary>The clusters of a run, by number; those split off are parts of the cluster they came from.</summary>
    public async Task<IReadOnlyList<LabelCluster>> ClustersAsync(string run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<LabelCluster>(RunStore.Command("""
            with split as (
              select (evidence->>'split_from')::int as whole, substring(subject from '-([0-9]+)$')::int as part
              from geo.decisions where kind = @Kind and run = @run and evidence ? 'split_from')
            select k.cluster as Cluster, array[k.cluster] || array(select part from split where whole = k.cluster order by part) as Parts,
                   (k.size + coalesce((select sum(p.size) from geo.clusters p join split on part = p.cluster where p.run = k.run and whole = k.cluster), 0))::int as Size,
                   k.medoid as Medoid, k.nearest as Nearest,
                   k.class_code as ClassCode, k.label_es as LabelEs, k.label_en as LabelEn, k.label_source as LabelSource, k.confidence as Confidence
            from geo.clusters k where k.run = @run and k.cluster not in (select part from split) order by k.cluster
            """, new { run, Kind }, cancellationToken))];
    }

    /// <summary>At most so many members' embeddings, the same ones every time.</summary>
    public async Task<IReadOnlyList<EmbeddedSegment>> SampleAsync(string run, int[] parts, int most, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<EmbeddedSegment>(RunStore.Command("""
            select e.id as Id, e.vector as Vector from geo.embeddings e
            join (select id from geo.segments where run = @run and cluster = any (@parts) order by md5(id) limit @most) s using (id)
            where e.run = @run order by md5(e.id)
            """, new { run, parts, most }, cancellationToken))];
    }

    /// <summary>Segments in the order of <paramref name="ids"/>.</summary>
    public async Task<IReadOnlyList<MemberRow>> MembersAsync(string run, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<MemberRow>(RunStore.Command("""
            select s.id as Id, st_asbinary(s.geom) as Geom, s.area_m2 as AreaM2, s.elongation as Elongation
            from geo.segments s join unnest(@ids) with ordinality u(id, n) using (id) where s.run = @run order by n
            """, new { run, ids = ids.ToArray() }, cancellationToken))];
    }

    public async Task<ClusterFigures> FiguresAsync(string run, LabelCluster cluster, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<ClusterFigures>(RunStore.Command("""
            select count(*)::int as Size, percentile_cont(0.1) within group (order by area_m2) as AreaP10, percentile_cont(0.5) within group (order by area_m2) as AreaMedian,
                   percentile_cont(0.9) within group (order by area_m2) as AreaP90, percentile_cont(0.5) within group (order by elongation::float8) as Elongation,
                   (select string_agg(name, ', ' order by area_m2) from (
                      select a.name, a.area_m2 from geo.areas a, geo.segments m
                      where m.run = @run and m.id = @Medoid and a.geom && m.geom and st_intersects(a.geom, st_pointonsurface(m.geom)) order by a.area_m2 limit 3) p) as Place
            from geo.segments where run = @run and cluster = any (@Parts)
            """, new { run, cluster.Medoid, cluster.Parts }, cancellationToken));
    }

    /// <summary>At most so many members, the same ones as in <see cref="SampleAsync"/>.</summary>
    public async Task<IReadOnlyList<MeasuredSegment>> MeasuredAsync(string run, int[] parts, int most, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<MeasuredSegment>(RunStore.Command("""
            select area_m2 as AreaM2, compactness as Compactness, rectangularity as Rectangularity, elongation as Elongation, band_mean as BandMean, band_sd as BandSd
            from geo.segments where run = @run and cluster = any (@parts) order by md5(id) limit @most
            """, new { run, parts, most }, cancellationToken))];
    }
}
