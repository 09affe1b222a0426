namespace Geo.Data.LanguageModels;

/// <summary>A request to a language model, without the prompt itself. Hashes are SHA-256 in hex.</summary>
/// <param name="Request">Hash of model, prompt, schema and parameters.</param>
/// <param name="Parameters">JSON: temperature, seed, most tokens.</param>
/// <param name="Masked">Pieces of personal data replaced before sending.</param>
public sealed record RequestRow(string Request, string Purpose, string Subject, string Model, string Endpoint, string PromptHash, string SchemaHash,
    string Parameters, int Characters, int Pictures, int PictureBytes, int Masked);

/// <summary>An answer as it came, or what came instead of one.</summary>
/// <param name="Status">HTTP status; 0 when no answer came.</param>
public sealed record RawAnswerRow(int Status, string? Raw, string? Error, int LatencyMs, int PromptTokens, int AnswerTokens);

/// <summary>How a request ended.</summary>
/// <param name="Value">The answer's JSON; null when the model abstained, for <paramref name="Reason"/>.</param>
/// <param name="Confidence">Probability of the decisive value from token probabilities; null where the server gives none.</param>
/// <param name="Shares">JSON object of probabilities by value, from the same.</param>
public sealed record ClosedRequest(string? Value, double? Confidence, string? Shares, string? Reason, int PromptTokens, int AnswerTokens);

/// <summary>What a model at an endpoint can do, as tried at <paramref name="ProbedAt"/> (UTC).</summary>
public sealed record AbilityRow(bool Temperature, bool Schema, bool TokenProbabilities, bool Pictures, DateTime ProbedAt);
