using System.Globalization;
using Geo.Pipeline.Rasters;
using Geo.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.Geometries.Utilities;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>Two areas of interest on the sample scene (2048 × 2048 pixels of 0.5 m), the smaller inside the larger.</summary>
public sealed class AoiRunTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>
{
    const string Segments = "select st_asbinary(geom) from geo.segments where run = @run";

    [Fact]
    public async Task What_lies_in_an_area_does_not_change_when_it_grows()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var scene = Repository.PathOf("sample-tiles", "scene.tif");
        var small = await runs.Run(new() { Raster = scene, Aoi = Square(runs, "small", 900, 1100), PointsPerSide = 6 });
        var large = await runs.Run(new() { Raster = scene, Aoi = Square(runs, "large", 780, 1140), PointsPerSide = 6 });
        Assert.NotEqual(small.Run, large.Run);
        Assert.Equal((9, 16), (small.Windows, large.Windows));        // those that meet the area, and a ring of them

        List<Geometry> inSmall = await runs.Shapes(Segments, small.Run), inLarge = await runs.Shapes(Segments, large.Run);
        output.WriteLine($"{inSmall.Count} segments in the small area, {inLarge.Count} in the large one");
        Assert.InRange(inSmall.Count, 2, inLarge.Count - 1);
        var known = inLarge.Select(g => g.AsText()).ToHashSet();
        Assert.All(inSmall, g => Assert.Contains(g.AsText(), known));

        var ground = await runs.Footprint(small.Run);
        Assert.Equal(200 * 200 * 0.25, await Area(runs, "select sum(area_m2) from (select area_m2 from geo.segments_flat where run = @run union all select area_m2 from geo.unlabelled where run = @run) f", small.Run), 20.0);
        Assert.All(inSmall, g => Assert.True(g.Intersects(ground)));
        var missing = inLarge.Count(g => g.Intersection(ground).Area > 1e-11 && !inSmall.Any(s => s.AsText() == g.AsText()));
        output.WriteLine($"{missing} segments of the large area reach further than the small one's windows");
        Assert.InRange(missing, 0, 2);

        var measures = (await runs.Measures(large.Run)).ToHashSet(StringComparer.Ordinal);
        Assert.All(await runs.Measures(small.Run), m => Assert.Contains(m, measures));

        // the partition too: what the large one shows inside the small area, but for the segments that reach out of it
        const string Flat = "select st_asbinary(geom) from geo.segments_flat where run = @run";
        var cut = (await runs.Shapes(Flat, large.Run)).Select(g => Surfaces(g.Intersection(ground))).Where(g => g.Area > 0).ToList();
        var differing = (await runs.Shapes(Flat, small.Run)).Sum(g => cut.Min(c => c.SymmetricDifference(g).Area));
        output.WriteLine($"{differing / ground.Area:P3} of the partition differs");
        Assert.InRange(differing / ground.Area, 0, 0.001);
    }

    [Fact]
    public async Task A_raster_of_more_windows_than_can_be_listed_is_refused_at_once()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        await File.WriteAllTextAsync(runs.PathOf("huge.vrt"), """
            <VRTDataset rasterXSize="2000000000" rasterYSize="2000000000"><SRS>EPSG:32614</SRS><GeoTransform>271400, 1e-6, 0, 2391800, 0, -1e-6</GeoTransform>
            <VRTRasterBand dataType="Byte" band="1"/></VRTDataset>
            """);
        var refusal = await Assert.ThrowsAsync<RasterRefusedException>(() => runs.Run(new() { Raster = runs.PathOf("huge.vrt") }));
        Assert.Contains("27,126,", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("--aoi", refusal.Remedy, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"type":"FeatureCollection","features":[]}""", "no polygons")]
    [InlineData("""{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[-101.2,21.61]}}""", "no polygons")]
    [InlineData("""{"type":"Polygon","coordinates":[[[10,10],[11,10],[11,11],[10,10]]]}""", "outside the raster")]
    [InlineData("""{"type":"Polygon","coordinates":[[[-101.2020000,21.6100000],[-101.2019999,21.61],[-101.2019999,21.6100001],[-101.202,21.61]]]}""", "no pixel's centre")]
    [InlineData("nonsense", "cannot be read")]
    public async Task Areas_that_bound_nothing_are_refused(string json, string reason)
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        await File.WriteAllTextAsync(runs.PathOf("a.geojson"), json);
        var refusal = await Assert.ThrowsAsync<AoiRefusedException>(() =>
            runs.Run(new() { Raster = Repository.PathOf("sample-tiles", "scene.tif"), Aoi = runs.PathOf("a.geojson") }));
        Assert.Contains(reason, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coordinates_without_a_CRS_are_refused()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        await File.WriteAllTextAsync(runs.PathOf("a.csv"), "id,WKT\n1,\"POLYGON ((271500 2391000, 271600 2391000, 271600 2391100, 271500 2391000))\"\n");
        var refusal = await Assert.ThrowsAsync<AoiRefusedException>(() =>
            runs.Run(new() { Raster = Repository.PathOf("sample-tiles", "scene.tif"), Aoi = runs.PathOf("a.csv") }));
        Assert.Contains("-a_srs", refusal.Message, StringComparison.Ordinal);
    }

    /// <summary>Without the lines and points in which a shape only touches another.</summary>
    static Geometry Surfaces(Geometry g) => g.Factory.BuildGeometry(PolygonExtracter.GetPolygons(g));

    /// <summary>A square of the scene's pixels, in the scene's own CRS.</summary>
    static string Square(TestRuns runs, string name, int from, int to)
    {
        string X(int p) => (271400 + 0.5 * p).ToString(CultureInfo.InvariantCulture);
        string Y(int p) => (2391800 - 0.5 * p).ToString(CultureInfo.InvariantCulture);
        var path = runs.PathOf(name + ".geojson");
        File.WriteAllText(path, $$$"""
            {"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::32614"}},"features":[{"type":"Feature","properties":{},
            "geometry":{"type":"Polygon","coordinates":[[[{{{X(from)}}},{{{Y(from)}}}],[{{{X(to)}}},{{{Y(from)}}}],[{{{X(to)}}},{{{Y(to)}}}],[{{{X(from)}}},{{{Y(to)}}}],[{{{X(from)}}},{{{Y(from)}}}]]]}}]}
            """);
        return path;
    }

    static async Task<double> Area(TestRuns runs, string sql, string run)
    {
        await using var command = runs.Source.CreateCommand(sql);
        command.Parameters.AddWithValue("run", run);
        return (double)(await command.ExecuteScalarAsync())!;
    }
}
