using Geo.Pipeline.Runs;
using Geo.Testing;
using NetTopologySuite.Geometries;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>What --gsd, --crop-layers and --bands change on real imagery; the ground they cover stays the same.</summary>
public sealed class FlagsOnRealRastersTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>
{
    static readonly RunParameters Loose = new() { Raster = "", PredictedIou = 0.3, Stability = 0.5 };

    [SkippableFact]
    public async Task Coarser_pixels_find_larger_things_in_fewer_windows()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var raster = SharedData.PathOf("data", "geotiff", "cogeo.tif");                  // 0.6 m at the equator, 1024 px
        var (native, coarse) = await Both(runs, Loose with { Raster = raster }, p => p with { Gsd = 1.5 });
        Assert.True(coarse.Windows < native.Windows, $"{coarse.Windows} windows, native {native.Windows}");
        Assert.True(await MeanArea(runs, coarse) > 1.5 * await MeanArea(runs, native));
    }

    [SkippableFact]
    public async Task Small_segments_are_left_out_and_squared_ones_keep_their_measures()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var (all, large) = await Both(runs, Loose with { Raster = SharedData.PathOf("data", "geotiff", "cogeo.tif") }, p => p with { MinArea = 1000, Square = true });
        Assert.InRange(large.Segments, 1, all.Segments - 1);
        Assert.True(await Number(runs, "select min(area_m2) from geo.segments where run = @run", large) > 950);       // squaring may take a little
        Assert.InRange(await Number(runs, "select max(abs(st_area(geom::geography) / area_m2 - 1)) from geo.segments where run = @run", large), 0, 1e-3);
        Assert.True(await Number(runs, "select count(*)::float8 from geo.segments where run = @run and not st_isvalid(geom)", large) == 0);
        const string Ground = "select (select sum(area_m2) from geo.segments_flat where run = @run) + (select coalesce(sum(area_m2), 0) from geo.unlabelled where run = @run)";
        Assert.Equal(await Number(runs, Ground, all), await Number(runs, Ground, large), 0.001 * await Number(runs, Ground, all));
    }

    [SkippableFact]
    public async Task Crops_find_smaller_things_as_well()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var raster = SharedData.PathOf("data", "geotiff", "cog_rgb_mask.tif");           // 0.15 m, 383 × 232 px
        var (plain, crops) = await Both(runs, Loose with { Raster = raster }, p => p with { CropLayers = 1 });
        Assert.True(crops.Segments > plain.Segments, $"{crops.Segments} segments with crops, {plain.Segments} without");
        Assert.True(await MeanArea(runs, crops) < await MeanArea(runs, plain));
    }

    [SkippableFact]
    public async Task Other_bands_show_other_things_and_all_bands_are_measured()
    {
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var raster = SharedData.PathOf("data", "geotiff", "mexico_landsat_11band.tif");
        var (first, infrared) = await Both(runs, Loose with { Raster = raster, PointsPerSide = 12 }, p => p with { Bands = [5, 4, 3] });
        var shapes = new[] { first, infrared }.Select(async r => (await runs.Shapes("select st_asbinary(geom) from geo.segments where run = @run", r.Run)).Select(g => g.AsText()).ToHashSet());
        var found = await Task.WhenAll(shapes);
        Assert.True(found[0].Count > 0 && found[1].Count > 0 && !found[0].SetEquals(found[1]));
        Assert.Equal(11, await Number(runs, "select min(cardinality(band_mean))::float8 from geo.segments where run = @run", infrared));
    }

    async Task<(RunSummary, RunSummary)> Both(TestRuns runs, RunParameters parameters, Func<RunParameters, RunParameters> change)
    {
        RunSummary a = await runs.Run(parameters), b = await runs.Run(change(parameters));
        output.WriteLine($"{a.Segments} segments in {a.Windows} windows, changed {b.Segments} in {b.Windows}");
        Assert.NotEqual(a.Run, b.Run);
        // the later run's scene row replaces the earlier one's: both describe the same ground
        Geometry one = await runs.Footprint(a.Run), other = await runs.Footprint(b.Run);
        Assert.InRange(one.SymmetricDifference(other).Area / one.Area, 0, 0.01);
        return (a, b);
    }

    static Task<double> MeanArea(TestRuns runs, RunSummary run) => Number(runs, "select avg(area_m2) from geo.segments where run = @run", run);

    static async Task<double> Number(TestRuns runs, string sql, RunSummary run)
    {
        await using var command = runs.Source.CreateCommand(sql);
        command.Parameters.AddWithValue("run", run.Run);
        return (double)(await command.ExecuteScalarAsync())!;
    }
}
