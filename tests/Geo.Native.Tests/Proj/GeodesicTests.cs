using Geo.Native.Proj;
using Xunit;

namespace Geo.Native.Tests.Proj;

public sealed class GeodesicTests
{
    [Fact]
    public void The_octant_of_the_ellipsoid_has_an_eighth_of_its_surface()
    {
        const double Wgs84Surface = 510_065_621_724_088.44;
        var (area, perimeter) = Geodesic.Ring([0, 90, 0], [0, 0, 90]);
        Assert.Equal(Wgs84Surface / 8, area, 1.0);
        // a quarter of the equator and two meridian quadrants
        Assert.Equal(6378137 * Math.PI / 2 + 2 * 10_001_965.729, perimeter, 0.01);
    }

    [Fact]
    public void Antarctica_of_the_GeographicLib_manual()
    {
        double[] lat = [-63.1, -72.9, -71.9, -74.9, -74.3, -77.5, -77.4, -71.7, -65.9, -65.7, -66.6, -66.9, -69.8, -70.0, -71.0, -77.3, -77.9, -74.7];
        double[] lon = [-58, -74, -102, -102, -131, -163, 163, 172, 140, 113, 88, 59, 25, -4, -14, -33, -46, -61];
        var (area, perimeter) = Geodesic.Ring(lon, lat);
        var (reversed, same) = Geodesic.Ring([.. lon.Reverse()], [.. lat.Reverse()]);
        Assert.Equal(13_662_703_680_020.1, Math.Abs(area), 0.1);
        Assert.Equal(16_831_067.893, perimeter, 1e-3);
        Assert.Equal(area, -reversed, 0.1);
        Assert.Equal(perimeter, same, 1e-6);
    }

    [Fact]
    public void A_ring_over_the_antimeridian_equals_the_same_ring_elsewhere_and_closing_it_changes_nothing()
    {
        var here = Geodesic.Ring([10, 12, 12, 10], [-18, -18, -16, -16]);
        var there = Geodesic.Ring([179, -179, -179, 179], [-18, -18, -16, -16]);
        var closed = Geodesic.Ring([10, 12, 12, 10, 10], [-18, -18, -16, -16, -18]);
        Assert.Equal(here.Area, there.Area, 1e-2);
        Assert.Equal(here.Area, closed.Area, 1e-2);
        Assert.Equal(here.Perimeter, closed.Perimeter, 1e-6);
        Assert.True(here.Area > 0);
        Assert.Throws<ArgumentException>(() => Geodesic.Ring([1, 2], [1]));
        Assert.Equal((0, 0), Geodesic.Ring([], []));
    }

    [Fact]
    public void Distance_of_JFK_to_LHR_and_back_by_direct()
    {
        // GeographicLib's example: 40.6 -73.8 to 51.6 -0.5 is 5551.76 km.
        var (metres, azimuth, _) = Geodesic.Inverse(-73.8, 40.6, -0.5, 51.6);
        Assert.Equal(5_551_759.4, metres, 1.0);
        var (lon, lat) = Geodesic.Direct(-73.8, 40.6, azimuth, metres);
        Assert.Equal(-0.5, lon, 1e-9);
        Assert.Equal(51.6, lat, 1e-9);
    }
}
