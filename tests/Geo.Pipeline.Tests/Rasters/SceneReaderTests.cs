using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Rasters;

public sealed class SceneReaderTests : IDisposable
{
    readonly TestRasters _rasters = new();

    [Fact]
    public void Eight_bit_colour_is_left_as_it_is()
    {
        var rgb = TestRasters.Rectangles(100, 80, [(10, 10, 60, 60)]);
        using var scene = SceneRaster.Open(_rasters.Write("rgb.tif", 100, 80, 3, rgb, transform: TestRasters.NorthUp), new());
        Assert.All(scene.Stretch, s => Assert.Equal(BandStretch.Identity, s));
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(20, 30, 40, 25));
        for (var y = 0; y < 25; y++)
            Assert.Equal(rgb.AsSpan(3 * ((30 + y) * 100 + 20), 120).ToArray(), pixels.Rgb.Slice(120 * y, 120).ToArray());
        Assert.Equal(rgb[3 * (30 * 100 + 20) + 1], pixels.Raw(1)[0]);
        Assert.Null(pixels.Valid);
        Assert.Equal(1, pixels.ValidShare);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.Read(new(90, 0, 20, 20)));
    }

    [Fact]
    public void Sixteen_bits_are_stretched_by_the_scene_and_not_by_the_window()
    {
        // A ramp of 0 to 9999: 2 % at 200, 98 % at 9800
        var ramp = Enumerable.Range(0, 10000).Select(i => (ushort)i).ToArray();
        using var scene = SceneRaster.Open(_rasters.Write("ramp.tif", 100, 100, 1, ramp, GdalDataType.UInt16, TestRasters.NorthUp), new());
        Assert.All(scene.Stretch, s => Assert.True(Math.Abs(s.Min - 200) <= 2 && Math.Abs(s.Max - 9800) <= 2));
        using var reader = scene.OpenReader();
        using WindowPixels dark = reader.Read(new(0, 0, 100, 10)), all = reader.Read(new(0, 0, 100, 100));
        Assert.Equal(all.Rgb[..3000].ToArray(), dark.Rgb.ToArray());
        Assert.Equal((0, 255), (all.Rgb[0], all.Rgb[^1]));
        Assert.InRange(all.Rgb[3 * 5000], 126, 129);
    }

    [Fact]
    public void Hazy_eight_bit_scenes_are_stretched()
    {
        var hazy = Enumerable.Range(0, 10000).Select(i => (byte)(120 + i % 30)).ToArray();
        using var scene = SceneRaster.Open(_rasters.Write("hazy.tif", 100, 100, 1, hazy, transform: TestRasters.NorthUp), new());
        Assert.All(scene.Stretch, s => Assert.True(s is { Min: > 119 and < 122, Max: > 147 and < 150 }));
        using var flat = SceneRaster.Open(_rasters.Write("flat.tif", 10, 10, 1, Enumerable.Repeat((byte)90, 100).ToArray(), transform: TestRasters.NorthUp), new());
        Assert.All(flat.Stretch, s => Assert.Equal(BandStretch.Identity, s));
    }

    [Fact]
    public void Bands_go_by_colour_by_number_or_by_hand()
    {
        var five = Enumerable.Range(0, 500).Select(i => (byte)(i % 5 * 50)).ToArray();
        var path = _rasters.Write("five.tif", 10, 10, 5, five, transform: TestRasters.NorthUp, options: ["PHOTOMETRIC=MINISBLACK"]);
        Assert.Equal([1, 2, 3], Bands(path));
        Assert.Equal([4, 3, 2], Bands(path, 4, 3, 2));
        Assert.Equal([5, 5, 5], Bands(path, 5));
        Assert.Contains("no data band 6", Assert.Throws<RasterRefusedException>(() => Bands(path, 1, 2, 6)).Message, StringComparison.Ordinal);
        Assert.Contains("2 bands were chosen", Assert.Throws<RasterRefusedException>(() => Bands(path, 1, 2)).Message, StringComparison.Ordinal);

        static IReadOnlyList<int> Bands(string path, params int[] wanted)
        {
            using var scene = SceneRaster.Open(path, new(Bands: wanted.Length == 0 ? null : wanted));
            return scene.DisplayedBands;
        }
    }

    [Fact]
    public void Black_in_one_band_is_no_hole_and_nodata_in_all_is()
    {
        var rgb = Enumerable.Repeat((byte)9, 300).ToArray();
        rgb[0] = 0;                                        // red of the first pixel only
        (rgb[3], rgb[4], rgb[5]) = (0, 0, 0);              // the second pixel
        using var scene = SceneRaster.Open(_rasters.Write("holes.tif", 10, 10, 3, rgb, transform: TestRasters.NorthUp, more: r => r.Bands[0].SetNoData(0)), new());
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(0, 0, 10, 10));
        Assert.Equal(99, pixels.Valid!.Area);
        Assert.False(pixels.Valid[1, 0]);
        Assert.True(float.IsNaN(pixels.Raw(0)[0]) && pixels.Raw(1)[0] == 9);
    }

    [Fact]
    public void NaN_is_no_data_even_where_the_file_does_not_say_so()
    {
        var values = Enumerable.Range(0, 100).Select(i => i < 30 ? float.NaN : i / 100f).ToArray();
        using var scene = SceneRaster.Open(_rasters.Write("nan.tif", 10, 10, 1, values, GdalDataType.Float32, TestRasters.NorthUp), new());
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(0, 0, 10, 10));
        Assert.Equal(0.7, pixels.ValidShare, 1e-9);
        Assert.Equal(0, pixels.Rgb[0]);
        Assert.True(scene.Stretch[0].Min >= 0.3 && scene.Stretch[0].Max <= 1);
    }

    [Theory]
    [InlineData(0.8)]
    [InlineData(0.3)]
    public void A_resampled_pixel_is_the_same_in_every_window(double gsd)
    {
        var noise = new byte[300 * 300];
        new Random(3).NextBytes(noise);
        using var scene = SceneRaster.Open(_rasters.Write("noise.tif", 300, 300, 1, noise, transform: TestRasters.NorthUp), new(Gsd: gsd));
        using var reader = scene.OpenReader();
        using WindowPixels a = reader.Read(new(0, 0, 150, 150)), b = reader.Read(new(37, 53, 100, 90)), c = reader.Read(new(0, 0, scene.Width, scene.Height));
        for (var y = 53; y < 143; y++)
            for (var x = 37; x < 137; x++)
            {
                var whole = c.Raw(0)[y * scene.Width + x];
                Assert.Equal(whole, b.Raw(0)[(y - 53) * 100 + x - 37], 0.02f);
                Assert.Equal(whole, a.Raw(0)[y * 150 + x], 0.02f);
            }
    }

    [SkippableFact]
    public void A_palette_becomes_colour()
    {
        using var scene = Shared("cog_cmap.tif");
        Assert.Equal((3, 7168, 8704), (scene.Bands, scene.Width, scene.Height));
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(3000, 4000, 256, 256));
        using var raster = Dataset.Open(scene.Path);
        var indices = new byte[256 * 256];
        raster.Bands[0].Read(new(3000, 4000, 256, 256), 256, 256, indices.AsSpan());
        var palette = raster.Bands[0].Palette!;
        for (var i = 0; i < indices.Length; i++)
        {
            var colour = palette[indices[i]];
            var isValid = pixels.Valid is null || pixels.Valid[3000 + i % 256, 4000 + i / 256];
            if (isValid) Assert.Equal((colour.Red, colour.Green, colour.Blue), (pixels.Rgb[3 * i], pixels.Rgb[3 * i + 1], pixels.Rgb[3 * i + 2]));
            Assert.Equal(indices[i] != 0, isValid);   // nodata 0
        }
    }

    [SkippableFact]
    public void A_mask_and_an_alpha_band_say_what_is_valid()
    {
        using (var scene = Shared("cog_rgb_mask.tif"))
        {
            using var reader = scene.OpenReader();
            using var pixels = reader.Read(new(0, 0, scene.Width, scene.Height));
            Assert.InRange(pixels.ValidShare, 0.01, 0.999);
        }
        using var blueFirst = Shared("RGBA.uint16.tif");   // bands blue, green, red, alpha
        Assert.Equal([3, 2, 1], blueFirst.DisplayedBands);
        Assert.Equal(3, blueFirst.Bands);
        using var second = blueFirst.OpenReader();
        using var window = second.Read(new(0, 0, blueFirst.Width, blueFirst.Height));
        Assert.InRange(window.ValidShare, 0.01, 0.999);
    }

    [SkippableTheory]
    [InlineData("float_raster_with_nodata.tif", 1)]
    [InlineData("odd/nan32_nodata.tif", 1)]
    [InlineData("pix4d_alpha_nodata.tif", 3)]
    [InlineData("mexico_landsat_11band.tif", 11)]
    [InlineData("shade.tif", 1)]
    [InlineData("spacenet_atlanta_pan.tif", 1)]
    [InlineData("world.rgb.tif", 3)]
    [InlineData("cogeo.tif", 3)]
    [InlineData("mosaic_cog3.tif", 3)]
    [InlineData("cog_gcps.tif", 1)]
    [InlineData("cog_dateline.tif", 1)]
    [InlineData("odd/spaf27_correct.tif", 1)]
    [InlineData("odd/rgbsmall_JPEG_tiled_separate.tif", 3)]
    [InlineData("odd/float32_lzw_predictor_3_big_endian.tif", 1)]
    public void Ordinary_and_odd_rasters_are_read(string file, int bands)
    {
        using var scene = Shared(file);
        Assert.Equal(bands, scene.Bands);
        Assert.True(scene.Gsd > 0);
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(0, 0, Math.Min(512, scene.Width), Math.Min(512, scene.Height)));
        Assert.Equal(3 * pixels.Width * pixels.Height, pixels.Rgb.Length);
        Assert.InRange(pixels.ValidShare, 0, 1);
        if (pixels.ValidShare > 0.5) Assert.True(pixels.Rgb.ToArray().Distinct().Count() > 1, "the picture is one colour");
    }

    static SceneRaster Shared(string file) => SceneRaster.Open(SharedData.PathOf("data", "geotiff", file), new());

    public void Dispose() => _rasters.Dispose();
}
