using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Xunit;

namespace Geo.Pipeline.Tests.Masks;

public sealed class CodecTests
{
    [Fact]
    public void Masks_come_back_exactly()
    {
        var random = new Random(3);
        for (var round = 0; round < 80; round++)
        {
            var mask = RandomMasks.Noise(random, random.Next(0, 200), random.Next(0, 30), random.Next(0, 5) / 4.0);
            Assert.True(RandomMasks.Same(mask, MaskCodec.Decode(MaskCodec.Encode(mask))));
        }
    }

    [Fact]
    public void A_rectangle_takes_a_few_bytes_and_a_blob_under_a_tenth_of_its_bits()
    {
        var full = new BitMask(7, 7, 512, 512, [.. Enumerable.Repeat(~0UL, 512 * 8)]);
        Assert.InRange(MaskCodec.Encode(full).Length, 1, 16);
        var blobs = RandomMasks.Blobs(new Random(4), 512, 512);
        Assert.InRange(MaskCodec.Encode(blobs).Length, 1, 512 * 64 / 10);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Windows_come_back_exactly(bool halfFeatures)
    {
        var window = Window(halfFeatures);
        var back = WindowResultCodec.Decode(WindowResultCodec.Encode(window));
        Assert.Equal(window.Index, back.Index);
        Assert.True(RandomMasks.Same(window.Valid!, back.Valid!));
        Assert.Equal(window.Masks.Count, back.Masks.Count);
        foreach (var (a, b) in window.Masks.Zip(back.Masks))
        {
            Assert.True(RandomMasks.Same(a.Mask, b.Mask));
            Assert.Equal((a.PredictedIou, a.Stability, a.PointX, a.PointY, a.Near), (b.PredictedIou, b.Stability, b.PointX, b.PointY, b.Near));
            Assert.Equal(a.Features, b.Features);
            Assert.Equal(a.Bands, b.Bands);
        }
    }

    [Fact]
    public void Half_features_halve_the_payload() =>
        Assert.True(WindowResultCodec.Encode(Window(true)).Length < 0.8 * WindowResultCodec.Encode(Window(false)).Length);

    [Fact]
    public void Cut_short_or_damaged_payloads_are_refused_or_read_but_never_crash()
    {
        var bytes = WindowResultCodec.Encode(Window(false));
        for (var n = 0; n < bytes.Length; n += n < 400 ? 1 : 97)
            Assert.Throws<CorruptPayloadException>(() => WindowResultCodec.Decode(bytes.AsSpan(0, n)));
        var random = new Random(5);
        for (var round = 0; round < 500; round++)
        {
            var damaged = bytes.ToArray();
            damaged[random.Next(random.Next(2) == 0 ? 200 : bytes.Length)] ^= (byte)(1 << random.Next(8));
            try { WindowResultCodec.Decode(damaged); }
            catch (CorruptPayloadException e) { Assert.InRange(e.Offset, 0, bytes.Length); }
        }
        bytes[1] = 99;
        Assert.Contains("version is 99", Assert.Throws<CorruptPayloadException>(() => WindowResultCodec.Decode(bytes)).Message);
    }

    static WindowResult Window(bool halfFeatures)
    {
        var random = new Random(6);
        float Feature() => halfFeatures ? (float)(Half)random.NextSingle() : random.NextSingle();
        var masks = Enumerable.Range(0, 5).Select(i => new WindowMask(RandomMasks.Blobs(random, 40 + i, 50), random.NextSingle(),
            random.NextSingle(), 3.5f, -2, (WindowEdges)i, [.. Enumerable.Range(0, 256).Select(_ => Feature())],
            [new(i, random.NextDouble(), 1e300), new(7, -0.0, double.NaN)])).ToArray();
        return new(new WindowIndex(3, 4), masks, RandomMasks.Noise(random, 100, 100, 0.9));
    }
}
