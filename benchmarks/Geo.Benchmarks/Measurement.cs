using System.Text.Json.Serialization;

namespace Geo.Benchmarks;

/// <summary>One row of the result. The JSON form is what scripts read.</summary>
internal sealed record Measurement
{
    [JsonPropertyName("bench")] public required string Bench { get; init; }
    [JsonPropertyName("case")] public required string Case { get; init; }
    [JsonPropertyName("ours")] public required double Ours { get; init; }
    [JsonPropertyName("unit")] public required string Unit { get; init; }
    /// <summary>Name and version.</summary>
    [JsonPropertyName("peer")] public required string Peer { get; init; }
    [JsonPropertyName("theirs")] public required double Theirs { get; init; }
    /// <summary>Times better than the peer; larger is better.</summary>
    [JsonPropertyName("ratio")] public required double Ratio { get; init; }
    [JsonPropertyName("threads")] public required int Threads { get; init; }
    [JsonPropertyName("notes")] public required string Notes { get; init; }
    /// <summary>The least ratio to land.</summary>
    [JsonPropertyName("bar")] public required double Bar { get; init; }

    /// <summary>Of times, memory or other amounts of which less is better.</summary>
    public static double LessIsBetter(double ours, double theirs) => Math.Round(theirs / ours, 3);
}
