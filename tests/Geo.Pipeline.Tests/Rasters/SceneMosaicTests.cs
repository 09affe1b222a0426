using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Xunit;

namespace Geo.Pipeline.Tests.Rasters;

public sealed class SceneMosaicTests : IDisposable
{
    readonly TestRasters rasters = new();

    [Fact]
    public void Two_sheets_are_one_scene_and_the_gap_between_them_is_not_observed()
    {
        var west = rasters.Write("west.tif", 40, 30, 1, Enumerable.Repeat((byte)100, 1200).ToArray(), transform: TestRasters.NorthUp);
        var east = rasters.Write("east.tif", 40, 30, 1, Enumerable.Repeat((byte)200, 1200).ToArray(), transform: TestRasters.NorthUp.Window(50, 0));
        using var mosaic = SceneMosaic.Of([west, east]);
        using var scene = SceneRaster.Open(mosaic.Path, new());
        Assert.Equal((90, 30, 1), (scene.Width, scene.Height, scene.Bands));
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(0, 0, 90, 30));
        Assert.Equal((100f, 200f), (pixels.Raw(0)[5], pixels.Raw(0)[85]));
        Assert.Equal(2 * 1200, pixels.Valid!.Area);
        Assert.False(pixels.Valid[45, 10]);

        using var again = SceneMosaic.Of([west, east]);
        using var same = SceneRaster.Open(again.Path, new());
        Assert.Equal(scene.Sha256, same.Sha256);
        using var one = SceneRaster.Open(west, new());
        Assert.NotEqual(scene.Sha256, one.Sha256);
    }

    [Fact]
    public void Sheets_of_different_CRS_or_bands_are_refused()
    {
        var one = rasters.Write("one.tif", 10, 10, 1, new byte[100], transform: TestRasters.NorthUp);
        var zone = rasters.Write("zone.tif", 10, 10, 1, new byte[100], transform: TestRasters.NorthUp, epsg: 32614);
        var rgb = rasters.Write("rgb.tif", 10, 10, 3, new byte[300], transform: TestRasters.NorthUp.Window(10, 0));
        Assert.Contains("one CRS", Assert.Throws<RasterRefusedException>(() => SceneMosaic.Of([one, zone])).Message, StringComparison.Ordinal);
        Assert.Contains("bands", Assert.Throws<RasterRefusedException>(() => SceneMosaic.Of([one, rgb])).Message, StringComparison.Ordinal);
        Assert.Throws<RasterRefusedException>(() => SceneMosaic.Of([one, one]));
    }

    [Fact]
    public void A_CRS_and_nodata_kept_in_a_side_file_are_seen_and_nothing_is_written()
    {
        var path = rasters.Write("side.tif", 10, 10, 1, Enumerable.Range(0, 100).Select(i => (byte)(i < 50 ? 7 : i)).ToArray(), transform: TestRasters.NorthUp, epsg: null);
        using (var srs = SpatialReference.FromEpsg(32613))
            File.WriteAllText(path + ".aux.xml", $"<PAMDataset><SRS>{srs.ToWkt()}</SRS><PAMRasterBand band=\"1\"><NoDataValue>7</NoDataValue></PAMRasterBand></PAMDataset>");
        var before = Directory.GetFiles(Path.GetDirectoryName(path)!).Select(f => (f, File.GetLastWriteTimeUtc(f))).ToList();
        using (var scene = SceneRaster.Open(path, new()))
        {
            Assert.Equal("EPSG:32613", scene.Crs);
            using var reader = scene.OpenReader();
            using var pixels = reader.Read(new(0, 0, 10, 10));
            Assert.Equal(50, pixels.Valid!.Area);
            using var pictures = new ScenePictures(scene);
            Assert.Equal(5, pictures.Read(new(0, 0, 10, 10), 5, 5).Width);
        }
        Assert.Equal(before, Directory.GetFiles(Path.GetDirectoryName(path)!).Select(f => (f, File.GetLastWriteTimeUtc(f))));
    }

    public void Dispose() => rasters.Dispose();
}
