using System.Text.Json;

namespace Geo.LanguageModels.Answers;

/// <summary>How a question to one model ended.</summary>
public enum AnswerState
{
    /// <summary>With an answer of the form asked for.</summary>
    Answered,
    /// <summary>Without: the model was told once what was wrong with its answer and failed again, or refused. It will not be asked again.</summary>
    Abstained,
    /// <summary>The endpoint did not answer, or the budget is spent: ask again later.</summary>
    Pending,
}

/// <summary>What one model says to one question.</summary>
public sealed record Answer
{
    public required string Model { get; init; }
    public required AnswerState State { get; init; }
    /// <summary>The answer, checked against the question's shape; of several samples the first that agrees with most. Null unless answered.</summary>
    public JsonElement? Value { get; init; }
    /// <summary>Value of the decisive member as text; null unless answered.</summary>
    public string? Choice { get; init; }
    /// <summary>
    /// 0 to 1, not calibrated: the probability of the tokens that spell the choice, else the share of the samples that agree. Null for one sample
    /// without token probabilities.
    /// </summary>
    public double? Confidence { get; init; }
    /// <summary>Whether the confidence comes from token probabilities.</summary>
    public bool FromTokens { get; init; }
    /// <summary>Share of each choice, among the samples or in the token probabilities; those may sum to less than 1.</summary>
    public IReadOnlyDictionary<string, double> Shares { get; init; } = new Dictionary<string, double>();
    /// <summary>Every valid sample.</summary>
    public IReadOnlyList<JsonElement> Samples { get; init; } = [];
    /// <summary>Why there is no answer.</summary>
    public string? Reason { get; init; }
    /// <summary>Tokens of prompt and answer, as counted when it was asked.</summary>
    public int Tokens { get; init; }
    /// <summary>Requests that had to be sent for it now; 0 = all was known.</summary>
    public int Sent { get; init; }
    /// <summary>Keys of its rows in geo.llm_requests.</summary>
    public IReadOnlyList<string> Requests { get; init; } = [];
    public bool Abstained => State == AnswerState.Abstained;
}
