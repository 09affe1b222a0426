using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.LanguageModels;

/// <summary>The requests to language models and their answers: the log of what was sent where, and the cache that keeps it from being sent twice.</summary>
public sealed class RequestStore(NpgsqlDataSource source)
{
    /// <summary>How a request ended; null when it has not.</summary>
    public async Task<ClosedRequest?> FindAsync(string request, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await FindAsync(connection, request, cancellationToken);
    }

    /// <summary>
    /// Waits until no other process asks the same, and keeps others from it until disposed. Ends with its connection: a killed process leaves no claim.
    /// </summary>
    public async Task<RequestClaim> ClaimAsync(string request, CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken);
        try
        {
            var take = new CommandDefinition("select pg_advisory_lock(hashtextextended('geo.llm.' || @request, 0))", new { request }, commandTimeout: 0, cancellationToken: cancellationToken);
            await connection.ExecuteAsync(take);
            return new(connection, request);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal static Task<ClosedRequest?> FindAsync(NpgsqlConnection connection, string request, CancellationToken cancellationToken) =>
        connection.QuerySingleOrDefaultAsync<ClosedRequest?>(RunStore.Command("""
            select value as Value, confidence as Confidence, shares::text as Shares, reason as Reason, prompt_tokens as PromptTokens, answer_tokens as AnswerTokens
            from geo.llm_requests where request = @request and state <> 'open'
            """, new { request }, cancellationToken));

    /// <summary>Tokens of all answers of the last day, by any process on this database.</summary>
    public async Task<long> TokensOfTheDayAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(RunStore.Command(
            "select coalesce(sum(prompt_tokens::bigint + answer_tokens), 0) from geo.llm_answers where received_at > now() - interval '1 day'", null, cancellationToken));
    }

    /// <summary>What the model was found to do when it was last tried; null when it never was.</summary>
    public async Task<AbilityRow?> AbilitiesAsync(string model, string endpoint, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<AbilityRow>(RunStore.Command("""
            select temperature as Temperature, schema as Schema, token_probabilities as TokenProbabilities, pictures as Pictures, probed_at as ProbedAt
            from geo.llm_models where model = @model and endpoint = @endpoint
            """, new { model, endpoint }, cancellationToken));
    }

    public async Task SaveAbilitiesAsync(string model, string endpoint, AbilityRow row, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("""
            insert into geo.llm_models (model, endpoint, temperature, schema, token_probabilities, pictures, probed_at)
            values (@model, @endpoint, @Temperature, @Schema, @TokenProbabilities, @Pictures, @ProbedAt)
            on conflict (model, endpoint) do update set temperature = excluded.temperature, schema = excluded.schema,
              token_probabilities = excluded.token_probabilities, pictures = excluded.pictures, probed_at = excluded.probed_at
            """, new { model, endpoint, row.Temperature, row.Schema, row.TokenProbabilities, row.Pictures, row.ProbedAt }, cancellationToken));
    }
}
