namespace Geo.Testing.Models;

/// <summary>How a model of the test server takes JSON schemas.</summary>
public enum SchemaManner
{
    Obeys,
    /// <summary>Answers in prose, and in a code fence once told what was wrong.</summary>
    ObeysWhenTold,
    /// <summary>Answers in prose whatever it is told.</summary>
    Never,
}

/// <summary>One model of the test server, with the faults that real ones have.</summary>
public sealed record WireModel(string Name)
{
    /// <summary>Share of questions to which the rule is told to answer wrongly, drawn by the hash of model, question and seed.</summary>
    public double ErrorRate { get; init; }
    public SchemaManner Manner { get; init; } = SchemaManner.Obeys;
    public TimeSpan Delay { get; init; }
    public bool TokenProbabilities { get; init; }
    /// <summary>Requests with a temperature are refused with 400 where it takes none.</summary>
    public bool Temperature { get; init; } = true;
    /// <summary>Without sight all pictures are black to it.</summary>
    public bool Sees { get; init; } = true;
    /// <summary>Every how many requests are refused with 429; 0 = none.</summary>
    public int BusyEvery { get; init; }
    /// <summary>Seconds in Retry-After of those.</summary>
    public int RetryAfter { get; init; }
    /// <summary>Every how many requests are answered with JSON that breaks off; 0 = none.</summary>
    public int BrokenEvery { get; init; }
    /// <summary>HTTP status of every answer, when it is not 200.</summary>
    public int? Failing { get; set; }
}
