using System.Runtime.CompilerServices;
using Dapper;
using Geo.Data.Reviews;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Articles;

/// <summary>A doubtful name with the article it stands in.</summary>
public sealed record OpenDoubt(long Decision, string Subject, PlaceDoubt Doubt, string? Title, string Text);

/// <summary>What models say of a doubtful name.</summary>
/// <param name="Sure">Whether it counts at once; else it waits for a person, who sees it.</param>
/// <param name="Value">A candidate's code, or <see cref="DecisionKinds.NoPlace"/>.</param>
/// <param name="Score">Their raw agreement; null of a single answer that came without a confidence.</param>
/// <param name="Confidence">Calibrated; null while there is no calibration.</param>
/// <param name="Evidence">JSON object, added to what is known.</param>
public sealed record DoubtDecision(bool Sure, string Decider, string Value, double? Score, double? Confidence, double Threshold, string Evidence);

/// <summary>The doubtful names that no person has had a word on.</summary>
public sealed class DoubtStore(NpgsqlDataSource source)
{
    const string Open = $"from geo.decisions d join geo.articles a on a.article = d.evidence->>'article' where d.kind = '{DecisionKinds.ArticlePlace}' and not {DecisionKinds.Spoken}";

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(RunStore.Command($"select count(*) {Open}", null, cancellationToken));
    }

    /// <summary>Also those that models have decided, in a fixed order, as they come from the server.</summary>
    public async IAsyncEnumerable<OpenDoubt> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand($"select d.decision, d.subject, d.candidates::text, d.evidence::text, a.title, a.text {Open} order by d.decision", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(reader.GetInt64(0), reader.GetString(1), DoubtJson.Read(reader.GetString(2), reader.GetString(3)), reader.IsDBNull(4) ? null : reader.GetString(4), reader.GetString(5));
    }

    /// <summary>Keeps what models decided, unless it is known or a person was faster; a sure one counts from then on.</summary>
    public async Task SaveAsync(long decision, DoubtDecision said, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        var changed = await connection.ExecuteAsync(RunStore.Command($"""
            select geo.lock_publishing();
            update geo.decisions d set state = @state, source = @Decider, value = @Value, score = @Score, confidence = @Confidence, threshold = @Threshold,
              evidence = evidence || @Evidence::jsonb, decided_at = now()
            where d.decision = @decision and not {DecisionKinds.Spoken}
              and (state, source, value, score, confidence, threshold, evidence) is distinct from (@state, @Decider, @Value, @Score, @Confidence, @Threshold, evidence || @Evidence::jsonb)
            """, new { decision, state = said.Sure ? "coded" : "pending", said.Decider, said.Value, said.Score, said.Confidence, said.Threshold, said.Evidence }, cancellationToken));
        if (changed == 0) return;
        await connection.ExecuteAsync(RunStore.Command("select geo.decide_places(split_part(subject, '-', 1)) from geo.decisions where decision = @decision", new { decision }, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
    }
}
