using System.Text.Json;
using Geo.LanguageModels.Sending;

namespace Geo.LanguageModels.Answers;

/// <summary>Makes one answer of a model's replies to the draws of one question.</summary>
internal static class Replies
{
    public static Answer Combine(string model, string decisive, IReadOnlyList<Reply> replies)
    {
        var answer = new Answer
        {
            Model = model, State = AnswerState.Pending, Requests = [.. replies.Select(r => r.Request)], Sent = replies.Sum(r => r.Sent),
            Tokens = replies.Sum(r => r.Closed is { } c ? c.PromptTokens + c.AnswerTokens : 0),
        };
        if (replies.FirstOrDefault(r => r.Closed is null) is { } open) return answer with { Reason = open.Reason };
        var values = replies.Where(r => r.Closed!.Value is not null).Select(r => JsonElement.Parse(r.Closed!.Value!)).ToList();
        if (values.Count == 0) return answer with { State = AnswerState.Abstained, Reason = replies[0].Closed!.Reason };

        // samples without an answer count against the choice: they did not agree with it
        var shares = values.GroupBy(v => AnswerText.Choice(v, decisive), StringComparer.Ordinal).ToDictionary(g => g.Key, g => (double)g.Count() / replies.Count);
        var choice = shares.OrderByDescending(s => s.Value).ThenBy(s => s.Key, StringComparer.Ordinal).First().Key;
        var known = replies.Count == 1 ? replies[0].Closed! : null;
        return answer with
        {
            State = AnswerState.Answered, Choice = choice, Samples = values, Value = values.First(v => AnswerText.Choice(v, decisive) == choice),
            Confidence = known is null ? shares[choice] : known.Confidence, FromTokens = known?.Confidence is not null,
            Shares = known?.Shares is { } json ? JsonSerializer.Deserialize<Dictionary<string, double>>(json)! : shares,
        };
    }
}
