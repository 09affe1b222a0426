using Geo.Pipeline.Masks;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

/// <summary>Shapes drawn on half-metre pixels at 60° north, where a degree of longitude is half one of latitude.</summary>
public sealed class RightAnglesTests
{
    const double Degree = 111_412, Pixel = 0.5;
    static readonly GeometryFactory Factory = new();

    static void OnGlobe(Span<double> x, Span<double> y)
    {
        for (var i = 0; i < x.Length; i++)
            (x[i], y[i]) = (10 + x[i] * Pixel / (Degree / 2 * 1.0012), 60 - y[i] * Pixel / Degree);
    }

    [Theory]
    [InlineData("box", 0, 4)] [InlineData("box", 17, 4)] [InlineData("box", 45, 4)] [InlineData("ell", 30, 6)] [InlineData("court", 12, 8)]
    public void Buildings_get_right_corners(string form, double degrees, int corners)
    {
        var traced = Traced(Form(form), degrees);
        var squared = RightAngles.Square(traced);
        Assert.NotSame(traced, squared);
        Assert.True(traced.Shape.NumPoints >= squared.Shape.NumPoints);
        var frame = new LocalFrame(squared.Shape.EnvelopeInternal.Centre);
        var polygon = (Polygon)frame.ToMetres(squared.Shape.GetGeometryN(0));
        Assert.Equal(corners, new[] { polygon.ExteriorRing }.Concat(polygon.InteriorRings).Sum(r => r.NumPoints - 1));
        foreach (var ring in new[] { polygon.ExteriorRing }.Concat(polygon.InteriorRings))
            for (var i = 1; i < ring.NumPoints - 1; i++)
            {
                Coordinate a = ring.GetCoordinateN(i - 1), b = ring.GetCoordinateN(i), c = ring.GetCoordinateN(i + 1);
                var turn = ((a.X - b.X) * (c.X - b.X) + (a.Y - b.Y) * (c.Y - b.Y)) / (a.Distance(b) * c.Distance(b));
                Assert.InRange(turn, -1e-6, 1e-6);
            }
        Assert.True(squared.Shape.IsValid && NetTopologySuite.Algorithm.Orientation.IsCCW(((Polygon)squared.Shape.GetGeometryN(0)).ExteriorRing.CoordinateSequence));
        Assert.InRange(squared.AreaM2 / (Form(form).Area * Pixel * Pixel), 0.97, 1.03);
        Assert.Equal(polygon.Area, squared.AreaM2, 0.002 * polygon.Area);
    }

    [Theory]
    [InlineData("disc")] [InlineData("triangle")]
    public void What_is_not_built_square_stays(string form)
    {
        var traced = Traced(Form(form), 10);
        Assert.Same(traced, RightAngles.Square(traced));
    }

    [Fact]
    public void Size_on_the_ground_counts_whatever_the_projection()
    {
        var entry = new ObjectEntry(new(100, 100, 20, 10), 200, 1);
        Assert.True(new SmallestSize(49.5, OnGlobe).Reaches(entry));           // 200 pixels of 0.25 m²
        Assert.False(new SmallestSize(50.5, OnGlobe).Reaches(entry));
    }

    static Polygon Form(string name) => (Polygon)(name switch
    {
        "box" => Box(-40, -25, 40, 25),
        "ell" => Box(-50, -40, 50, 0).Union(Box(-50, -40, -5, 50)),
        "court" => Box(-60, -45, 60, 45).Difference(Box(-25, -15, 25, 15)),
        "disc" => Factory.CreatePoint(new Coordinate(0, 0)).Buffer(40, 32),
        _ => Factory.CreatePolygon([new(-60, -30), new(60, -30), new(0, 60), new(-60, -30)]),
    });

    static Geometry Box(double x0, double y0, double x1, double y1) => Factory.ToGeometry(new Envelope(x0, x1, y0, y1));

    static GeographicPolygon Traced(Polygon form, double degrees)
    {
        var placed = AffineTransformation.RotationInstance(double.DegreesToRadians(degrees)).Translate(100, 100).Transform(form);
        var mask = new BitMask(0, 0, 200, 200);
        for (var y = 0; y < 200; y++)
            for (var x = 0; x < 200; x++)
                if (placed.Contains(Factory.CreatePoint(new Coordinate(x + 0.5, y + 0.5)))) mask.Set(x, y);
        return GeographicPolygons.FromPixels(MaskPolygons.Trace(mask.Tight()), OnGlobe);
    }
}
