namespace Geo.Pipeline.Labelling;

/// <summary>Means over a band-stretched RGB picture, 0 to 255.</summary>
public readonly record struct RgbMean(double R, double G, double B);

/// <summary>What is measured of a cluster: means over its segments (one segment is a cluster of size 1).</summary>
/// <param name="Size">Segments.</param>
/// <param name="AreaM2">Median area of a segment, m²: a few giants must not hide what most are.</param>
/// <param name="Compactness">4π·area / perimeter², 0 to 1.</param>
/// <param name="Rectangularity">Area over that of the smallest rotated rectangle, 0 to 1.</param>
/// <param name="Elongation">Long over short side of that rectangle, at least 1.</param>
/// <param name="Mean">Of the segments' means, after the scene's 2–98 % stretch of each band.</param>
/// <param name="Deviation">Of the segments' own deviations (their texture), same units; not the spread between segments.</param>
/// <param name="MetresPerPixel">Of the working grid.</param>
public sealed record ClusterDescription(
    int Size, double AreaM2, double Compactness, double Rectangularity, double Elongation, RgbMean Mean, RgbMean Deviation, double MetresPerPixel);
