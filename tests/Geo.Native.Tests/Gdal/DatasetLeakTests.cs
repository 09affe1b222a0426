using Geo.Native.Gdal;
using Xunit;

namespace Geo.Native.Tests.Gdal;

[Collection(Alone.Name)]
public sealed class DatasetLeakTests
{
    [Fact]
    public void Ten_thousand_datasets_leave_nothing_behind()
    {
        using var temp = new TempFolder();
        using (var made = Dataset.Create("GTiff", temp["a.tif"], 64, 64, 3))
        using (var utm = SpatialReference.FromEpsg(32613))
        {
            made.SetGeoTransform(new(500000, 1, 0, 2500000, 0, -1));
            made.SetSrs(utm);
            made.Close();
        }
        var pixels = new byte[64 * 64 * 3];
        void Once(int i)
        {
            using var raster = Dataset.Open(temp["a.tif"]);
            using var srs = raster.Srs;
            raster.Read<byte>(new(0, 0, 64, 64), 64, 64, [], pixels);
            if (i % 100 == 0)
            {
                using var view = raster.WarpedView(new());
                using var places = new GeoTransformer(raster);
                Assert.Throws<GdalException>(() => Dataset.Open(temp["absent.tif"]));
                _ = ImageCodec.EncodePng(pixels, 64, 64, 3);
            }
        }
        for (var i = 1; i <= 500; i++) Once(i);
        var before = ProcessUse.ResidentMegabytes();
        for (var i = 0; i < 9_500; i++) Once(i + 1);
        Assert.Equal(0, ProcessUse.OpenFiles("geo-native-"));
        Assert.InRange(ProcessUse.ResidentMegabytes() - before, double.NegativeInfinity, 12);
    }

    [Fact]
    public void A_view_outlives_the_handle_of_its_source()
    {
        using var source = Dataset.Create("MEM", "", 16, 16, 1);
        source.SetGeoTransform(new(0, 1, 0.2, 0, 0.2, -1));
        source.Write<byte>(0, 0, 16, 16, [1], Enumerable.Repeat((byte)9, 256).ToArray());
        using var srs = SpatialReference.FromEpsg(3857);
        source.SetSrs(srs);
        using var view = source.WarpedView(new());
        source.Dispose();
        var all = new byte[view.Width * view.Height];
        view.Bands[0].Read<byte>(new(0, 0, view.Width, view.Height), view.Width, view.Height, all);
        Assert.Contains((byte)9, all);
    }
}
