using Geo.Native.Gdal;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class RasterFileTests
{
    [Fact]
    public void What_is_written_is_read_back_with_its_georeference_and_leaves_no_side_files()
    {
        using var temp = new TempFolder();
        var transform = new GeoTransform(500000, 0.5, 0, 2500000, 0, -0.5);
        var pixels = Enumerable.Range(0, 40 * 30 * 3).Select(i => (ushort)(i * 7)).ToArray();
        using (var made = Dataset.Create("GTiff", temp["a.tif"], 40, 30, 3, GdalDataType.UInt16, ["TILED=YES", "BLOCKXSIZE=16", "BLOCKYSIZE=32", "COMPRESS=DEFLATE"]))
        using (var utm = SpatialReference.FromEpsg(32613))
        {
            made.SetGeoTransform(transform);
            made.SetSrs(utm);
            made.Bands[0].SetNoData(7);
            made.Bands[1].Description = "infrared";
            made.SetMetadata("ACQUIRED", "2026-11-01");
            made.Write<ushort>(0, 0, 40, 30, [], pixels);
            made.Close();
        }

        using var read = Dataset.Open(temp["a.tif"]);
        Assert.Equal(("GTiff", 40, 30, 3), (read.DriverName, read.Width, read.Height, read.BandCount));
        Assert.Equal(transform, read.GeoTransform);
        using (var srs = read.Srs) Assert.Equal("EPSG:32613", srs!.AuthorityCode);
        Assert.Equal(GdalDataType.UInt16, read.Bands[0].DataType);
        Assert.Equal((16, 32), read.Bands[0].BlockSize);
        Assert.Equal(7, read.Bands[0].NoData);
        Assert.Equal(MaskFlags.NoData, read.Bands[0].MaskFlags);
        Assert.Equal("infrared", read.Bands[1].Description);
        Assert.Equal("2026-11-01", read.Metadata()["ACQUIRED"]);
        Assert.Equal("DEFLATE", read.Metadata("IMAGE_STRUCTURE")["COMPRESSION"]);
        Assert.Equal([temp["a.tif"]], read.FileList);
        var back = new ushort[pixels.Length];
        read.Read<ushort>(new(0, 0, 40, 30), 40, 30, [], back);
        Assert.Equal(pixels, back);
        Assert.Equal(["a.tif"], temp.Names);
    }

    [Fact]
    public void Windows_are_read_interleaved_or_planar_in_band_order_and_resampled()
    {
        // band b, row y, column x holds 100 b + 10 y + x
        var pixels = new byte[4 * 4 * 2];
        for (var y = 0; y < 4; y++)
            for (var x = 0; x < 4; x++)
                for (var b = 0; b < 2; b++) pixels[(y * 4 + x) * 2 + b] = (byte)(100 * b + 10 * y + x);
        using var raster = Dataset.OverMemory(pixels.AsMemory(), 4, 4, 2);

        var interleaved = new byte[8];
        raster.Read<byte>(new(1, 2, 2, 2), 2, 2, [2, 1], interleaved);
        Assert.Equal([121, 21, 122, 22, 131, 31, 132, 32], interleaved);

        var planar = new float[8];
        raster.Read<float>(new(1, 2, 2, 2), 2, 2, [1, 2], planar, SampleOrder.Planar);
        Assert.Equal([21, 22, 31, 32, 121, 122, 131, 132], planar);

        using var real = Dataset.OverMemory(pixels.Select(p => (float)p).ToArray().AsMemory(), 4, 4, 2);
        var mean = new float[1];
        real.Bands[0].Read<float>(new(0, 0, 4, 4), 1, 1, mean, Resampling.Average);
        Assert.Equal(16.5f, mean[0], 0.01f);

        // half a pixel to the right, by bilinear interpolation: 0.5 more than the whole pixels
        var whole = new float[4];
        var shifted = new float[4];
        real.Bands[0].Read<float>(new(1, 1, 2, 2), 2, 2, whole, Resampling.Bilinear);
        real.Bands[0].Read<float>(new(1.5, 1, 2, 2), 2, 2, shifted, Resampling.Bilinear);
        for (var i = 0; i < 4; i++) Assert.Equal(whole[i] + 0.5f, shifted[i], 0.01f);

        Assert.Throws<ArgumentException>(() => raster.Read<byte>(new(3, 3, 2, 2), 2, 2, [1], new byte[4]));
        Assert.Throws<ArgumentException>(() => raster.Read<byte>(new(0, 0, 2, 2), 2, 2, [1], new byte[3]));

        // the raster lies over the array itself
        raster.Write<byte>(0, 0, 1, 1, [1, 2], [250, 251]);
        Assert.Equal((250, 251), (pixels[0], pixels[1]));
    }

    [Fact]
    public void Masks_palettes_overviews_and_control_points_survive_a_file()
    {
        using var temp = new TempFolder();
        GroundControlPoint[] points = [new(0, 0, -102, 22, Id: "nw"), new(64, 0, -101, 22.1), new(0, 64, -102.1, 21), new(64, 64, -101.1, 21.1)];
        PaletteColor[] palette = [new(0, 0, 0), new(10, 20, 30), new(200, 100, 50, 128)];
        using (var made = Dataset.Create("GTiff", temp["p.tif"], 64, 64, 1))
        using (var wgs84 = SpatialReference.FromEpsg(4326))
        {
            made.Bands[0].SetPalette(palette);
            made.SetGcps(points, wgs84);
            made.Write<byte>(0, 0, 64, 64, [1], new byte[64 * 64]);
            made.CreateMask();
            var mask = new byte[64 * 64];
            mask.AsSpan(0, 64).Fill(255);
            made.Bands[0].WriteMask(0, 0, 64, 64, mask);
            made.BuildOverviews([2, 4], "NEAREST");
            made.Close();
        }

        using var read = Dataset.Open(temp["p.tif"]);
        Assert.Null(read.GeoTransform);
        Assert.Equal(points.Select(p => (p.Pixel, p.Line, p.X, p.Y)), read.Gcps.Select(p => (p.Pixel, p.Line, p.X, p.Y)));
        using (var srs = read.GcpSrs) Assert.Equal("EPSG:4326", srs!.AuthorityCode);
        Assert.Equal(ColorInterpretation.Palette, read.Bands[0].ColorInterpretation);
        Assert.Equal(new PaletteColor(10, 20, 30), read.Bands[0].Palette![1]);
        Assert.Equal(2, read.Bands[0].OverviewCount);
        Assert.Equal((16, 16), read.Bands[0].OverviewSize(1));
        Assert.Equal(MaskFlags.PerDataset, read.Bands[0].MaskFlags);
        var valid = new byte[64 * 2];
        read.Bands[0].ReadMask(new(0, 0, 64, 2), 64, 2, valid);
        Assert.Equal(Enumerable.Repeat((byte)255, 64).Concat(Enumerable.Repeat((byte)0, 64)), valid);

        using var view = read.WarpedView(new());
        Assert.True(view.GeoTransform!.Value.IsNorthUp);
        Assert.Equal(ColorInterpretation.Alpha, view.Bands[^1].ColorInterpretation);
    }

    [Fact]
    public void Closed_datasets_and_missing_files_raise()
    {
        using var temp = new TempFolder();
        var e = Assert.Throws<GdalException>(() => Dataset.Open(temp["absent.tif"]));
        Assert.Contains("No such file", e.NativeText, StringComparison.Ordinal);
        Assert.Equal((3, 4), (e.Class, e.Number));
        File.WriteAllText(temp["text.tif"], "this is no raster");
        Assert.Contains("text.tif", Assert.Throws<GdalException>(() => Dataset.Open(temp["text.tif"])).NativeText, StringComparison.Ordinal);
        Assert.Throws<GdalException>(() => Dataset.Create("NoSuchDriver", temp["x"], 1, 1, 1));
        Assert.Throws<GdalException>(() => Dataset.Create("GTiff", temp["no/folder/x.tif"], 1, 1, 1));

        var dataset = Dataset.Create("MEM", "", 1, 1, 1);
        var band = dataset.Bands[0];
        dataset.Dispose();
        Assert.Throws<ObjectDisposedException>(() => dataset.Width);
        Assert.Throws<ObjectDisposedException>(() => band.DataType);
    }

    [Fact]
    public void Closing_tells_that_the_disk_is_full()
    {
        const string Full = "/dev/full";
        if (!File.Exists(Full)) return;
        using var temp = new TempFolder();
        File.CreateSymbolicLink(temp["full.tif"], Full);
        var e = Assert.Throws<GdalException>(() =>
        {
            using var made = Dataset.Create("GTiff", temp["full.tif"], 512, 512, 1);
            made.Write<byte>(0, 0, 512, 512, [1], new byte[512 * 512]);
            made.Close();
        });
        Assert.NotEqual("", e.NativeText);
    }
}
