namespace Geo.Data.Questions;

/// <summary>A version of a question as the database knows it.</summary>
public sealed record QuestionRow
{
    /// <summary>id@hash: the hash is of all that changes answers.</summary>
    public required string Key { get; init; }
    public required string Id { get; init; }
    public required string Version { get; init; }
    public required string TitleEs { get; init; }
    public required string TitleEn { get; init; }
    public required string[] Answers { get; init; }
    public required string Positive { get; init; }
    /// <summary>Least number of events shown; 0 = all.</summary>
    public required int SuppressBelow { get; init; }
}

/// <summary>By which an article's errors are grouped.</summary>
/// <param name="States">Two digits each, of the places named.</param>
public sealed record ArticleGroups(string? Source, string? Month, IReadOnlyList<string> States);

/// <summary>What a model answered to a question about an article.</summary>
/// <param name="Answer">Null: abstained, or answered something that is not allowed.</param>
/// <param name="Confidence">0 to 1; null where the model gives none.</param>
/// <param name="Raw">As the model said it.</param>
public sealed record AnswerRow(string Article, string? Answer, float? Confidence, string? Raw, int? Tokens);

/// <summary>An answer as models are compared by it.</summary>
public sealed record GivenAnswer(string Article, string Model, string? Answer, float? Confidence);

/// <summary>How often a model gave an answer (null = abstained) to articles that name a municipality.</summary>
public sealed record AnswerCount(string Code, string? Name, string Model, string? Answer, long Count);
