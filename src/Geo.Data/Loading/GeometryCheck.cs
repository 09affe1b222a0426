using System.Runtime.Intrinsics;
using NetTopologySuite.Geometries;

namespace Geo.Data.Loading;

/// <summary>
/// Finds what PostGIS refuses (which would break the COPY and close the connection) or stores but cannot compute with. Topology is not
/// checked here: that rings do not cross is the vectoriser's contract, and the area join mends what it cuts.
/// </summary>
static class GeometryCheck
{
    /// <summary>The reason against a geometry, or null when it is good.</summary>
    public static string? ReasonAgainst(Geometry? geometry) => geometry switch
    {
        null => "no geometry",
        { IsEmpty: true } => "empty geometry",
        Polygon polygon => ReasonAgainst(polygon),
        MultiPolygon multi => multi.Geometries.Select(p => ReasonAgainst((Polygon)p)).FirstOrDefault(r => r is not null),
        _ => $"a {geometry.GeometryType}, not a polygon",
    };

    static string? ReasonAgainst(Polygon polygon)
    {
        if (polygon.IsEmpty) return "an empty polygon inside a multipolygon";
        if (ReasonAgainst(polygon.ExteriorRing.CoordinateSequence) is { } outer) return outer;
        for (var i = 0; i < polygon.NumInteriorRings; i++)
            if (ReasonAgainst(polygon.GetInteriorRingN(i).CoordinateSequence) is { } inner) return inner;
        return null;
    }

    static string? ReasonAgainst(CoordinateSequence ring)
    {
        var n = ring.Count;
        if (n < 4) return $"a ring of {n} points";
        if (RawRing.Of(ring) is { Length: > 0 } raw && AllInside(raw)) return raw[0] == raw[^2] && raw[1] == raw[^1] ? null : NotClosed;
        for (var i = 0; i < n; i++)
        {
            double x = ring.GetX(i), y = ring.GetY(i);
            if (!(Math.Abs(x) <= 180 && Math.Abs(y) <= 90))   // also false for NaN
                return FormattableString.Invariant($"point {i} of a ring is ({x}, {y}), not a longitude and latitude");
        }
        return ring.GetX(0) == ring.GetX(n - 1) && ring.GetY(0) == ring.GetY(n - 1) ? null : NotClosed;
    }

    const string NotClosed = "a ring that is not closed";

    /// <summary>Two points at once; false also for NaN.</summary>
    static bool AllInside(ReadOnlySpan<double> raw)
    {
        var most = Vector256.Create(180.0, 90, 180, 90);
        var inside = Vector256<double>.AllBitsSet;
        for (var i = 0; i <= raw.Length - 4; i += 4) inside &= Vector256.LessThanOrEqual(Vector256.Abs(Vector256.Create(raw[i..])), most);
        // an odd number of points: the last two again
        inside &= Vector256.LessThanOrEqual(Vector256.Abs(Vector256.Create(raw[^4..])), most);
        return inside.AsInt64() == Vector256<long>.AllBitsSet;
    }
}
