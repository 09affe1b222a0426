using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Vectors;

/// <summary>Size and form of a segment, as its columns in the database.</summary>
/// <param name="Compactness">4 π area / perimeter²: 1 for a disc (Polsby and Popper 1991).</param>
/// <param name="Rectangularity">Area / area of the smallest rotated rectangle around it (Rosin 1999): 1 for a rectangle.</param>
/// <param name="Elongation">Long side / short side of that rectangle, at least 1.</param>
public sealed record ShapeDescriptors(double AreaM2, double PerimeterM, double Compactness, double Rectangularity, double Elongation)
{
    /// <param name="lonLat">Degrees, x = longitude, y = latitude; not across the antimeridian; not empty.</param>
    /// <param name="areaM2">Geodesic area.</param>
    /// <param name="perimeterM">Geodesic length of all rings.</param>
    public static ShapeDescriptors Measure(Geometry lonLat, double areaM2, double perimeterM)
    {
        var frame = new LocalFrame(lonLat.EnvelopeInternal.Centre);
        var hull = Array.ConvertAll(new ConvexHull(lonLat).GetConvexHull().Coordinates, c => frame.ToMetres(c));
        var (longSide, shortSide) = SmallestRectangle(hull);
        return new(areaM2, perimeterM, 4 * Math.PI * areaM2 / (perimeterM * perimeterM),
            Math.Min(1, areaM2 / (longSide * shortSide)), longSide / shortSide);
    }

    /// <summary>One side of the smallest rectangle lies along the convex hull (Freeman and Shapira 1975).</summary>
    static (double Long, double Short) SmallestRectangle(Coordinate[] hull)
    {
        var smallest = (A: double.PositiveInfinity, B: 1.0);
        for (var i = 1; i < hull.Length; i++)
        {
            var length = hull[i].Distance(hull[i - 1]);
            if (length == 0) continue;
            double ux = (hull[i].X - hull[i - 1].X) / length, uy = (hull[i].Y - hull[i - 1].Y) / length;
            double minA = double.MaxValue, maxA = double.MinValue, minB = double.MaxValue, maxB = double.MinValue;
            foreach (var c in hull)
            {
                double a = c.X * ux + c.Y * uy, b = c.Y * ux - c.X * uy;
                (minA, maxA) = (Math.Min(minA, a), Math.Max(maxA, a));
                (minB, maxB) = (Math.Min(minB, b), Math.Max(maxB, b));
            }
            if ((maxA - minA) * (maxB - minB) < smallest.A * smallest.B) smallest = (maxA - minA, maxB - minB);
        }
        return (Math.Max(smallest.A, smallest.B), Math.Min(smallest.A, smallest.B));
    }
}
