using Geo.Native.Gdal;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class SpatialReferenceTests
{
    [Fact]
    public void Codes_names_and_kinds()
    {
        using var utm = SpatialReference.FromEpsg(32613);
        Assert.Equal("EPSG:32613", utm.AuthorityCode);
        Assert.True(utm is { IsProjected: true, IsGeographic: false, IsLocal: false, IsEarth: true, LinearUnitMetres: 1 });
        using var feet = SpatialReference.FromEpsg(2229);
        Assert.Equal(1200.0 / 3937, feet.LinearUnitMetres, 1e-9);
        using var wgs84 = SpatialReference.FromUserInput("urn:ogc:def:crs:OGC:1.3:CRS84");
        Assert.True(wgs84.IsGeographic);
        using var local = SpatialReference.FromWkt("LOCAL_CS[\"drawing\",UNIT[\"metre\",1]]");
        Assert.True(local.IsLocal);
        Assert.False(local.IsEarth);
        Assert.Null(local.AuthorityCode);
    }

    [Fact]
    public void A_system_without_a_code_is_identified()
    {
        using var nameless = SpatialReference.FromWkt(
            """PROJCS["WGS_1984_UTM_Zone_13N",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],PARAMETER["False_Easting",500000.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",-105.0],PARAMETER["Scale_Factor",0.9996],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]""");
        Assert.Equal("EPSG:32613", nameless.AuthorityCode);
        using var copy = SpatialReference.FromWkt(nameless.ToWkt());
        Assert.True(copy.IsSame(nameless));
        using var other = SpatialReference.FromEpsg(32614);
        Assert.False(copy.IsSame(other));
        using var odd = SpatialReference.FromUserInput("+proj=laea +lat_0=21 +lon_0=-101 +datum=WGS84 +units=m");
        Assert.Null(odd.AuthorityCode);
    }

    [Theory]
    [InlineData("EPSG:1")]
    [InlineData("not a crs")]
    [InlineData("http://localhost:1/crs.wkt")]
    [InlineData("/etc/hostname")]
    [InlineData("/vsicurl/http://localhost:1/crs.wkt")]
    public void What_is_no_system_is_refused(string text)
    {
        var e = Assert.Throws<GdalException>(() => SpatialReference.FromUserInput(text));
        Assert.Contains(text, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Coordinates_are_longitude_first()
    {
        using var wgs84 = SpatialReference.FromEpsg(4326);
        using var mercator = SpatialReference.FromEpsg(3857);
        using var there = new CoordinateTransformation(wgs84, mercator);
        using var back = new CoordinateTransformation(mercator, wgs84);
        double[] xs = [-102.5, 0, 180], ys = [22.75, 0, -60];
        there.Transform(xs, ys);
        Assert.Equal(-11410247.7, xs[0], 1.0);
        Assert.Equal(6378137 * Math.PI, xs[2], 0.01);
        back.Transform(xs, ys);
        Assert.Equal(-102.5, xs[0], 1e-9);
        Assert.Equal(22.75, ys[0], 1e-9);
    }

    [Fact]
    public void Points_outside_the_domain_are_told()
    {
        using var wgs84 = SpatialReference.FromEpsg(4326);
        using var mercator = SpatialReference.FromEpsg(3857);
        using var transform = new CoordinateTransformation(wgs84, mercator);
        double[] xs = [0, 0], ys = [10, 95];
        var success = new bool[2];
        transform.Transform(xs, ys, success);
        Assert.Equal([true, false], success);
        Assert.Throws<GdalException>(() => transform.Transform([0, 0], [10, 95]));
        Assert.Throws<ArgumentException>(() => transform.Transform([0, 0], [10]));
    }
}
