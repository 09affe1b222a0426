using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Reviews;

/// <summary>Stratified random samples of points of the published map.</summary>
public sealed class SampleStore(NpgsqlDataSource source)
{
    /// <summary>
    /// Draws a sample from the map as it is, and puts every point into the review queue, without the map's answer. Points fall on pieces with a chance proportional to their geodesic area,
    /// and uniformly within a piece, so uniformly within a stratum. The same map, seed and numbers give the same points.
    /// </summary>
    /// <param name="allocate">Points of each stratum, given their m².</param>
    /// <param name="reviewers">People who must say the same of a point: 1 or 2.</param>
    /// <returns>The sample's number, and the points of each stratum.</returns>
    /// <exception cref="DataException">There is no map.</exception>
    public async Task<(long Sample, IReadOnlyDictionary<string, int> Points)> DrawAsync(
        Func<IReadOnlyDictionary<string, double>, IReadOnlyDictionary<string, int>> allocate, int seed, int reviewers, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        CommandDefinition Do(string sql, object? values = null) => RunStore.Command(sql, values, cancellationToken);
        await connection.ExecuteAsync(Do("select geo.lock_publishing()"));
        await connection.ExecuteAsync(Do("""
            create temp table pieces on commit drop as
            select *, sum(m2) over (partition by stratum order by run collate "C", piece collate "C", cluster) as upto from geo.map_pieces() where m2 > 0
            """));
        var areas = (await connection.QueryAsync<(string Stratum, double M2)>(Do("select stratum, max(upto) from pieces group by 1"))).ToDictionary(r => r.Stratum, r => r.M2, StringComparer.Ordinal);
        if (areas.Count == 0) throw new DataException("There is no published map to draw a sample from: geo run first.");
        var points = allocate(areas);
        var sample = await connection.ExecuteScalarAsync<long>(Do("insert into geo.samples (seed) values (@seed) returning sample", new { seed }));
        await connection.ExecuteAsync(Do("""
            insert into geo.sample_strata (sample, run, cluster, stratum, m2) select @sample, run, cluster, stratum, sum(m2) from pieces group by run, cluster, stratum
            """, new { sample }));
        var random = new Random(seed);
        var n = 0;
        foreach (var (stratum, count) in points.OrderBy(p => p.Key, StringComparer.Ordinal))
        {
            var at = Enumerable.Range(0, count).Select(_ => random.NextDouble() * areas[stratum]).ToArray();
            var seeds = Enumerable.Range(0, count).Select(_ => random.Next(1, int.MaxValue)).ToArray();
            await connection.ExecuteAsync(Do("""
                with drawn as (
                  select @first + i as n, p.run, p.cluster, p.piece, coalesce(st_geometryn(g, 1 + s % st_numgeometries(g)), st_pointonsurface(p.geom)) as geom
                  from unnest(@at::double precision[], @seeds::int[]) with ordinality u(x, s, i)
                  cross join lateral (select * from pieces where stratum = @stratum and upto > x order by upto limit 1) p
                  cross join lateral (select st_generatepoints(p.geom, 16, s) as g) many),   -- of one point, parts under half of a piece would never get any
                queued as (
                  insert into geo.decisions (kind, subject, run, state, source, evidence, reviewers)
                  select @kind, @sample || '-' || n, run, 'pending', 'sample', jsonb_build_object('lon', round(st_x(geom)::numeric, 7), 'lat', round(st_y(geom)::numeric, 7)), @reviewers
                  from drawn order by n returning decision, subject)
                insert into geo.sample_points (sample, n, stratum, run, cluster, piece, decision, geom)
                select @sample, d.n, @stratum, d.run, d.cluster, d.piece, q.decision, d.geom from drawn d join queued q on q.subject = @sample || '-' || d.n
                """, new { first = n, at, seeds, stratum, kind = DecisionKinds.MapPoint, sample, reviewers = (short)reviewers }));
            n += count;
        }
        await transaction.CommitAsync(cancellationToken);
        return (sample, points);
    }

    /// <summary>The newest sample: the m² of each stratum when it was drawn, the points in all, and those that are reviewed. Null when none was drawn.</summary>
    public async Task<(IReadOnlyDictionary<string, double> Areas, int Points, IReadOnlyList<SampleLabel> Labels)?> ReadAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var areas = (await connection.QueryAsync<(string Stratum, double M2)>(RunStore.Command("""
            select stratum, sum(m2) from geo.sample_strata join geo.current_runs using (run) where sample = (select max(sample) from geo.samples) group by 1
            """, null, cancellationToken))).ToDictionary(r => r.Stratum, r => r.M2, StringComparer.Ordinal);
        if (areas.Count == 0) return null;
        var points = await connection.ExecuteScalarAsync<int>(RunStore.Command("""
            select count(*)::int from geo.sample_points join geo.current_runs using (run) where sample = (select max(sample) from geo.samples)
            """, null, cancellationToken));
        var labels = await connection.QueryAsync<SampleLabel>(RunStore.Command("select stratum as Stratum, mapped as Mapped, reference as Reference from geo.sample_labels order by n", null, cancellationToken));
        return (areas, points, [.. labels]);
    }
}
