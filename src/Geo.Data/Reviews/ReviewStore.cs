using System.Runtime.InteropServices;
using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Reviews;

/// <summary>
/// The one queue of decisions that wait for a person, and its history. A word that settles a decision changes what is published in the same transaction.
/// </summary>
public sealed class ReviewStore(NpgsqlDataSource source)
{
    const string Columns = """
        decision as Decision, kind as Kind, subject as Subject, run as Run, state as State, source as Source, value as Value, confidence as Confidence, candidates::text as Candidates,
        evidence::text as Evidence, at_stake as AtStake, audit as Audit, reviewers as Reviewers, decided_at as DecidedAt
        """;

    // Settled kinds first to the reader of geo.decisions: open means that somebody is asked. Old runs' decisions wait for nobody.
    const string Open = """
        (state in ('pending', 'disputed') or state = 'coded' and audit) and (run is null or run in (select run from geo.current_runs))
        """;

    /// <summary>
    /// The decisions that wait for this reviewer (null = anybody), those first by which the map gains most: what is at stake times the chance that it is wrong. Every tenth
    /// place is of the audit, in an order drawn by lot. Who has spoken on a decision, or skipped it, is not asked again; of two who differ, neither settles.
    /// </summary>
    public async Task<IReadOnlyList<DecisionRow>> QueueAsync(string? reviewer, bool maySettle, string? kind, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<DecisionRow>(RunStore.Command($"""
            with waiting as (
              select *, state = 'coded' as checked, at_stake * (1 - coalesce(confidence, score, 0)) as gain from geo.decisions d
              where {Open} and (@kind::text is null or kind = @kind)
                and not exists (select 1 from geo.reviews r where r.decision = d.decision and r.reviewer = @reviewer)),
            ranked as (
              select *, row_number() over (partition by checked order by case when checked then md5(subject) end, gain desc, decision) as place from waiting)
            select {Columns} from ranked order by case when checked then place * 10 else place + (place - 1) / 9 end, decision limit @limit
            """, new { reviewer, kind, limit }, cancellationToken))];
    }

    public async Task<(int Waiting, int Disputed, int Reviewed)> CountsAsync(string? kind, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleAsync<(int, int, int)>(RunStore.Command($"""
            select count(*) filter (where {Open})::int, count(*) filter (where state = 'disputed')::int, count(*) filter (where state = 'reviewed')::int
            from geo.decisions where @kind::text is null or kind = @kind
            """, new { kind }, cancellationToken));
    }

    public async Task<DecisionRow?> FindAsync(long decision, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<DecisionRow>(RunStore.Command($"select {Columns} from geo.decisions where decision = @decision", new { decision }, cancellationToken));
    }

    /// <summary>Every word on a decision, oldest first.</summary>
    public async Task<IReadOnlyList<ReviewRow>> HistoryAsync(long decision, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<ReviewRow>(RunStore.Command("""
            select review as Review, reviewer as Reviewer, action as Action, value as Value, settles as Settles, adjudicates as Adjudicates, note as Note, was::text as Was, made_at as MadeAt
            from geo.reviews where decision = @decision order by review
            """, new { decision }, cancellationToken))];
    }

    /// <summary>The first words of the first two people on each decision that two have spoken on.</summary>
    public async Task<IReadOnlyList<OpinionPair>> OpinionPairsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<OpinionPair>(RunStore.Command("""
            with words as (
              select distinct on (r.decision, r.reviewer) r.decision, r.review, r.value from geo.reviews r
              where r.action in ('accept', 'change') and not r.adjudicates order by r.decision, r.reviewer, r.review),
            ordered as (select *, row_number() over (partition by decision order by review) as i from words)
            select d.kind as Kind, a.value as First, b.value as Second
            from ordered a join ordered b using (decision) join geo.decisions d using (decision) where a.i = 1 and b.i = 2 order by decision
            """, null, cancellationToken))];
    }

    /// <summary>Answers of these deciders that people have judged: raw score, and whether the person agreed. In the order of a hash.</summary>
    public async Task<IReadOnlyList<(double Score, bool Right)>> JudgedAsync(string kind, string decider, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return [.. await connection.QueryAsync<(double, bool)>(RunStore.Command("""
            select (evidence->>'score')::float8, coalesce(value = evidence->>'guess', false) from geo.decisions
            where kind = @kind and state = 'reviewed' and evidence->>'decider' = @decider and evidence ? 'score' order by md5(subject)
            """, new { kind, decider }, cancellationToken))];
    }

    /// <summary>A cluster's segments that have an embedding, by id, at most <paramref name="limit"/>.</summary>
    public async Task<IReadOnlyList<Member>> MembersAsync(string run, int cluster, int limit, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var rows = await connection.QueryAsync<(string Id, byte[] Vector)>(RunStore.Command("""
            select e.id, e.vector from geo.segments g join geo.embeddings e using (run, id) where g.run = @run and g.cluster = @cluster order by e.id limit @limit
            """, new { run, cluster, limit }, cancellationToken));
        return [.. rows.Select(r => new Member(r.Id, Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(r.Vector).ToArray(), h => (float)h)))];
    }

    /// <summary>Takes a reviewer's word; the decision as it is then.</summary>
    /// <exception cref="ReviewRefusedException">It is settled, the code is unknown, there is nothing to accept, ….</exception>
    public async Task<DecisionRow?> DecideAsync(long decision, Verdict verdict, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using (var transaction = await connection.BeginTransactionAsync(cancellationToken))
        {
            await connection.ExecuteAsync(RunStore.Command("select geo.lock_publishing()", null, cancellationToken));
            var row = await connection.QuerySingleOrDefaultAsync<DecisionRow>(RunStore.Command(
                $"select {Columns} from geo.decisions where decision = @decision for update", new { decision }, cancellationToken));
            if (row is null) return null;
            await new ReviewTransaction(connection, row, verdict, cancellationToken).TakeAsync();
            await transaction.CommitAsync(cancellationToken);
        }
        return await FindAsync(decision, cancellationToken);
    }
}
