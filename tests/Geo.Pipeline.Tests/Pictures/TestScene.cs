using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Xunit;

namespace Geo.Pipeline.Tests.Pictures;

/// <summary>A scene whose red grows with x and whose green grows with y, read by nearest neighbour.</summary>
static class TestScene
{
    public static readonly PixelRect Extent = new(0, 0, 200, 100);

    public static RgbImage Read(PixelRect source, int width, int height)
    {
        Assert.Equal(source, source.Intersect(Extent));
        var pixels = new byte[3 * width * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < width; x++)
            {
                pixels[3 * (y * width + x)] = (byte)(source.X + x * source.Width / width);
                pixels[3 * (y * width + x) + 1] = (byte)(source.Y + y * source.Height / height);
            }
        return new(width, height, pixels);
    }

    public static Geometry Shape(string wkt) => new WKTReader().Read(wkt);

    public static Geometry Square(int x, int y, int side) =>
        Shape($"POLYGON(({x} {y},{x + side} {y},{x + side} {y + side},{x} {y + side},{x} {y}))");
}
