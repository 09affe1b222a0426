using OpenAI.Chat;

namespace Geo.LanguageModels.Sending;

/// <summary>One request over the wire and what came back.</summary>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
/// <param name="Completion">Null unless the answer was a chat completion.</param>
/// <param name="Error">Why not.</param>
/// <param name="RetryAfter">How long the server asks to wait.</param>
internal sealed record Attempt(int Status, string? Raw, ChatCompletion? Completion, string? Error, TimeSpan? RetryAfter, TimeSpan Latency)
{
    public string? Content => Completion is { Content.Count: > 0 } c ? string.Concat(c.Content.Select(p => p.Text)) : null;

    /// <summary>Whether the same request may succeed later: no answer, a busy or broken server, an answer that is no chat completion.</summary>
    public bool Transient => Completion is null && Status is 0 or 408 or 429 or >= 500 or (>= 200 and < 300);

    /// <summary>Whether it says that the server is in trouble, rather than that it wants to be asked less often.</summary>
    public bool Failing => Transient && Status != 429;
}
