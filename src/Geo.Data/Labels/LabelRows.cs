namespace Geo.Data.Labels;

/// <summary>A run whose clusters are to be named.</summary>
/// <param name="Parameters">JSON of what was asked of the run.</param>
/// <param name="RasterHash">SHA-256 of the raster's content that the run read.</param>
/// <param name="Catalogue">Hash of its class list.</param>
public sealed record LabelRun(string Run, string Name, string Parameters, string? RasterHash, string Catalogue, double GsdM);

/// <summary>A cluster as it was before outliers were split off.</summary>
public sealed record LabelCluster
{
    public int Cluster { get; init; }
    /// <summary>Its number and those of the clusters split off from it.</summary>
    public int[] Parts { get; init; } = [];
    public int Size { get; init; }
    public string Medoid { get; init; } = "";
    /// <summary>The segments nearest its centre, the nearest first.</summary>
    public string[] Nearest { get; init; } = [];
    /// <summary>What it is called now, and by whom.</summary>
    public string? ClassCode { get; init; }
    public string? LabelEs { get; init; }
    public string? LabelEn { get; init; }
    public string LabelSource { get; init; } = "";
    public float? Confidence { get; init; }
}

/// <summary>A segment's embedding: half floats, little-endian.</summary>
public sealed record EmbeddedSegment(string Id, byte[] Vector);

/// <param name="Geom">WKB, EPSG:4326, x = longitude.</param>
public sealed record MemberRow(string Id, byte[] Geom, double AreaM2, float Elongation);

/// <summary>Figures of a cluster: quantiles of area (m²) and elongation over its segments, and the areas its medoid lies in, the smallest first.</summary>
public sealed record ClusterFigures(int Size, double AreaP10, double AreaMedian, double AreaP90, double Elongation, string? Place);

/// <summary>A segment as the rules see it. Band values are raw.</summary>
public sealed record MeasuredSegment
{
    public double AreaM2 { get; init; }
    public float Compactness { get; init; }
    public float Rectangularity { get; init; }
    public float Elongation { get; init; }
    public float[] BandMean { get; init; } = [];
    public float[] BandSd { get; init; } = [];
}
