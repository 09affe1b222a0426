using System.Text.Json.Serialization;

namespace Geo.Pipeline.Runs;

/// <summary>What a run came to. The JSON form is what scripts read.</summary>
public sealed record RunSummary
{
    [JsonPropertyName("run")] public required string Run { get; init; }
    [JsonPropertyName("windows")] public required int Windows { get; init; }
    [JsonPropertyName("failed_windows")] public required int FailedWindows { get; init; }
    [JsonPropertyName("segments")] public required int Segments { get; init; }
    [JsonPropertyName("clusters")] public required int Clusters { get; init; }
    /// <summary>Areas that the scene touches.</summary>
    [JsonPropertyName("areas")] public required int Areas { get; init; }
    /// <summary>Wall-clock time of the command; of a run that was already there, of finding it.</summary>
    [JsonPropertyName("seconds")] public required double Seconds { get; init; }
    [JsonPropertyName("stages")] public required IReadOnlyDictionary<string, double> Stages { get; init; }
    [JsonPropertyName("peak_rss_mb")] public required double PeakRssMb { get; init; }
    [JsonPropertyName("device")] public required string Device { get; init; }
    /// <summary>Folder of run.json, overlay.png and clusters.png.</summary>
    [JsonPropertyName("folder")] public required string Folder { get; init; }
    /// <summary>True when the run was complete before this command.</summary>
    [JsonPropertyName("reused")] public bool Reused { get; init; }
    [JsonPropertyName("failures")] public IReadOnlyList<string> Failures { get; init; } = [];
}
