using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

public sealed class ShapeDescriptorsTests
{
    [Theory]
    [InlineData(0, 30)] [InlineData(22.6, 0)] [InlineData(-60, 77)] [InlineData(70, 45)]
    public void A_turned_rectangle_anywhere_is_a_rectangle(double latitude, double degrees)
    {
        var metres = new GeometryFactory().ToGeometry(new Envelope(-300, 300, -50, 50));
        var shape = ShapeDescriptors.Measure(Place(metres, latitude, degrees), 600 * 100, 1400);
        Assert.Equal(6, shape.Elongation, 0.01);
        Assert.Equal(1, shape.Rectangularity, 0.005);
        Assert.Equal(4 * Math.PI * 60000 / (1400.0 * 1400), shape.Compactness, 12);
    }

    [Fact]
    public void A_disc_is_compact_and_fills_pi_quarters_of_its_square()
    {
        var disc = new Point(0, 0).Buffer(100, 64);
        var shape = ShapeDescriptors.Measure(Place(disc, 40, 0), Math.PI * 1e4, Math.PI * 200);
        Assert.Equal(1, shape.Compactness, 9);
        Assert.Equal(Math.PI / 4, shape.Rectangularity, 0.01);
        Assert.Equal(1, shape.Elongation, 0.02);
    }

    /// <summary>Metres to degrees by WGS 84's radii at that latitude (one degree of latitude and of longitude there).</summary>
    static Geometry Place(Geometry metres, double latitude, double degrees)
    {
        double phi = latitude * Math.PI / 180, s2 = Math.Sin(phi) * Math.Sin(phi);
        double north = 111132.954 - 559.822 * Math.Cos(2 * phi) + 1.175 * Math.Cos(4 * phi);
        double east = 111319.4908 * Math.Cos(phi) / Math.Sqrt(1 - 0.00669437999 * s2);
        var turn = AffineTransformation.RotationInstance(degrees * Math.PI / 180);
        return turn.Scale(1 / east, 1 / north).Translate(-102.5, latitude).Transform(metres);
    }
}
