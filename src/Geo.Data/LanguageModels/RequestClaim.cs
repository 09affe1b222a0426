using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.LanguageModels;

/// <summary>The right to ask one request: a session-level advisory lock on a connection of its own, over which the answers are stored.</summary>
public sealed class RequestClaim : IAsyncDisposable
{
    readonly NpgsqlConnection connection;
    readonly string request;

    internal RequestClaim(NpgsqlConnection connection, string request) => (this.connection, this.request) = (connection, request);

    /// <summary>How the request ended while this claim was waited for; null when it is still to be asked.</summary>
    public Task<ClosedRequest?> FindAsync(CancellationToken cancellationToken) => RequestStore.FindAsync(connection, request, cancellationToken);

    /// <summary>Notes that the request is about to be sent.</summary>
    public Task OpenAsync(RequestRow row, CancellationToken cancellationToken) => connection.ExecuteAsync(RunStore.Command("""
        insert into geo.llm_requests (request, purpose, subject, model, endpoint, prompt_hash, schema_hash, parameters, characters, pictures, picture_bytes, masked)
        values (@Request, @Purpose, @Subject, @Model, @Endpoint, @PromptHash, @SchemaHash, @Parameters::jsonb, @Characters, @Pictures, @PictureBytes, @Masked)
        on conflict (request) do update set endpoint = excluded.endpoint, opened_at = now()
        """, row, cancellationToken));

    public Task AddAsync(RawAnswerRow row, CancellationToken cancellationToken) => connection.ExecuteAsync(RunStore.Command("""
        insert into geo.llm_answers (request, status, raw, error, latency_ms, prompt_tokens, answer_tokens)
        values (@request, @Status, @Raw, @Error, @LatencyMs, @PromptTokens, @AnswerTokens)
        """, new { request, row.Status, Raw = row.Raw?.Replace("\0", "\uFFFD", StringComparison.Ordinal), row.Error, row.LatencyMs, row.PromptTokens, row.AnswerTokens }, cancellationToken));

    public Task CloseAsync(ClosedRequest row, CancellationToken cancellationToken) => connection.ExecuteAsync(RunStore.Command("""
        update geo.llm_requests set state = case when @Value::text is null then 'abstained' else 'answered' end, value = @Value, confidence = @Confidence,
          shares = @Shares::jsonb, reason = @Reason, prompt_tokens = @PromptTokens, answer_tokens = @AnswerTokens, closed_at = now()
        where request = @request
        """, new { request, row.Value, row.Confidence, row.Shares, row.Reason, row.PromptTokens, row.AnswerTokens }, cancellationToken));

    public async ValueTask DisposeAsync()
    {
        if (connection.State == System.Data.ConnectionState.Open)
            try { await connection.ExecuteAsync("select pg_advisory_unlock_all()"); }
            catch (NpgsqlException) { }   // the connection is broken, and the lock with it
        await connection.DisposeAsync();
    }
}
