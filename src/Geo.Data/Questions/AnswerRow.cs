namespace Geo.Data.Questions;

/// <summary>A version of a question as the database knows it.</summary>
/// <param name="Key">id@hash: the hash is of all that changes answers.</param>
/// <param name="SuppressBelow">Least number of events shown; 0 = all.</param>
public sealed record QuestionRow(string Key, string Id, string Version, string TitleEs, string TitleEn, string[] Answers, string Positive, int SuppressBelow);

/// <summary>What a model answered to a question about an article.</summary>
/// <param name="Answer">Null: abstained, or answered something that is not allowed.</param>
/// <param name="Confidence">0 to 1; null where the model gives none.</param>
/// <param name="Raw">As the model said it.</param>
public sealed record AnswerRow(string Article, string? Answer, float? Confidence, string? Raw, int? Tokens);

/// <summary>An answer as models are compared by it.</summary>
public sealed record GivenAnswer(string Article, string Model, string? Answer, float? Confidence);

/// <summary>How often a model gave an answer (null = abstained) to articles that name a municipality.</summary>
public sealed record AnswerCount(string Code, string? Name, string Model, string? Answer, long Count);
