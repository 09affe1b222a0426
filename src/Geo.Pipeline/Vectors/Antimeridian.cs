using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;

namespace Geo.Pipeline.Vectors;

/// <summary>Shapes that cross longitude 180 are cut there into parts of -180..180 (RFC 7946 section 3.1.9).</summary>
internal static class Antimeridian
{
    /// <summary>
    /// Makes a ring's longitudes continuous, so that they may pass 180: neighbouring corners are never half a globe apart, and the
    /// first is brought near <paramref name="start"/> (0, or for a hole a corner of its shell). True when one passes ±180.
    /// </summary>
    public static bool Unwrap(double[] longitudes, double start)
    {
        var passes = false;
        for (var i = 0; i < longitudes.Length; i++)
        {
            var before = i == 0 ? start : longitudes[i - 1];
            while (longitudes[i] - before > 180) longitudes[i] -= 360;
            while (longitudes[i] - before < -180) longitudes[i] += 360;
            passes |= Math.Abs(longitudes[i]) > 180;
        }
        return passes;
    }

    public static MultiPolygon Split(MultiPolygon unwrapped)
    {
        var factory = unwrapped.Factory;
        var parts = new List<Polygon>();
        for (var turn = -1; turn <= 1; turn++)
        {
            var shifted = AffineTransformation.TranslationInstance(360 * turn, 0).Transform(unwrapped);
            var world = factory.ToGeometry(new Envelope(-180, 180, -90, 90));
            if (!shifted.EnvelopeInternal.Intersects(world.EnvelopeInternal)) continue;
            var inside = shifted.Intersection(world);
            for (var i = 0; i < inside.NumGeometries; i++)
                if (inside.GetGeometryN(i) is Polygon { IsEmpty: false } polygon) parts.Add(Oriented(polygon));
        }
        return factory.CreateMultiPolygon([.. parts]);
    }

    static Polygon Oriented(Polygon polygon)
    {
        var copy = (Polygon)polygon.Normalized();      // shell clockwise
        return (Polygon)copy.Reverse();
    }
}
