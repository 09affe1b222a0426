using NetTopologySuite.Algorithm;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Pictures;

/// <summary>Where a picture lies in the scene: picture x = (scene x - X) * Scale, likewise y; both grow right and down.</summary>
public readonly record struct PictureFrame(double X, double Y, double Scale)
{
    public (double X, double Y) ToPicture(Coordinate c) => ((c.X - X) * Scale, (c.Y - Y) * Scale);
}

/// <summary>Draws polygons, given in pixels of the scene, into one picture.</summary>
internal sealed class PolygonPainter(RgbImage image, PictureFrame frame)
{
    readonly Coverage _coverage = new(image.Width, image.Height);

    /// <summary>Fills polygons (holes stay open); other geometry is ignored.</summary>
    public void Fill(Geometry shape, Rgb colour, float opacity)
    {
        foreach (var (ring, isShell) in Rings(shape))
        {
            var sign = Orientation.IsCCW(ring.CoordinateSequence) == isShell ? 1f : -1f;
            foreach (var (a, b) in Edges(ring)) _coverage.FillEdge(a.X, a.Y, b.X, b.Y, sign);
        }
        _coverage.BlendFill(image, colour, opacity);
    }

    /// <summary>Outlines polygons by a bright line on a dark halo, which shows on any background. Width in pixels of the picture.</summary>
    public void Outline(Geometry shape, Rgb colour, double width = 1.5)
    {
        Stroke(shape, width + 1.6);
        _coverage.BlendStroke(image, Rgb.Black, 0.6f);
        Stroke(shape, width);
        _coverage.BlendStroke(image, colour, 1);
    }

    void Stroke(Geometry shape, double width)
    {
        foreach (var (ring, _) in Rings(shape))
            foreach (var (a, b) in Edges(ring)) _coverage.Stroke(a.X, a.Y, b.X, b.Y, width);
    }

    IEnumerable<((double X, double Y) A, (double X, double Y) B)> Edges(LineString ring)
    {
        var points = ring.CoordinateSequence;
        for (var i = 1; i < points.Count; i++)
            yield return (frame.ToPicture(points.GetCoordinate(i - 1)), frame.ToPicture(points.GetCoordinate(i)));
    }

    static IEnumerable<(LineString Ring, bool IsShell)> Rings(Geometry shape)
    {
        for (var i = 0; i < shape.NumGeometries; i++)
        {
            if (shape.GetGeometryN(i) is not Polygon { IsEmpty: false } polygon) continue;
            yield return (polygon.ExteriorRing, true);
            foreach (var hole in polygon.InteriorRings) yield return (hole, false);
        }
    }
}
