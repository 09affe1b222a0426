using System.Text.Json.Serialization;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Runs;

/// <summary>How segments are clustered.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ClusterMethod>))]
public enum ClusterMethod { KMeans, Hdbscan }

/// <summary>What a user asks of a run. Null = the model's or the program's default.</summary>
public sealed record RunParameters
{
    public required string Raster { get; init; }
    /// <summary>Further files of the same scene: all are one mosaic, later ones on top.</summary>
    public IReadOnlyList<string> MoreRasters { get; init; } = [];
    public string? Name { get; init; }
    /// <summary>A model folder, or the name of one under models/.</summary>
    public string Model { get; init; } = "tile-sam";
    /// <summary>CSV of the class list; null = the built-in one.</summary>
    public string? Classes { get; init; }
    /// <summary>Any OGR file whose polygons bound the work; null = the whole raster.</summary>
    public string? Aoi { get; init; }
    public int? PointsPerSide { get; init; }
    public double? PredictedIou { get; init; }
    public double? Stability { get; init; }
    public int CropLayers { get; init; }
    /// <summary>Share of a window that it has in common with its neighbour, 0.25 to 0.75.</summary>
    public double Overlap { get; init; } = 0.25;
    /// <summary>Working resolution, metres per pixel; null = native.</summary>
    public double? Gsd { get; init; }
    /// <summary>One-based band numbers for red, green, blue.</summary>
    public IReadOnlyList<int>? Bands { get; init; }
    public ClusterMethod Cluster { get; init; }
    /// <summary>Number of clusters of k-means; null = chosen by silhouette.</summary>
    public int? K { get; init; }
    public int Seed { get; init; }
    /// <summary>Segments smaller than so many square metres on the ground are left out.</summary>
    public double MinArea { get; init; }
    /// <summary>Building-like outlines get right angles.</summary>
    public bool Square { get; init; }
    /// <summary>Compute again what is already there.</summary>
    public bool Force { get; init; }

    /// <summary>The generator's settings: the model's own, changed by what was asked.</summary>
    internal MaskGeneratorOptions Generator(MaskGeneratorOptions automatic) => (automatic with
    {
        PointsPerSide = PointsPerSide ?? automatic.PointsPerSide,
        PredictedIouThreshold = (float)(PredictedIou ?? automatic.PredictedIouThreshold),
        StabilityThreshold = (float)(Stability ?? automatic.StabilityThreshold),
        CropLayers = CropLayers,
    }).Checked();
}
