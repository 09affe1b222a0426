using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Implementation;

namespace Geo.Data.Loading;

/// <summary>A ring's ordinates as they lie in memory.</summary>
static class RawRing
{
    /// <summary>x, y, x, y, …; empty when the sequence keeps them otherwise.</summary>
    public static ReadOnlySpan<double> Of(CoordinateSequence ring) =>
        ring is PackedDoubleCoordinateSequence { Dimension: 2 } packed ? packed.GetRawCoordinates().AsSpan(0, 2 * ring.Count) : default;
}
