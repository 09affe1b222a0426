using Geo.Native.Gdal;
using Xunit;

namespace Geo.Native.Tests.Gdal;

public sealed class ImageCodecTests
{
    static byte[] Picture(int width, int height, int channels)
    {
        var pixels = new byte[width * height * channels];
        for (var i = 0; i < pixels.Length; i++)
        {
            var p = i / channels;
            pixels[i] = (byte)(128 + 100 * Math.Sin(p % width * 0.1 + i % channels) * Math.Cos(p / width * 0.07));
        }
        return pixels;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Png_is_exact(int channels)
    {
        var pixels = Picture(70, 50, channels);
        var png = ImageCodec.EncodePng(pixels, 70, 50, channels);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
        var back = ImageCodec.Decode(png);
        Assert.Equal((70, 50, channels), (back.Width, back.Height, back.Channels));
        Assert.Equal(pixels, back.Pixels);
    }

    [Fact]
    public void Jpeg_and_webp_are_near_and_lossless_webp_is_exact()
    {
        var pixels = Picture(64, 64, 3);
        double Error(byte[] encoded) => ImageCodec.Decode(encoded).Pixels.Zip(pixels, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(Error(ImageCodec.EncodeJpeg(pixels, 64, 64, 3, 90)), 0, 4);
        Assert.InRange(Error(ImageCodec.EncodeWebp(pixels, 64, 64, 3, 90)), 0, 4);
        Assert.Equal(0, Error(ImageCodec.EncodeWebp(pixels, 64, 64, 3, quality: null)));
        Assert.True(ImageCodec.EncodeJpeg(pixels, 64, 64, 3, 30).Length < ImageCodec.EncodeJpeg(pixels, 64, 64, 3, 95).Length);
    }

    [Fact]
    public void What_is_no_image_is_refused()
    {
        Assert.Throws<GdalException>(() => ImageCodec.Decode("hello"u8));
        Assert.Throws<GdalException>(() => ImageCodec.Decode([]));
        var cut = ImageCodec.EncodePng(Picture(64, 64, 3), 64, 64, 3);
        Assert.Throws<GdalException>(() => ImageCodec.Decode(cut.AsSpan(0, cut.Length / 2)));
        Assert.Throws<ArgumentException>(() => ImageCodec.EncodePng(new byte[5], 64, 64, 3));
    }

    [Fact]
    public void Threads_do_not_disturb_each_other() => Parallel.For(0, 64, i =>
    {
        var pixels = Picture(20 + i, 30, 3);
        Assert.Equal(pixels, ImageCodec.Decode(ImageCodec.EncodePng(pixels, 20 + i, 30, 3)).Pixels);
    });
}
