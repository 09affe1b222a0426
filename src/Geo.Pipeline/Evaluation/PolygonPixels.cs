using Geo.Pipeline.Masks;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Evaluation;

/// <summary>The pixels of an image whose centre lies in a polygon, by the even-odd rule (so that self-crossing rings have an inside too).</summary>
internal static class PolygonPixels
{
    /// <param name="shape">Polygon or multipolygon in pixels of the image, x right and y down, (0, 0) the image's outer corner.</param>
    /// <returns>Tight, inside the image; empty when no centre is in.</returns>
    public static BitMask Fill(Geometry shape, int width, int height)
    {
        var whole = new BitMask(0, 0, width, height);
        for (var i = 0; i < shape.NumGeometries; i++)
            if (shape.GetGeometryN(i) is Polygon { IsEmpty: false } polygon) Fill(polygon, whole);
        return whole.Tight();
    }

    static void Fill(Polygon polygon, BitMask into)
    {
        var bounds = polygon.EnvelopeInternal;
        int top = (int)Math.Max(0, Math.Floor(bounds.MinY)), bottom = (int)Math.Min(into.Height, Math.Ceiling(bounds.MaxY));
        var rings = polygon.InteriorRings.Prepend(polygon.ExteriorRing).Select(r => r.Coordinates).ToList();
        var crossings = new List<double>();
        for (var y = top; y < bottom; y++)
        {
            crossings.Clear();
            foreach (var ring in rings)
                for (var i = 1; i < ring.Length; i++)
                {
                    Coordinate a = ring[i - 1], b = ring[i];
                    if (a.Y <= y + 0.5 == b.Y <= y + 0.5) continue;
                    crossings.Add(a.X + (y + 0.5 - a.Y) / (b.Y - a.Y) * (b.X - a.X));
                }
            crossings.Sort();
            for (var i = 1; i < crossings.Count; i += 2)
                for (var x = FirstCentre(crossings[i - 1], into.Width); x < FirstCentre(crossings[i], into.Width); x++) into.Set(x, y);
        }
    }

    static int FirstCentre(double from, int width) => (int)Math.Clamp(Math.Ceiling(from - 0.5), 0, width);
}
