using System.Collections.Concurrent;
using Geo.Data.LanguageModels;
using Geo.LanguageModels.Answers;
using Geo.LanguageModels.Questions;
using Geo.LanguageModels.Sending;
using Npgsql;

namespace Geo.LanguageModels;

/// <summary>
/// The language models of this program: one client for labels, news and briefs, for any OpenAI-compatible endpoint. A question is sent to a model once
/// ever, whatever process asks; every answer is kept in the database. Safe for use by many threads.
/// </summary>
public sealed class LanguageModelClient : IDisposable
{
    /// <summary>What a model can do is tried again after this time: servers are updated.</summary>
    static readonly TimeSpan AbilitiesLast = TimeSpan.FromDays(1);

    readonly LanguageModelOptions options;
    readonly RequestStore store;
    readonly Dictionary<string, Endpoint> endpoints = [];
    readonly Dictionary<string, Asking> models = [];
    readonly ConcurrentDictionary<string, Task<AbilityRow>> abilities = new();

    /// <param name="source">The database that keeps requests and answers.</param>
    public LanguageModelClient(LanguageModelOptions options, NpgsqlDataSource source)
    {
        (this.options, store) = (options, new(source));
        foreach (var model in options.Models)
        {
            if (!endpoints.TryGetValue(model.Endpoint.AbsoluteUri, out var endpoint)) endpoints[model.Endpoint.AbsoluteUri] = endpoint = new(options);
            if (!models.TryAdd(model.Name, new(model, endpoint, store, options))) throw new ArgumentException($"Model {model.Name} is named twice.", nameof(options));
        }
    }

    public IReadOnlyList<string> Names => [.. options.Models.Select(m => m.Name)];

    /// <summary>What a model can do, tried at most once a day.</summary>
    /// <exception cref="LanguageModelException">The endpoint cannot be used, and what the model can do was never found out.</exception>
    public async Task<AbilityRow> AbilitiesAsync(string model, CancellationToken cancellationToken)
    {
        var found = abilities.GetOrAdd(model, m => FindAbilitiesAsync(Find(m), cancellationToken));
        try
        {
            return await found.WaitAsync(cancellationToken);
        }
        catch
        {
            if (found.IsCompleted) abilities.TryRemove(KeyValuePair.Create(model, found));   // the next one tries again
            throw;
        }
    }

    async Task<AbilityRow> FindAbilitiesAsync(Asking asking, CancellationToken cancellationToken)
    {
        var (name, endpoint) = (asking.Address.Name, asking.Address.Endpoint.AbsoluteUri);
        var known = await store.AbilitiesAsync(name, endpoint, cancellationToken);
        if (known is not null && DateTime.UtcNow - known.ProbedAt < AbilitiesLast) return known;
        try
        {
            var found = await Abilities.ProbeAsync(asking.Address, (prompt, parameters) => asking.ProbeAsync(prompt, parameters, cancellationToken));
            await store.SaveAbilitiesAsync(name, endpoint, found, cancellationToken);
            return found;
        }
        catch (LanguageModelException) when (known is not null)
        {
            return known;   // what was asked before can be answered without the endpoint
        }
    }

    /// <summary>
    /// Asks one model: once where it gives token probabilities, else <see cref="Question.Samples"/> times. Answers known from before are not asked for
    /// again. An endpoint in trouble makes the answer <see cref="AnswerState.Pending"/>, not an exception.
    /// </summary>
    /// <exception cref="ArgumentException">No model of that name, or the decisive member is not in the question's shape.</exception>
    public async Task<Answer> AskAsync(string model, Question question, CancellationToken cancellationToken)
    {
        var asking = Find(model);
        if (!question.Shape.Members.Any(m => m.Name == question.Decisive)) throw new ArgumentException($"The answer has no member {question.Decisive}.", nameof(question));
        AbilityRow can;
        try
        {
            can = await AbilitiesAsync(model, cancellationToken);
        }
        catch (LanguageModelException e)
        {
            return new() { Model = model, State = AnswerState.Pending, Reason = e.Message };
        }
        if (question.Pictures.Count > 0 && !can.Pictures)
            return new() { Model = model, State = AnswerState.Abstained, Reason = "The model does not see pictures: it failed to name the colours of one." };
        var prompt = Prompt.Of(question, options.MaskContacts);
        var draws = can.TokenProbabilities || question.Samples == 1 || !can.Temperature ? 0 : question.Samples;
        var replies = draws == 0
            ? [await asking.AskAsync(question, prompt, can, question.Draw, cancellationToken)]
            : await Task.WhenAll(Enumerable.Range(1, draws).Select(seed => asking.AskAsync(question, prompt, can, seed, cancellationToken)));
        return Replies.Combine(model, question.Decisive, replies);
    }

    /// <summary>Asks every model; answers in the order of <see cref="Names"/>.</summary>
    public Task<Answer[]> AskAllAsync(Question question, CancellationToken cancellationToken) =>
        Task.WhenAll(Names.Select(m => AskAsync(m, question, cancellationToken)));

    Asking Find(string model) => models.TryGetValue(model, out var found) ? found
        : throw new ArgumentException($"There is no model {model}; there are {string.Join(", ", Names)}.", nameof(model));

    public void Dispose()
    {
        foreach (var endpoint in endpoints.Values) endpoint.Dispose();
    }
}
