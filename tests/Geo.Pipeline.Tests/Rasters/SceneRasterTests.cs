using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Rasters;

public sealed class SceneRasterTests : IDisposable
{
    readonly TestRasters _rasters = new();

    [SkippableTheory]
    [InlineData("slc.tif", "complex pixels")]
    [InlineData("cog_hirise_mars.tif", "not of the Earth")]
    [InlineData("odd/byte_nogeoref.tif", "no georeference")]
    [InlineData("odd/byte_gcp.tif", "only 2 ground control points")]
    [InlineData("odd/byte_rpc.tif", "no georeference")]
    [InlineData("rotated.tif", "coordinate reference system")]
    [InlineData("odd/byte_gcp_pixelispoint.tif", "no place on Earth")]
    [InlineData("odd/hugeblocksize.tif", "cannot be opened")]
    [InlineData("odd/unsupported_codec_jp2000.tif", "cannot be opened")]
    [InlineData("rasters.csv", "cannot be opened")]
    public void Unfit_rasters_are_refused(string file, string problem)
    {
        var e = Assert.Throws<RasterRefusedException>(() => SceneRaster.Open(SharedData.PathOf("data", "geotiff", file), new()));
        Assert.Contains(problem, e.Problem, StringComparison.Ordinal);
        Assert.EndsWith(file, e.Path, StringComparison.Ordinal);
        Assert.NotEmpty(e.Remedy);
    }

    [Fact]
    public void A_missing_file_and_a_local_crs_are_refused()
    {
        Assert.Contains("cannot be opened", Assert.Throws<RasterRefusedException>(() => SceneRaster.Open("/nowhere/a.tif", new())).Message, StringComparison.Ordinal);
        var path = _rasters.Write("local.tif", 8, 8, 1, new byte[64], transform: TestRasters.NorthUp, epsg: null, more: raster =>
        {
            using var local = SpatialReference.FromWkt("LOCAL_CS[\"site\",UNIT[\"metre\",1]]");
            raster.SetSrs(local);
        });
        Assert.Contains("no place on Earth", Assert.Throws<RasterRefusedException>(() => SceneRaster.Open(path, new())).Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_damaged_file_gives_gdals_reason()
    {
        // Refused where nothing can be read of it; else its bad windows fail one by one.
        var path = SharedData.PathOf("data", "geotiff", "corrupt.tif");
        try
        {
            using var scene = SceneRaster.Open(path, new());
            using var reader = scene.OpenReader();
            Assert.Throws<GdalException>(() => reader.Read(new(0, 0, 1024, 1024)));
        }
        catch (RasterRefusedException e)
        {
            Assert.Contains("cannot be read", e.Problem, StringComparison.Ordinal);
            Assert.IsType<GdalException>(e.InnerException);
        }
    }

    [Fact]
    public void Half_a_file_still_opens_and_only_its_lost_windows_fail()
    {
        var noise = new byte[600 * 600];
        new Random(1).NextBytes(noise);
        var path = _rasters.Write("half.tif", 600, 600, 1, noise, transform: TestRasters.NorthUp, options: ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64"]);
        using (var file = File.OpenWrite(path)) file.SetLength(file.Length / 2);
        using var scene = SceneRaster.Open(path, new());
        using var reader = scene.OpenReader();
        using var good = reader.Read(new(0, 0, 100, 100));
        Assert.Equal(noise[..100].Select(v => (float)v), good.Raw(0)[..100].ToArray());
        Assert.Throws<GdalException>(() => reader.Read(new(500, 500, 100, 100)));
    }

    [Fact]
    public void Facts_of_the_scene()
    {
        var path = _rasters.Write("scene.tif", 300, 200, 3, new byte[180000], transform: TestRasters.NorthUp, more: r => r.SetMetadata("TIFFTAG_DATETIME", "2025:03:09 17:20:11"));
        using var scene = SceneRaster.Open(path, new());
        Assert.Equal((300, 200, 3, "EPSG:32613"), (scene.Width, scene.Height, scene.Bands, scene.Crs));
        Assert.Equal(0.5, scene.Gsd, 0.002);   // UTM's scale here is 1.0004
        Assert.Equal(new DateTimeOffset(2025, 3, 9, 17, 20, 11, TimeSpan.Zero), scene.AcquiredAt);
        Assert.Equal([1, 2, 3], scene.DisplayedBands);

        var copy = _rasters.PathOf("renamed.tif");
        File.Copy(path, copy);
        using var renamed = SceneRaster.Open(copy, new());
        Assert.Equal(scene.Sha256, renamed.Sha256);
        Assert.Matches("^[0-9a-f]{64}$", scene.Sha256);
        using var other = SceneRaster.Open(_rasters.Write("other.tif", 300, 200, 3, Enumerable.Repeat((byte)1, 180000).ToArray(), transform: TestRasters.NorthUp), new());
        Assert.NotEqual(scene.Sha256, other.Sha256);
        Assert.Null(other.AcquiredAt);
    }

    [Fact]
    public void Pixels_of_a_rotated_raster_go_to_their_place_from_any_thread()
    {
        // Columns run to the north-east, rows to the south-east, on EPSG:4326
        var path = _rasters.Write("rotated.tif", 20, 20, 1, new byte[400], transform: new(-103, 0.001, 0.001, 22, 0.001, -0.001), epsg: 4326);
        using var scene = SceneRaster.Open(path, new());
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 4 }, _ =>
        {
            double[] x = [0, 20, 0, 20], y = [0, 0, 20, 20];
            scene.PixelToLonLat(x, y);
            Assert.Equal([-103, -102.98, -102.98, -102.96], x, (a, b) => Math.Abs(a - b) < 1e-12);
            Assert.Equal([22, 22.02, 21.98, 22], y, (a, b) => Math.Abs(a - b) < 1e-12);
        });
    }

    [SkippableFact]
    public void South_up_and_ground_control_points()
    {
        using (var southUp = Shared("inverted_lat.tif"))
        {
            double[] x = [0, 720], y = [0, 360];
            southUp.PixelToLonLat(x, y);
            Assert.Equal([-180, 180], x);
            Assert.Equal([-90, 90], y);
        }
        using var gcps = Shared("cog_gcps.tif");
        using var raster = Dataset.Open(gcps.Path);
        foreach (var p in raster.Gcps)
        {
            double[] x = [p.Pixel], y = [p.Line];
            gcps.PixelToLonLat(x, y);
            // a polynomial through 210 points of a radar scene: within a few of its large pixels
            Assert.True(Math.Abs(x[0] - p.X) < 0.02 && Math.Abs(y[0] - p.Y) < 0.02, $"{x[0]} {y[0]} for {p}");
        }
        Assert.Equal(2018, gcps.AcquiredAt!.Value.Year);
    }

    [Fact]
    public void The_working_resolution_scales_the_grid_about_the_origin()
    {
        var path = _rasters.Write("gsd.tif", 300, 200, 1, new byte[60000], transform: TestRasters.NorthUp);
        using SceneRaster native = SceneRaster.Open(path, new()), coarse = SceneRaster.Open(path, new(Gsd: 1)), fine = SceneRaster.Open(path, new(Gsd: 0.25));
        Assert.InRange(coarse.Width, 149, 150);
        Assert.InRange(fine.Width, 599, 601);
        Assert.Equal(1, coarse.Gsd);
        double[] x = [0, 100], y = [0, 80], u = [0, 100 * native.Gsd], v = [0, 80 * native.Gsd];
        native.PixelToLonLat(x, y);
        coarse.PixelToLonLat(u, v);
        Assert.Equal(x, u, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal(y, v, (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Throws<ArgumentOutOfRangeException>(() => SceneRaster.Open(path, new(Gsd: -1)));
    }

    static SceneRaster Shared(string file) => SceneRaster.Open(SharedData.PathOf("data", "geotiff", file), new());

    public void Dispose() => _rasters.Dispose();
}
