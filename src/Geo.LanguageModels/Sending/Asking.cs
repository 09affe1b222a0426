using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Data.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;

namespace Geo.LanguageModels.Sending;

/// <summary>One model's reply to one request.</summary>
/// <param name="Closed">Null while the request is open: the endpoint did not answer (for <paramref name="Reason"/>).</param>
internal sealed record Reply(string Request, ClosedRequest? Closed, string? Reason, int Sent);

/// <summary>Asks one model: from the cache, or over the wire under a claim, with one second chance for an answer of the wrong form.</summary>
internal sealed class Asking(ModelAddress address, Endpoint endpoint, RequestStore store, LanguageModelOptions options)
{
    readonly ModelConnection connection = new(address, options.Timeout);

    public ModelAddress Address => address;

    /// <param name="draw">Number, and seed, of a draw at the question's sample temperature; 0 = the one answer at temperature 0.</param>
    public async Task<Reply> AskAsync(Question question, Prompt prompt, AbilityRow can, int draw, CancellationToken cancellationToken)
    {
        var temperature = draw == 0 ? 0.0 : question.SampleTemperature;
        var parameters = JsonSerializer.Serialize(new { temperature, seed = draw, most_tokens = question.MostTokens });
        var request = Prompt.Sha256(string.Join('\n', address.Name, prompt.Hash, prompt.SchemaHash, parameters));
        if (await store.FindAsync(request, cancellationToken) is { } known) return new(request, known, null, 0);

        using var place = await endpoint.EnterAsync(cancellationToken);
        await using var claim = await store.ClaimAsync(request, cancellationToken);
        if (await claim.FindAsync(cancellationToken) is { } meanwhile) return new(request, meanwhile, null, 0);
        if (options.TokensPerDay is { } budget && await store.TokensOfTheDayAsync(cancellationToken) >= budget)
            return new(request, null, $"The budget of {budget} tokens a day is spent.", 0);
        await claim.OpenAsync(new(request, question.Purpose, question.Subject, address.Name, address.Endpoint.AbsoluteUri, prompt.Hash, prompt.SchemaHash, parameters,
            prompt.Characters, question.Pictures.Count, prompt.PictureBytes, prompt.Masked), cancellationToken);
        var chat = new ChatParameters(can.Temperature ? temperature : null, can.Temperature ? draw : null, question.MostTokens, can.Schema ? prompt.Schema : null, can.TokenProbabilities);
        var talk = new Talk(claim, prompt, chat);
        var closed = await TalkAsync(talk, question, cancellationToken);
        if (closed is not null) await claim.CloseAsync(closed, CancellationToken.None);
        return new(request, closed, talk.Failure, talk.Sent);
    }

    /// <summary>Sends one request of the probe, which is neither cached nor kept.</summary>
    public async Task<Attempt> ProbeAsync(Prompt prompt, ChatParameters parameters, CancellationToken cancellationToken)
    {
        using var place = await endpoint.EnterAsync(cancellationToken);
        return await endpoint.SendAsync(token => connection.SendAsync(prompt.Messages(), parameters, token), cancellationToken);
    }

    async Task<ClosedRequest?> TalkAsync(Talk talk, Question question, CancellationToken cancellationToken)
    {
        var messages = talk.Prompt.Messages();
        string? error = null;
        for (var chance = 0; chance < 2; chance++)
        {
            var attempt = await endpoint.SendAsync(token => SendAsync(talk, messages, token), cancellationToken);
            if (attempt.Completion is null)
            {
                // the server refuses this very request: too long, or against its rules
                if (attempt.Status is 400 or 413 or 422) return talk.Close(null, null, attempt.Error);
                talk.Failure = attempt.Error;
                return null;
            }
            if (attempt.Completion.Refusal is { Length: > 0 } refusal) return talk.Close(null, null, $"The model refused: {refusal}");
            if (AnswerText.Read(attempt.Content, question.Shape, out error) is { } value) return talk.Close(value, Shares(attempt, question), null);
            messages.Add(Prompt.Message("assistant", attempt.Content is { Length: < 20_000 } c ? c : "(left out)"));
            messages.Add(Prompt.Message("user", $"That answer is not usable: {error} Answer again, with nothing but one JSON object of the schema."));
        }
        return talk.Close(null, null, $"Two answers of the wrong form: {error}");
    }

    async Task<Attempt> SendAsync(Talk talk, JsonArray messages, CancellationToken cancellationToken)
    {
        var attempt = await connection.SendAsync(messages, talk.Chat, cancellationToken);
        var usage = attempt.Completion?.Usage;
        var answered = attempt.Completion is not null;
        await talk.AddAsync(new(attempt.Status, attempt.Raw, attempt.Error, (int)attempt.Latency.TotalMilliseconds,
            usage?.InputTokenCount ?? (answered ? talk.Prompt.Characters / 4 : 0), usage?.OutputTokenCount ?? (attempt.Content?.Length ?? 0) / 4));
        return attempt;
    }

    static Dictionary<string, double>? Shares(Attempt attempt, Question question) => attempt.Completion!.ContentTokenLogProbabilities is { Count: > 0 } tokens
        ? TokenConfidence.Of(attempt.Content!, tokens, question.Decisive, question.Shape.Members.First(m => m.Name == question.Decisive).Shape is ChoiceShape choice ? choice.Values : [])
        : null;

    /// <summary>What one request has cost and come to so far.</summary>
    sealed class Talk(RequestClaim claim, Prompt prompt, ChatParameters chat)
    {
        int promptTokens, answerTokens;

        public Prompt Prompt => prompt;
        public ChatParameters Chat => chat;
        public int Sent { get; private set; }
        public string? Failure { get; set; }

        // not cancelled: what was paid for is kept
        public Task AddAsync(RawAnswerRow row)
        {
            Sent++;
            promptTokens += row.PromptTokens;
            answerTokens += row.AnswerTokens;
            return claim.AddAsync(row, CancellationToken.None);
        }

        public ClosedRequest Close(JsonElement? value, Dictionary<string, double>? shares, string? reason) =>
            new(value?.GetRawText(), shares?.First().Value, shares is null ? null : JsonSerializer.Serialize(shares), reason, promptTokens, answerTokens);
    }
}
