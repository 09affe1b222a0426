using Dapper;
using Geo.Data.Labels;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Reviews;

/// <summary>Changes of which segments a cluster holds, inside the caller's transaction, which holds geo.lock_publishing().</summary>
internal sealed class ClusterChange(NpgsqlConnection connection, string run, int cluster, CancellationToken cancellationToken)
{
    /// <summary>All of it goes into another cluster of the run, under whose name it is published from then on.</summary>
    /// <exception cref="ReviewRefusedException">There is no such other cluster.</exception>
    public async Task MergeAsync(int into)
    {
        var there = await connection.ExecuteScalarAsync<bool>(Command("select exists (select 1 from geo.clusters where run = @run and cluster = @into and @into <> @cluster)", new { into }));
        if (!there) throw new ReviewRefusedException($"Run {run} has no other cluster {into}.");
        await ExecuteAsync("update geo.segments set cluster = @into where run = @run and cluster = @cluster", new { into });
        await ExecuteAsync("update geo.segments_flat set cluster = @into where run = @run and cluster = @cluster", new { into });
        await ExecuteAsync("""
            insert into geo.area_clusters (run, area, cluster, segments, m2)
            select run, area, @into, segments, m2 from geo.area_clusters where run = @run and cluster = @cluster
            on conflict (run, area, cluster) do update set segments = area_clusters.segments + excluded.segments, m2 = area_clusters.m2 + excluded.m2
            """, new { into });
        await ExecuteAsync("update geo.sample_points set cluster = @into where run = @run and cluster = @cluster", new { into });
        // ground of two strata under one number: shares of the whole sample hold, those of single areas need a new one
        await ExecuteAsync("""
            update geo.sample_strata s set mixed = true from geo.sample_strata o
            where s.run = @run and s.cluster = @into and o.sample = s.sample and o.run = @run and o.cluster = @cluster and o.stratum <> s.stratum
            """, new { into });
        await ExecuteAsync("delete from geo.area_clusters where run = @run and cluster = @cluster", null);
        await ExecuteAsync("""
            with gone as (delete from geo.clusters where run = @run and cluster = @cluster returning size)
            update geo.clusters k set size = k.size + gone.size from gone where k.run = @run and k.cluster = @into
            """, new { into });
    }

    /// <summary>A part of it becomes a cluster of its own; both wait for a name.</summary>
    /// <exception cref="ReviewRefusedException">Its members are no longer those of the two parts.</exception>
    public async Task SplitAsync(long decision, ClusterHalves halves)
    {
        var members = await connection.QueryAsync<string>(Command("select id from geo.segments where run = @run and cluster = @cluster", null));
        if (!members.ToHashSet(StringComparer.Ordinal).SetEquals(halves.Kept.Members.Concat(halves.Split.Members)))
            throw new ReviewRefusedException($"Cluster {cluster} has changed meanwhile: look at it again.");
        var number = await connection.ExecuteScalarAsync<int>(Command("select max(cluster) + 1 from geo.clusters where run = @run", null));
        await ExecuteAsync("""
            insert into geo.clusters (run, cluster, size, medoid, nearest, spread, class_code, label_es, label_en, label_source, confidence)
            select run, @number, @size, @Medoid, @nearest, @Spread, class_code, label_es, label_en, label_source, confidence from geo.clusters where run = @run and cluster = @cluster
            """, new { number, size = halves.Split.Members.Count, halves.Split.Medoid, nearest = halves.Split.Nearest.ToArray(), halves.Split.Spread });
        await ExecuteAsync("update geo.clusters set size = @size, medoid = @Medoid, nearest = @nearest, spread = @Spread where run = @run and cluster = @cluster",
            new { size = halves.Kept.Members.Count, halves.Kept.Medoid, nearest = halves.Kept.Nearest.ToArray(), halves.Kept.Spread });
        var moved = halves.Split.Members.ToArray();
        await ExecuteAsync("update geo.segments set cluster = @number where run = @run and id = any (@moved)", new { number, moved });
        await ExecuteAsync("update geo.segments_flat set cluster = @number where run = @run and id = any (@moved)", new { number, moved });
        await ExecuteAsync("update geo.sample_points set cluster = @number where run = @run and piece = any (@moved)", new { number, moved });
        await ExecuteAsync("""
            insert into geo.sample_strata (sample, run, cluster, stratum, m2) select sample, run, @number, stratum, 0 from geo.sample_strata where run = @run and cluster = @cluster
            """, new { number });
        await ExecuteAsync("select geo.join_areas(@run)", null);
        await ExecuteAsync("""
            insert into geo.decisions (kind, subject, run, state, source, value, candidates, evidence, at_stake, reviewers)
            select kind, @subject, run, 'pending', source, value, candidates, (evidence - '{score,guess,members,split_from}'::text[]) || jsonb_build_object('cluster', @number), at_stake * @share, reviewers
            from geo.decisions where decision = @decision
            """, new { number, subject = LabelReader.Subject(run, number), decision, share = (double)moved.Length / (moved.Length + halves.Kept.Members.Count) });
        await ExecuteAsync("update geo.decisions set state = 'pending', confidence = null, at_stake = at_stake * @share, evidence = evidence - '{score,guess,members}'::text[] where decision = @decision",
            new { decision, share = (double)halves.Kept.Members.Count / (moved.Length + halves.Kept.Members.Count) });
    }

    CommandDefinition Command(string sql, object? values)
    {
        var parameters = new DynamicParameters(values);
        parameters.AddDynamicParams(new { run, cluster });
        return RunStore.Command(sql, parameters, cancellationToken);
    }

    Task ExecuteAsync(string sql, object? values) => connection.ExecuteAsync(Command(sql, values));
}
