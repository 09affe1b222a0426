using Geo.Native.Gdal;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Tests.Labelling;
using Geo.Pipeline.Tests.Rasters;
using Geo.Pipeline.Tests.Segmentation.Models;
using Geo.Testing;
using NetTopologySuite.Geometries;
using Xunit;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>Every tiny model, of all families and forms, from a GeoTIFF to polygons in the database.</summary>
public sealed class FamilyRunTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public async Task Polygons_lie_on_the_ground_that_is_lit(string name)
    {
        var model = Families.Named(name);
        var window = new LitWindow(model.ImageSize);
        using var rasters = new TestRasters();
        // 1e-5 degrees a pixel, north up: pixel (x, y) is (-102 + 1e-5 x, 22 - 1e-5 y)
        var raster = rasters.Write("lit.tif", window.Width, window.Height, 3, window.Rgb, transform: new(-102, 1e-5, 0, 22, 0, -1e-5), epsg: 4326);
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var summary = await runs.Run(new() { Raster = raster }, model.Path);
        Assert.Equal((1, 0), (summary.Windows, summary.FailedWindows));

        var polygons = await runs.Shapes("select st_asbinary(geom) from geo.segments where run = @run", summary.Run);
        Assert.Equal(4, polygons.Count);                                // the four prompts in the light, each with its largest disc
        var (left, top, right, bottom) = window.Light;
        var light = new GeometryFactory().ToGeometry(new Envelope(-102 + 1e-5 * (left - 2), -102 + 1e-5 * (right + 2), 22 - 1e-5 * (bottom + 2), 22 - 1e-5 * (top - 2)));
        var radius = 20e-5 * model.ImageSize / model.LowRes;
        Assert.All(polygons, p =>
        {
            Assert.True(light.Covers(p), $"{p} leaves the light");
            Assert.InRange(p.Area, 0.4 * Math.PI * radius * radius, 1.02 * Math.PI * radius * radius);
        });
    }

    [Fact]
    public async Task A_class_head_names_the_segments()
    {
        using var model = new HeadedModel("building", "water", "crop");
        var window = new LitWindow(Families.Named("tile-sam").ImageSize);
        using var rasters = new TestRasters();
        var raster = rasters.Write("lit.tif", window.Width, window.Height, 3, window.Rgb, transform: new(-102, 1e-5, 0, 22, 0, -1e-5), epsg: 4326);
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var headed = await runs.Run(new() { Raster = raster }, model.Path);
        var plain = await runs.Run(new() { Raster = raster }, Families.Named("tile-sam").Path);
        Assert.NotEqual(plain.Run, headed.Run);
        await using var command = runs.Source.CreateCommand("select run, label_source from geo.clusters group by 1, 2");
        await using var rows = await command.ExecuteReaderAsync();
        var sources = new HashSet<(string, string)>();
        while (await rows.ReadAsync()) sources.Add((rows.GetString(0), rows.GetString(1)));
        Assert.Equal([(headed.Run, ClassProbabilities.Source), (plain.Run, RuleLabeller.Source)], sources);
    }
}
