using NetTopologySuite.Geometries;

namespace Geo.Data.Loading;

// The columns of schema/001_base.sql; geometries are EPSG:4326, x = longitude, y = latitude, Polygon or MultiPolygon.

/// <summary>A row of geo.segments.</summary>
/// <param name="Id">run-nnnnnnn.</param>
/// <param name="Parent">The segment that contains this one.</param>
/// <param name="AreaM2">Geodesic.</param>
/// <param name="PerimeterM">Geodesic.</param>
/// <param name="BandMean">Raw raster values, one a band.</param>
public sealed record SegmentRow(
    string Id, string? Parent, short Level, int? Cluster, double AreaM2, double PerimeterM, float Compactness, float Rectangularity,
    float Elongation, float PredictedIou, float Stability, ReadOnlyMemory<float> BandMean, ReadOnlyMemory<float> BandSd, Geometry Geom);

/// <summary>A row of geo.segments_flat: what is left of segment <paramref name="Id"/> in the partition.</summary>
public sealed record FlatRow(string Id, int? Cluster, double AreaM2, Geometry Geom);

/// <summary>A row of geo.unlabelled: observed ground that no mask covers.</summary>
public sealed record UnlabelledRow(int N, double AreaM2, Geometry Geom);

/// <summary>A row of geo.embeddings.</summary>
/// <param name="Vector">L2-normalised; stored as little-endian IEEE halves.</param>
public sealed record EmbeddingRow(string Id, ReadOnlyMemory<Half> Vector);

/// <summary>A row of geo.clusters.</summary>
/// <param name="Medoid">Segment id.</param>
/// <param name="Nearest">Ids of the nine segments nearest the centre.</param>
/// <param name="Spread">Mean distance of the members to the centre.</param>
public sealed record ClusterRow(
    int Cluster, int Size, string Medoid, IReadOnlyList<string> Nearest, float Spread,
    string? ClassCode, string? LabelEs, string? LabelEn, string LabelSource, float? Confidence);

/// <summary>A row that was not sent, and why.</summary>
public sealed record BadRow(string Table, string Id, string Reason);
