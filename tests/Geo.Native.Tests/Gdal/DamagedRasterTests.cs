using Geo.Native.Gdal;
using Geo.Testing;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class DamagedRasterTests
{
    /// <summary>A deflated raster of 8 x 8 tiles in which the bytes in the middle are overwritten.</summary>
    static void Damage(string path)
    {
        using (var made = Dataset.Create("GTiff", path, 512, 512, 1, options: ["TILED=YES", "BLOCKXSIZE=64", "BLOCKYSIZE=64", "COMPRESS=DEFLATE"]))
        {
            var noise = new byte[512 * 512];
            new Random(7).NextBytes(noise);
            made.Write<byte>(0, 0, 512, 512, [1], noise);
            made.Close();
        }
        using var file = File.OpenWrite(path);
        file.Position = file.Length / 2;
        file.Write(new byte[9000]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2")]
    public void A_damaged_tile_raises_with_text_and_the_others_are_read(string? threads)
    {
        using var temp = new TempFolder();
        Damage(temp["d.tif"]);
        using var raster = Dataset.Open(temp["d.tif"], openOptions: threads is null ? null : [$"NUM_THREADS={threads}"]);
        var buffer = new byte[512 * 512];
        for (var attempt = 0; attempt < 3; attempt++)
        {
            var e = Assert.Throws<GdalException>(() => raster.Read<byte>(new(0, 0, 512, 512), 512, 512, [1], buffer));
            Assert.NotEqual("", e.NativeText);
            Assert.Contains("d.tif", e.Message, StringComparison.Ordinal);
        }
        raster.Read<byte>(new(0, 0, 64, 64), 64, 64, [1], buffer);
        Assert.Contains(buffer.Take(4096), b => b != 0);
    }

    [SkippableTheory]
    [InlineData("corrupt.tif")]
    [InlineData("odd/byte_truncated.tif")]
    public void Known_damaged_files_open_and_fail_at_their_pixels(string name)
    {
        using var raster = Dataset.Open(SharedData.PathOf("data", "geotiff", name));
        var buffer = new byte[raster.Width * raster.Height * raster.BandCount];
        var e = Assert.Throws<GdalException>(() => raster.Read<byte>(new(0, 0, raster.Width, raster.Height), raster.Width, raster.Height, [], buffer));
        Assert.NotEqual("", e.NativeText);
    }

    [SkippableTheory]
    [InlineData("odd/hugeblocksize.tif")]
    [InlineData("odd/unsupported_codec_jp2000.tif")]
    public void Known_hostile_files_do_not_open(string name)
    {
        var path = SharedData.PathOf("data", "geotiff", name);
        Assert.NotEqual("", Assert.Throws<GdalException>(() => Dataset.Open(path)).NativeText);
    }
}
