using Dapper;
using Geo.Data.Reviews;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Labels;

/// <summary>What a cluster is called from now on.</summary>
public sealed record ClusterName(string? ClassCode, string LabelEs, string LabelEn, float? Confidence);

/// <summary>What was decided about a cluster.</summary>
/// <param name="State">coded or pending.</param>
/// <param name="Value">Class code; of a pending one the best guess.</param>
/// <param name="Name">Null leaves the cluster's name as it is.</param>
/// <param name="Outliers">Segments that go into a cluster of their own, which waits for a person; empty puts back those that were split off before.</param>
public sealed record ClusterDecision(LabelCluster Cluster, string State, string Source, string? Value, double Score, double? Confidence, double Threshold, string Candidates, string Evidence,
    ClusterName? Name, IReadOnlyList<string> Outliers);

/// <summary>Stores decisions on cluster labels; the layers show them at once.</summary>
public sealed class LabelWriter(NpgsqlDataSource source)
{
    /// <summary>
    /// Numbers of clusters that programs leave alone: a person has had a word on them or on what was split off from them, or an accuracy sample was drawn with
    /// what was split off.
    /// </summary>
    public async Task<IReadOnlySet<int>> ReviewedAsync(string run, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return (await connection.QueryAsync<int>(RunStore.Command($"""
            select coalesce(split_from, number) from (
              select d.*, (evidence->>'split_from')::int as split_from, substring(subject from '-([0-9]+)$')::int as number from geo.decisions d where kind = @Kind and run = @run) d
            where {DecisionKinds.Spoken}
               or split_from is not null and exists (select 1 from geo.sample_strata s where s.run = d.run and s.cluster = number)
            """, new { LabelReader.Kind, run }, cancellationToken))).ToHashSet();
    }

    public async Task SaveAsync(string run, IReadOnlyList<ClusterDecision> decisions, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        Task Do(string sql, object values) => connection.ExecuteAsync(RunStore.Command(sql, values, cancellationToken));
        await Do("select geo.lock_publishing()", new { });
        var decided = (await connection.QueryAsync<string>(RunStore.Command(
            "select subject from geo.decisions where kind = @Kind and run = @run and state in ('reviewed', 'disputed')", new { LabelReader.Kind, run }, cancellationToken))).ToHashSet(StringComparer.Ordinal);
        var moved = false;
        foreach (var d in decisions.Where(d => !decided.Contains(LabelReader.Subject(run, d.Cluster.Cluster))))   // a person was faster
        {
            var cluster = d.Cluster.Cluster;
            var parts = d.Cluster.Parts[1..];
            moved |= parts.Length + d.Outliers.Count > 0;
            if (parts.Length > 0)
                await Do("""
                    update geo.segments set cluster = @cluster where run = @run and cluster = any (@parts);
                    update geo.segments_flat set cluster = @cluster where run = @run and cluster = any (@parts);
                    delete from geo.clusters where run = @run and cluster = any (@parts);
                    delete from geo.decisions where kind = @Kind and run = @run and (evidence->>'split_from')::int = @cluster
                    """, new { run, cluster, parts, LabelReader.Kind });
            await Do("""
                update geo.clusters set size = @Size, class_code = coalesce(@Code, case when @named then null else class_code end),
                  label_es = coalesce(@Es, label_es), label_en = coalesce(@En, label_en), label_source = case when @named then @Source else label_source end,
                  confidence = case when @named then @Confidence else confidence end
                where run = @run and cluster = @cluster;
                insert into geo.decisions (kind, subject, run, state, source, value, score, confidence, threshold, candidates, evidence, at_stake)
                values (@Kind, @subject, @run, @State, @Source, @Value, @Score, @calibrated, @Threshold, @Candidates::jsonb, @Evidence::jsonb,
                  (select coalesce(sum(area_m2), 0) from geo.segments_flat where run = @run and cluster = @cluster))
                on conflict (kind, subject) do update set state = excluded.state, source = excluded.source, value = excluded.value, score = excluded.score,
                  confidence = excluded.confidence, threshold = excluded.threshold, candidates = excluded.candidates, evidence = excluded.evidence, at_stake = excluded.at_stake, decided_at = now()
                """, new
            {
                run, cluster, Size = d.Cluster.Size - d.Outliers.Count, Code = d.Name?.ClassCode, named = d.Name is not null, Es = d.Name?.LabelEs, En = d.Name?.LabelEn, d.Source,
                Confidence = d.Name?.Confidence, LabelReader.Kind, subject = LabelReader.Subject(run, cluster), d.State, d.Value, d.Score, calibrated = d.Confidence, d.Threshold,
                d.Candidates, d.Evidence,
            });
            if (d.Outliers.Count > 0) await SplitAsync(connection, run, d, cancellationToken);
        }
        if (moved) await Do("select geo.join_areas(@run)", new { run });
        await Do("""
            update geo.decisions d set at_stake = m2 from (
              select @run || '-' || lpad(cluster::text, 4, '0') as subject, sum(area_m2) as m2 from geo.segments_flat where run = @run and cluster is not null group by cluster) s
            where d.kind = @Kind and d.subject = s.subject and d.state in ('coded', 'pending')
            """, new { run, LabelReader.Kind });
        await transaction.CommitAsync(cancellationToken);
    }

    static async Task SplitAsync(NpgsqlConnection connection, string run, ClusterDecision d, CancellationToken cancellationToken)
    {
        var part = await connection.ExecuteScalarAsync<int>(RunStore.Command("select max(cluster) + 1 from geo.clusters where run = @run", new { run }, cancellationToken));
        await connection.ExecuteAsync(RunStore.Command("""
            update geo.segments set cluster = @part where run = @run and id = any (@ids);
            update geo.segments_flat set cluster = @part where run = @run and id = any (@ids);
            update geo.sample_points set cluster = @part where run = @run and piece = any (@ids);
            insert into geo.sample_strata (sample, run, cluster, stratum, m2) select sample, run, @part, stratum, 0 from geo.sample_strata where run = @run and cluster = @cluster;
            insert into geo.clusters (run, cluster, size, medoid, nearest, spread, label_es, label_en, label_source)
            select run, @part, cardinality(@ids), (@ids)[1], (@ids)[1:9], spread, 'Apartados de ' || coalesce(label_es, 'un grupo'), 'Set apart from ' || coalesce(label_en, 'a group'), @Source
            from geo.clusters where run = @run and cluster = @cluster;
            insert into geo.decisions (kind, subject, run, state, source, threshold, evidence)
            values (@Kind, @subject, @run, 'pending', @Source, @Threshold, jsonb_build_object('cluster', @part, 'split_from', @cluster, 'members', to_jsonb(@ids)))
            """, new { run, part, ids = d.Outliers.ToArray(), cluster = d.Cluster.Cluster, d.Source, LabelReader.Kind, subject = LabelReader.Subject(run, part), d.Threshold }, cancellationToken));
    }
}
