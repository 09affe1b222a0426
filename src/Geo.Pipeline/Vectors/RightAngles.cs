using Geo.Native.Proj;
using NetTopologySuite.Geometries;
using NetTopologySuite.Simplify;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// Squares the outlines of building-like things. Walls mostly run along two directions at right angles; where an outline's do, each run of sides along
/// one of them becomes one straight side at their mean, so that all corners are right. What is not like that (trees, ponds, roads) stays as it was, and
/// so does an outline that squaring would move by more than <see cref="LeastOverlap"/> allows.
/// </summary>
internal static class RightAngles
{
    /// <summary>Intersection over union that the squared outline must keep with the traced one.</summary>
    public const double LeastOverlap = 0.85;

    /// <summary>Share of the outline's length that must run within <see cref="Slack"/> of the two directions. A disc has 0.44.</summary>
    const double LeastAlong = 0.75;
    static readonly double Slack = double.DegreesToRadians(20);

    /// <summary>Corners are first thinned by this share of the square root of the area, about a pixel for a house.</summary>
    const double Thinning = 0.07;

    public static GeographicPolygon Square(GeographicPolygon traced)
    {
        if (traced.Shape.NumGeometries != 1) return traced;
        var frame = new LocalFrame(traced.Shape.EnvelopeInternal.Centre);
        var metres = (Polygon)frame.ToMetres(traced.Shape.GetGeometryN(0));
        var thinned = DouglasPeuckerSimplifier.Simplify(metres, Thinning * Math.Sqrt(metres.Area));
        if (thinned is not Polygon { IsEmpty: false } walls || Direction(walls) is not { } direction) return traced;

        var rings = Rings(walls).Select(r => Squared(r, direction)).ToList();
        if (rings.Contains(null)) return traced;
        var squared = walls.Factory.CreatePolygon(rings[0], [.. rings.Skip(1)!]);
        if (!squared.IsValid || squared.Intersection(metres).Area < LeastOverlap * squared.Union(metres).Area) return traced;

        var shape = (MultiPolygon)frame.ToDegrees(squared.Factory.CreateMultiPolygon([squared]), traced.Shape.Factory);
        double area = 0, perimeter = 0;
        foreach (var ring in Rings((Polygon)shape.GetGeometryN(0)))
        {
            var corners = ring.Coordinates;
            var (signed, length) = Geodesic.Ring([.. corners.Skip(1).Select(c => c.X)], [.. corners.Skip(1).Select(c => c.Y)]);
            (area, perimeter) = (area + signed, perimeter + length);
        }
        return new(shape, area, perimeter);
    }

    static IEnumerable<LineString> Rings(Polygon polygon) => [polygon.ExteriorRing, .. polygon.InteriorRings];

    /// <summary>Radians, 0 to a right angle: the sides' mean direction with four directions taken as one; null when too few run along it.</summary>
    static double? Direction(Polygon polygon)
    {
        double x = 0, y = 0, along = 0, all = 0;
        var sides = Rings(polygon).SelectMany(Sides).ToList();
        foreach (var (angle, length) in sides) (x, y) = (x + length * Math.Cos(4 * angle), y + length * Math.Sin(4 * angle));
        var mean = Math.Atan2(y, x) / 4;
        foreach (var (angle, length) in sides)
        {
            if (Math.Abs(Math.IEEERemainder(angle - mean, Math.PI / 2)) <= Slack) along += length;
            all += length;
        }
        return along >= LeastAlong * all ? mean : null;
    }

    static IEnumerable<(double Angle, double Length)> Sides(LineString ring) =>
        ring.Coordinates.Zip(ring.Coordinates.Skip(1), (a, b) => (Math.Atan2(b.Y - a.Y, b.X - a.X), a.Distance(b)));

    /// <summary>Null when fewer than four sides are left.</summary>
    static LinearRing? Squared(LineString ring, double direction)
    {
        double cos = Math.Cos(direction), sin = Math.Sin(direction);
        var turned = Array.ConvertAll(ring.Coordinates, c => new Coordinate(c.X * cos + c.Y * sin, c.Y * cos - c.X * sin));
        var runs = new List<(bool Level, double Length, double Sum)>();
        for (var i = 1; i < turned.Length; i++)
        {
            var (a, b) = (turned[i - 1], turned[i]);
            var level = Math.Abs(b.X - a.X) >= Math.Abs(b.Y - a.Y);
            var length = a.Distance(b);
            var sum = length * (level ? a.Y + b.Y : a.X + b.X) / 2;
            if (runs.Count > 0 && runs[^1].Level == level) runs[^1] = (level, runs[^1].Length + length, runs[^1].Sum + sum);
            else runs.Add((level, length, sum));
        }
        if (runs.Count > 1 && runs[0].Level == runs[^1].Level)
        {
            runs[0] = (runs[0].Level, runs[0].Length + runs[^1].Length, runs[0].Sum + runs[^1].Sum);
            runs.RemoveAt(runs.Count - 1);
        }
        if (runs.Count < 4) return null;
        var corners = new Coordinate[runs.Count + 1];
        for (var i = 0; i < runs.Count; i++)
        {
            var (here, next) = (runs[i], runs[(i + 1) % runs.Count]);
            var (level, upright) = here.Level ? (here, next) : (next, here);
            double x = upright.Sum / upright.Length, y = level.Sum / level.Length;
            corners[i] = new(x * cos - y * sin, x * sin + y * cos);
        }
        corners[^1] = corners[0].Copy();
        return ring.Factory.CreateLinearRing(corners);
    }
}
