using System.Text.Json;
using System.Text.Json.Nodes;

namespace Geo.Testing.Models;

/// <summary>A chat completion as servers write it.</summary>
internal static class Completion
{
    public static JsonObject Of(WireModel model, WireQuestion question, WireReply reply)
    {
        var json = reply.Answer.ToJsonString(new JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        var content = (model.Manner, question.Turn) switch
        {
            (SchemaManner.Obeys, _) => json,
            (SchemaManner.ObeysWhenTold, > 0) => $"```json\n{json}\n```",
            _ => $"Sure! Looking at this, I would say: {string.Join(", ", reply.Answer.Select(p => p.Value?.ToString()))}. Let me know if you need more.",
        };
        var choice = new JsonObject
        {
            ["index"] = 0, ["finish_reason"] = "stop", ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = content, ["refusal"] = null },
        };
        if (model.TokenProbabilities && question.TokenProbabilities) choice["logprobs"] = new JsonObject { ["content"] = Tokens(content, reply), ["refusal"] = null };
        var asked = (question.System.Length + question.Text.Length) / 4 + 500 * question.Pictures.Count;
        return new()
        {
            ["id"] = "chatcmpl-test", ["object"] = "chat.completion", ["created"] = 1_700_000_000, ["model"] = model.Name, ["choices"] = new JsonArray(choice),
            ["usage"] = new JsonObject { ["prompt_tokens"] = asked, ["completion_tokens"] = content.Length / 4 + 1, ["total_tokens"] = asked + content.Length / 4 + 1 },
        };
    }

    /// <summary>Pieces of up to four characters; the value that decides is two tokens, between which its certainty is split.</summary>
    static JsonArray Tokens(string content, WireReply reply)
    {
        var tokens = new JsonArray();
        var value = reply.Decisive is { } member ? reply.Answer[member]!.ToString() : null;
        var at = value is null ? -1 : content.IndexOf($"\"{reply.Decisive}\":", StringComparison.Ordinal);
        var start = at < 0 ? content.Length : content.IndexOf(value!, at + reply.Decisive!.Length + 3, StringComparison.Ordinal);
        Add(content[..start], 1, null);
        if (start == content.Length) return tokens;
        var half = (value!.Length + 1) / 2;
        var each = value.Length > half ? Math.Sqrt(reply.Certainty) : reply.Certainty;
        Add(value[..half], each, reply.Other, whole: true);
        if (value.Length > half) Add(value[half..], each, null, whole: true);
        Add(content[(start + value.Length)..], 1, null);
        return tokens;

        void Add(string text, double probability, string? other, bool whole = false)
        {
            for (var i = 0; i < text.Length; i += 4)
            {
                var piece = whole ? text : text[i..Math.Min(i + 4, text.Length)];
                var top = new JsonArray(Token(piece, probability));
                if (other is not null) top.Add((JsonNode)Token(other, 1 - reply.Certainty));
                var token = Token(piece, probability);
                token["top_logprobs"] = top;
                tokens.Add((JsonNode)token);
                if (whole) return;
            }
        }
    }

    static JsonObject Token(string text, double probability) => new()
    {
        ["token"] = text, ["logprob"] = Math.Max(-100, Math.Log(probability)), ["bytes"] = new JsonArray([.. System.Text.Encoding.UTF8.GetBytes(text).Select(b => (JsonNode)(int)b)]),
    };
}
