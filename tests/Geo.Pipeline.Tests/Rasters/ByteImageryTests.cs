using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Xunit;

namespace Geo.Pipeline.Tests.Rasters;

/// <summary>Byte imagery is read without floats; the same values kept as 16 bits take the other way and must give the same.</summary>
public sealed class ByteImageryTests : IDisposable
{
    const int Width = 150, Height = 70;
    readonly TestRasters _rasters = new();

    [Theory]
    [InlineData(3, null)]                  // the picture is the raw bytes
    [InlineData(3, null, 3, 2, 1)]
    [InlineData(1, null)]
    [InlineData(4, null, 4, 1, 2)]
    [InlineData(3, 0)]
    [InlineData(3, 200)]
    [InlineData(1, 255)]
    [InlineData(5, 7)]
    public void Bytes_and_floats_give_the_same(int bands, int? noData, params int[] wanted)
    {
        var random = new Random(bands);
        var bytes = new byte[Width * Height * bands];
        random.NextBytes(bytes);
        if (noData is { } missing)
            for (var i = 0; i < Width * Height; i++)
                for (var b = 0; b < bands; b++)
                    if (i % 11 == 0 || b == 0 && i % 3 == 0) bytes[i * bands + b] = (byte)missing;
        var options = new RasterOptions(Bands: wanted.Length == 0 ? null : wanted);
        using var a = SceneRaster.Open(Write("a.tif", bytes, GdalDataType.Byte), options);
        using var b2 = SceneRaster.Open(Write("b.tif", Array.ConvertAll(bytes, v => (short)v), GdalDataType.Int16), options);
        using SceneReader readerA = a.OpenReader(), readerB = b2.OpenReader();
        var window = new PixelRect(11, 5, 131, 60);
        using WindowPixels asBytes = readerA.Read(window), asFloats = readerB.Read(window);

        Assert.NotNull(asBytes.Missing);
        Assert.Null(asFloats.Missing);
        Assert.Equal(noData is null, asBytes.Valid is null);
        Assert.Equal(asFloats.Valid?.Words, asBytes.Valid?.Words);
        for (var band = 0; band < bands; band++) Assert.Equal(asFloats.Raw(band).ToArray(), asBytes.Raw(band).ToArray());
        var mask = new BitMask(1, 2, 130, 55);
        for (var y = 2; y < 57; y++)
            for (var x = 1; x < 131; x++)
                if (y < 20 || random.Next(3) > 0) mask.Set(x, y);
        Assert.Equal(BandStatistics.Of(mask, asFloats), BandStatistics.Of(mask, asBytes));
        Assert.Equal(Shown(asFloats, b2, a.Stretch), asBytes.Rgb.ToArray());

        string Write<T>(string name, T[] values, GdalDataType type) where T : unmanaged =>
            _rasters.Write(name, Width, Height, bands, values, type, TestRasters.NorthUp, options: ["PHOTOMETRIC=MINISBLACK", "ALPHA=NO"],
                more: r =>
                {
                    foreach (var band in r.Bands)
                        if (noData is { } value) band.SetNoData(value);
                });
    }

    /// <summary>16-bit scenes are always stretched: the picture anew, with the byte scene's stretch.</summary>
    static byte[] Shown(WindowPixels pixels, SceneRaster scene, IReadOnlyList<BandStretch> stretch)
    {
        var rgb = new byte[3 * pixels.Width * pixels.Height];
        for (var c = 0; c < 3; c++)
        {
            var raw = pixels.Raw(scene.Layout.Display[c]);
            for (var i = 0; i < raw.Length; i++)
                if (pixels.Valid is null || pixels.Valid[pixels.Window.X + i % pixels.Width, pixels.Window.Y + i / pixels.Width])
                    rgb[3 * i + c] = stretch[c].Apply(raw[i]);
        }
        return rgb;
    }

    public void Dispose() => _rasters.Dispose();
}
