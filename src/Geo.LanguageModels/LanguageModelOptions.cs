namespace Geo.LanguageModels;

/// <summary>A model and where it is served.</summary>
/// <param name="Endpoint">Base address of an OpenAI-compatible API, such as http://localhost:11434/v1.</param>
/// <param name="Key">Secret of that endpoint; null where it wants none.</param>
public sealed record ModelAddress(string Name, Uri Endpoint, string? Key)
{
    /// <summary>Without the key, so that no log holds it.</summary>
    public override string ToString() => $"{Name} at {Endpoint}";
}

/// <summary>The models to ask and how much of them may be used.</summary>
public sealed record LanguageModelOptions
{
    public required IReadOnlyList<ModelAddress> Models { get; init; }
    /// <summary>Requests under way at one endpoint at the same time.</summary>
    public int Concurrency { get; init; } = 4;
    /// <summary>Requests a minute to one endpoint, evenly spaced; null = any number.</summary>
    public int? RequestsPerMinute { get; init; }
    /// <summary>Tokens of prompts and answers in 24 hours, of every process on the database; null = any number.</summary>
    public long? TokensPerDay { get; init; }
    /// <summary>For one answer.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(2);
    /// <summary>Whether phone numbers and e-mail addresses in texts are replaced before sending.</summary>
    public bool MaskContacts { get; init; } = true;
    internal Patience Patience { get; init; } = new();
}

/// <summary>How failures of an endpoint are met.</summary>
internal sealed record Patience
{
    public int Retries { get; init; } = 5;
    /// <summary>Before the first retry; doubled each time, jittered.</summary>
    public TimeSpan First { get; init; } = TimeSpan.FromSeconds(1);
    public TimeSpan Longest { get; init; } = TimeSpan.FromMinutes(1);
    /// <summary>How long nothing is sent after most of eight requests in half a minute have failed.</summary>
    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(20);
    /// <summary>The same, once three such pauses in a row have not helped: what waits then stays pending.</summary>
    public TimeSpan LongBreak { get; init; } = TimeSpan.FromMinutes(10);
}
