using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Geo.Data.Questions;

namespace Geo.Text.Questions;

/// <summary>A question put to articles: a prompt, the answers allowed, and which of them counts.</summary>
/// <param name="Prompt">In the language of the articles; what is asked of each text.</param>
/// <param name="Answers">Short and none the beginning of another, so that a model's first token tells which.</param>
/// <param name="Positive">The answer that indicators count.</param>
/// <param name="SuppressBelow">Cells of indicators with fewer events are withheld; 0 shows all.</param>
public sealed record Question(
    string Id, string Version, string TitleEs, string TitleEn, string Prompt, IReadOnlyList<string> Answers, string Positive, IReadOnlyList<QuestionExample> Examples, int SuppressBelow)
{
    /// <summary>Names the question with all that changes answers.</summary>
    public string Key { get; } = Id + "@" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(
        new { Prompt, Answers, Examples })))).Substring(0, 12);

    public QuestionRow Row() => new()
    {
        Key = Key, Id = Id, Version = Version, TitleEs = TitleEs, TitleEn = TitleEn, Answers = [.. Answers], Positive = Positive, SuppressBelow = SuppressBelow,
    };
}

/// <summary>A text and how it is to be answered, shown to the model before the question.</summary>
public sealed record QuestionExample(string Text, string Answer);

/// <summary>A question's file that cannot be used.</summary>
public sealed class QuestionException(string file, string reason) : Exception($"{file}: {reason}");
