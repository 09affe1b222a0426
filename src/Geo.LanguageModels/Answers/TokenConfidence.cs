using System.Text;
using System.Text.Json;
using OpenAI.Chat;

namespace Geo.LanguageModels.Answers;

/// <summary>The probability of an answer's decisive value, from the log-probabilities of the tokens that spell it.</summary>
internal static class TokenConfidence
{
    /// <param name="content">The text that the tokens make up.</param>
    /// <param name="choices">What the value may be; empty when it is free.</param>
    /// <returns>Probability by choice, the one taken first; null when the tokens do not make up the text.</returns>
    public static Dictionary<string, double>? Of(string content, IReadOnlyList<ChatTokenLogProbabilityDetails> tokens, string member, IReadOnlyList<string> choices)
    {
        var start = content.IndexOf(AnswerText.Bare(content), StringComparison.Ordinal);
        if (tokens.Count == 0 || start < 0
            || Find(Encoding.UTF8.GetBytes(AnswerText.Bare(content)), member) is not (var from, var text, var quoted) || text.Length == 0) return null;
        from += Encoding.UTF8.GetByteCount(content.AsSpan(0, start)) + (quoted ? 1 : 0);
        var to = from + text.Length;
        double sum = 0;
        int at = 0, seen = 0;
        var shares = new Dictionary<string, double>();
        var choice = Encoding.UTF8.GetString(text);
        foreach (var token in tokens)
        {
            var bytes = token.Utf8Bytes is { Length: > 0 } b ? b : Encoding.UTF8.GetBytes(token.Token);
            int begin = at, end = at + bytes.Length;
            at = end;
            if (end <= from || begin >= to) continue;
            if (seen++ == 0) Alternatives(token, bytes.Span[..Math.Max(0, from - begin)], choice, choices, shares);
            sum += token.LogProbability;
        }
        if (seen == 0 || at < to) return null;
        var best = new Dictionary<string, double> { [choice] = Math.Clamp(Math.Exp(sum), 0, 1) };
        foreach (var (other, share) in shares) best[other] = share;
        return best;
    }

    /// <summary>Other choices by the first token: those that only one choice begins with.</summary>
    static void Alternatives(ChatTokenLogProbabilityDetails token, ReadOnlySpan<byte> lead, string taken, IReadOnlyList<string> choices, Dictionary<string, double> shares)
    {
        var prefix = Encoding.UTF8.GetString(lead);
        foreach (var other in token.TopLogProbabilities)
        {
            if (!other.Token.StartsWith(prefix, StringComparison.Ordinal)) continue;
            var spelt = other.Token[prefix.Length..].TrimEnd('"', ',', '}', ' ', '\n');
            var meant = spelt.Length == 0 ? [] : choices.Where(c => c.StartsWith(spelt, StringComparison.Ordinal)).Take(2).ToList();
            if (meant.Count == 1 && meant[0] != taken) shares[meant[0]] = Math.Exp(other.LogProbability);
        }
    }

    /// <summary>Where a top-level member's value begins in the bytes, and its own bytes without quotes.</summary>
    static (int From, byte[] Text, bool Quoted)? Find(byte[] json, string member)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
            if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1 && reader.ValueTextEquals(member))
            {
                reader.Read();
                return reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.True or JsonTokenType.False && !reader.ValueIsEscaped
                    ? ((int)reader.TokenStartIndex, reader.ValueSpan.ToArray(), reader.TokenType == JsonTokenType.String) : null;
            }
        return null;
    }
}
