namespace Geo.LanguageModels.Confidence;

/// <summary>An answer that a person has looked at.</summary>
/// <param name="Score">Raw confidence, 0 to 1.</param>
/// <param name="Right">Whether the person agreed.</param>
public readonly record struct Judged(double Score, bool Right);
