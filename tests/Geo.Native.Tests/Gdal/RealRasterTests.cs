using Geo.Native.Gdal;
using Geo.Testing;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class RealRasterTests
{
    static Dataset Open(string name) => Dataset.Open(SharedData.PathOf("data", "geotiff", name));

    [SkippableFact]
    public void Palette()
    {
        using var raster = Open("cog_cmap.tif");
        Assert.Equal((7168, 8704), (raster.Width, raster.Height));
        Assert.Equal(256, raster.Bands[0].Palette!.Count);
        Assert.Equal(4, raster.Bands[0].OverviewCount);
    }

    [SkippableFact]
    public void Control_points_place_pixels_and_warp()
    {
        using var raster = Open("cog_gcps.tif");
        Assert.Null(raster.GeoTransform);
        Assert.Equal(210, raster.Gcps.Count);
        using var fitted = new GcpTransform(raster.Gcps);
        using var general = new GeoTransformer(raster);
        var pixels = raster.Gcps.Select(p => p.Pixel).ToArray();
        var lines = raster.Gcps.Select(p => p.Line).ToArray();
        double[] x1 = [.. pixels], y1 = [.. lines], x2 = [.. pixels], y2 = [.. lines];
        fitted.ToGround(x1, y1);
        general.ToGround(x2, y2);
        for (var i = 0; i < pixels.Length; i++)
        {
            Assert.Equal(raster.Gcps[i].X, x1[i], 0.01);
            Assert.Equal(raster.Gcps[i].Y, y1[i], 0.01);
            Assert.Equal(x1[i], x2[i], 1e-6);
        }
        general.ToPixels(x2, y2);
        for (var i = 0; i < pixels.Length; i++) Assert.Equal(pixels[i], x2[i], 1.0);

        using var mercator = SpatialReference.FromEpsg(3857);
        using var view = raster.WarpedView(new(mercator));
        Assert.True(view.GeoTransform!.Value.IsNorthUp);
        using (var srs = view.Srs) Assert.Equal("EPSG:3857", srs!.AuthorityCode);
        var alpha = new byte[64 * 64];
        view.Bands[^1].Read<byte>(new(0, 0, view.Width, view.Height), 64, 64, alpha);
        Assert.Contains((byte)0, alpha);
        Assert.Contains(alpha, a => a != 0);
    }

    [SkippableFact]
    public void Rotated_geotransform_inverts()
    {
        using var raster = Open("rotated.tif");
        var transform = raster.GeoTransform!.Value;
        Assert.False(transform.IsNorthUp);
        var (x, y) = transform.Apply(3.25, 7.5);
        var (px, py) = transform.Invert().Apply(x, y);
        Assert.Equal(3.25, px, 1e-9);
        Assert.Equal(7.5, py, 1e-9);
        Assert.Null(raster.Srs);
    }

    [SkippableFact]
    public void Masks_by_dataset_by_alpha_and_by_nodata()
    {
        using (var raster = Open("cog_rgb_mask.tif"))
        {
            Assert.Equal(MaskFlags.PerDataset, raster.Bands[0].MaskFlags);
            var mask = new byte[raster.Width * raster.Height];
            raster.Bands[0].ReadMask(new(0, 0, raster.Width, raster.Height), raster.Width, raster.Height, mask);
            Assert.All(mask, m => Assert.True(m is 0 or 255));
            Assert.Contains((byte)255, mask);
        }
        using (var raster = Open("RGBA.uint16.tif")) Assert.Equal(MaskFlags.Alpha | MaskFlags.PerDataset, raster.Bands[0].MaskFlags);
        using (var raster = Open("odd/nan32_nodata.tif"))
        {
            Assert.True(double.IsNaN(raster.Bands[0].NoData!.Value));
            Assert.Equal(MaskFlags.NoData, raster.Bands[0].MaskFlags);
        }
        using (var raster = Open("RGB.byte.tif")) Assert.Equal(0, raster.Bands[0].NoData);
    }

    [SkippableFact]
    public void Colour_interpretation_types_and_south_up()
    {
        using (var raster = Open("RGBA.uint16.tif"))
        {
            Assert.Equal(GdalDataType.UInt16, raster.Bands[0].DataType);
            Assert.Contains(raster.Bands, b => b.ColorInterpretation == ColorInterpretation.Alpha);
            var samples = new ushort[100 * 4];
            raster.Read<ushort>(new(300, 200, 10, 10), 10, 10, [], samples);
            Assert.True(samples.Max() > 255);
        }
        using (var raster = Open("slc.tif")) Assert.Equal(GdalDataType.ComplexInt16, raster.Bands[0].DataType);
        using (var raster = Open("inverted_lat.tif")) Assert.True(raster.GeoTransform!.Value.PixelHeight > 0);
        using (var raster = Open("mexico_landsat_11band.tif"))
        using (var srs = raster.Srs) Assert.Equal(("EPSG:32613", true), (srs!.AuthorityCode, srs.IsProjected));
    }

    [SkippableFact]
    public void Mars_is_not_the_Earth()
    {
        using var mars = Open("cog_hirise_mars.tif");
        using var onMars = mars.Srs;
        Assert.False(onMars!.IsEarth);
        Assert.Equal(3_394_839.8, onMars.SemiMajorAxis!.Value, 5000.0);
        using var earth = Open("spacenet_atlanta_pan.tif");
        using var onEarth = earth.Srs;
        Assert.True(onEarth!.IsEarth);
    }
}
