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
        for (var i = 0; i < n; i++)
        {
            double x = ring.GetX(i), y = ring.GetY(i);
            if (!(Math.Abs(x) <= 180 && Math.Abs(y) <= 90))   // also false for NaN
                return FormattableString.Invariant($"point {i} of a ring is ({x}, {y}), not a longitude and latitude");
        }
        return ring.GetX(0) == ring.GetX(n - 1) && ring.GetY(0) == ring.GetY(n - 1) ? null : "a ring that is not closed";
    }
}
