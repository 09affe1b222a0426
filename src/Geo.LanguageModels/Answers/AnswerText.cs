using System.Text.Json;

namespace Geo.LanguageModels.Answers;

/// <summary>Reads the text of an answer: strict JSON of the shape asked for. Only a leading think block and a code fence are taken off; nothing is mended.</summary>
internal static class AnswerText
{
    const int Longest = 200_000;

    /// <summary>The checked answer, or what is wrong with it in words that the model can be told.</summary>
    public static JsonElement? Read(string? content, AnswerShape shape, out string? error)
    {
        if (string.IsNullOrWhiteSpace(content) || content.Length > Longest)
        {
            error = string.IsNullOrWhiteSpace(content) ? "The answer is empty." : $"The answer has {content.Length} characters.";
            return null;
        }
        var errors = new List<string>();
        try
        {
            using var document = JsonDocument.Parse(Bare(content), new() { MaxDepth = 16 });
            shape.Check(document.RootElement, "$", errors);
            error = errors.Count == 0 ? null : string.Join("; ", errors.Take(10)) + ".";
            return error is null ? document.RootElement.Clone() : null;
        }
        catch (JsonException e)
        {
            error = $"The answer is not JSON: {e.Message}";
            return null;
        }
    }

    public static string Bare(string content)
    {
        var text = content.AsSpan().Trim();
        if (text.StartsWith("<think>") && text.IndexOf("</think>") is > 0 and var end) text = text[(end + 8)..].Trim();
        if (text.StartsWith("```") && text.EndsWith("```") && text.IndexOf('\n') is > 0 and var line && text.Length >= line + 4) text = text[(line + 1)..^3].Trim();
        return text.ToString();
    }

    /// <summary>A member's value as the text that votes are counted by.</summary>
    public static string Choice(JsonElement answer, string member) =>
        answer.GetProperty(member) is { ValueKind: JsonValueKind.String } text ? text.GetString()! : answer.GetProperty(member).GetRawText();
}
