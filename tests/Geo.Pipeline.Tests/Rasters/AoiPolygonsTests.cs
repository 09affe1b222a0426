using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using NetTopologySuite.IO;
using Xunit;

namespace Geo.Pipeline.Tests.Rasters;

public sealed class AoiPolygonsTests : IDisposable
{
    const string Square = "POLYGON ((-101.25 21.5, -101.25 21.625, -101.125 21.625, -101.125 21.5, -101.25 21.5))";

    readonly TestRasters folder = new();

    [Theory]
    [InlineData("GPKG", "a.gpkg")]
    [InlineData("ESRI Shapefile", "a.shp")]
    [InlineData("FlatGeobuf", "a.fgb")]
    public void The_same_ground_in_any_format_is_the_same_area(string driver, string name)
    {
        var path = folder.PathOf(name);
        using (var file = Dataset.CreateVector(driver, path))
        {
            using var wgs84 = SpatialReference.FromEpsg(4326);
            file.CreateLayer("a", wgs84, Geo.Native.Gdal.GeometryType.Polygon, [new("name", FieldType.String)]).Append([new(-1, ["a"], new WKBWriter().Write(new WKTReader().Read(Square)))]);
            file.Close();
        }
        var plain = AoiPolygons.Read(Table("plain", Square));
        Assert.True(plain.LonLat.EqualsTopologically(new WKTReader().Read(Square)));
        Assert.Equal(plain.Sha256, AoiPolygons.Read(path).Sha256);
    }

    [Theory]
    [InlineData("CURVEPOLYGON (CIRCULARSTRING (-101.25 21.5, -101.15 21.6, -101.05 21.5, -101.15 21.4, -101.25 21.5))", Math.PI * 0.01, 1e-4)]
    [InlineData("TIN Z (((-101.25 21.5 5, -101.25 21.6 5, -101.15 21.5 5, -101.25 21.5 5)), ((-101.25 21.6 5, -101.15 21.6 5, -101.15 21.5 5, -101.25 21.6 5)))", 0.01, 1e-9)]
    public void Arcs_and_surfaces_bound_an_area_too(string wkt, double area, double tolerance) =>
        Assert.Equal(area, AoiPolygons.Read(Table("shape", wkt)).LonLat.Area, tolerance);

    /// <summary>A table with a column of WKT, and a VRT that names its CRS.</summary>
    string Table(string name, string wkt)
    {
        File.WriteAllText(folder.PathOf(name + ".csv"), $"id,WKT\n1,\"{wkt}\"\n");
        File.WriteAllText(folder.PathOf(name + ".vrt"), $"""
            <OGRVRTDataSource><OGRVRTLayer name="{name}"><SrcDataSource relativeToVRT="1">{name}.csv</SrcDataSource><LayerSRS>OGC:CRS84</LayerSRS>
            <GeometryField encoding="WKT" field="WKT"/></OGRVRTLayer></OGRVRTDataSource>
            """);
        return folder.PathOf(name + ".vrt");
    }

    public void Dispose() => folder.Dispose();
}
