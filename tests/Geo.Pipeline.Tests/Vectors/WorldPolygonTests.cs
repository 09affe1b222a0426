using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Tests.Rasters;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

/// <summary>Rasters that go round the globe.</summary>
public sealed class WorldPolygonTests : IDisposable
{
    readonly TestRasters rasters = new();

    [Theory]
    [InlineData(-180.0)]
    public void The_whole_world_is_one_world(double west)
    {
        using var scene = SceneRaster.Open(rasters.Write("world.tif", 72, 36, 1, new byte[72 * 36], transform: new(west, 5, 0, 90, 0, -5), epsg: 4326), new());
        var world = Outline(scene);
        Assert.Equal(360 * 180, world.Shape.Area, 1e-6);
        Assert.True(world.Shape.IsValid);
    }

    [Fact]
    public void A_raster_around_a_pole_is_refused()
    {
        using var scene = SceneRaster.Open(rasters.Write("pole.tif", 20, 20, 1, new byte[400], transform: new(-2e6, 2e5, 0, 2e6, 0, -2e5), epsg: 3031), new());
        Assert.Throws<PoleEnclosedException>(() => Outline(scene));
    }

    static GeographicPolygon Outline(SceneRaster scene)
    {
        var factory = new GeometryFactory();
        return GeographicPolygons.FromPixels(factory.CreateMultiPolygon([(Polygon)factory.ToGeometry(new Envelope(0, scene.Width, 0, scene.Height))]), scene.PixelToLonLat);
    }

    public void Dispose() => rasters.Dispose();
}
