using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Vectors;

/// <summary>Direction of rings after a transform from pixels to a map.</summary>
public static class RingOrientation
{
    /// <summary>
    /// Outer rings counter-clockwise and holes clockwise in the geometry's own axes (x right, y up; RFC 7946 §3.1.6). Rings in
    /// pixel coordinates become so by a north-up transform alone; a mirrored raster's are turned here. Changes the geometry.
    /// </summary>
    public static MultiPolygon MakeCounterClockwise(this MultiPolygon geometry)
    {
        foreach (Polygon part in geometry.Geometries)
        {
            if (part.Shell.IsCCW) continue;
            Reverse(part.Shell);
            foreach (var hole in part.Holes) Reverse(hole);
        }
        geometry.GeometryChanged();
        return geometry;
    }

    static void Reverse(LinearRing ring)
    {
        var s = ring.CoordinateSequence;
        for (int i = 0, j = s.Count - 1; i < j; i++, j--)
        {
            double x = s.GetX(i), y = s.GetY(i);
            s.SetX(i, s.GetX(j));
            s.SetY(i, s.GetY(j));
            s.SetX(j, x);
            s.SetY(j, y);
        }
    }
}
