using System.Security.Cryptography;
using System.Text.Json;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Everything that a run's result depends on. Its hash names the run, so the same input, model, parameters and program give
/// the same run on every machine, and anything else another.
/// </summary>
public sealed record RunIdentity
{
    public required string RasterHash { get; init; }
    public required string ModelHash { get; init; }
    public required string ClassesHash { get; init; }
    public required string? AoiHash { get; init; }
    public required int WindowSize { get; init; }
    public required int Stride { get; init; }
    public required double? Gsd { get; init; }
    public required IReadOnlyList<int>? Bands { get; init; }
    public required MaskGeneratorOptions Generator { get; init; }
    /// <summary>Decoder planes that the generator considers.</summary>
    public required IReadOnlyList<int> Outputs { get; init; }
    public required double MinArea { get; init; }
    public required bool Square { get; init; }
    public required ClusterMethod Cluster { get; init; }
    public required int? K { get; init; }
    public required int Seed { get; init; }
    /// <summary>Module ids of the assemblies that compute results; builds are deterministic and path-mapped.</summary>
    public required IReadOnlyList<string> Code { get; init; }

    /// <summary>The run's id: 12 hex digits.</summary>
    public string Id() => Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(this)))[..12];

    public static IReadOnlyList<string> CodeOf(params Type[] types) =>
        [.. types.Select(t => $"{t.Assembly.GetName().Name} {t.Module.ModuleVersionId:n}")];
}
