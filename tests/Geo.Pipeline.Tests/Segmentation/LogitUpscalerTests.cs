using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation;

public sealed class LogitUpscalerTests
{
    [Theory]
    [InlineData(128, 512, 512, 512)]
    [InlineData(128, 512, 300, 77)]   // cut off by the raster's edge
    [InlineData(128, 512, 64, 512)]
    [InlineData(32, 112, 112, 90)]    // a frame that is no multiple of four
    [InlineData(256, 1024, 1024, 700)]
    public void Without_resizing_it_equals_plain_bilinear(int lowRes, int frame, int width, int height) =>
        Check(lowRes, frame, width, height, width, height);

    [Theory]
    [InlineData(128, 512, 512, 341, 300, 200)]   // a crop that was enlarged
    [InlineData(64, 256, 256, 256, 140, 140)]
    public void Of_a_resized_crop_it_equals_two_plain_bilinear_steps(int lowRes, int frame, int contentWidth, int contentHeight, int width, int height) =>
        Check(lowRes, frame, contentWidth, contentHeight, width, height);

    static void Check(int lowRes, int frame, int contentWidth, int contentHeight, int width, int height)
    {
        const float Threshold = 0.1f, Offset = 0.7f;
        foreach (var logits in Planes(lowRes))
        {
            var full = NaiveBilinear.Resize(NaiveBilinear.Crop(NaiveBilinear.Resize(logits, lowRes, lowRes, frame, frame), frame, contentWidth, contentHeight),
                contentWidth, contentHeight, width, height);
            var geometry = new MaskGeometry(lowRes, frame, contentWidth, contentHeight, width, height);
            var (mask, stability) = new LogitUpscaler(geometry, Threshold, Offset).Run(logits, 0);

            int above = full.Count(v => v > Threshold + Offset), below = full.Count(v => v > Threshold - Offset);
            if (below == 0)
            {
                Assert.Null(mask);
                continue;
            }
            Assert.Equal((double)above / below, stability, 1e-3);
            var different = 0;
            for (var y = 0; y < height; y++)
                for (var x = 0; x < width; x++)
                    if ((full[y * width + x] > Threshold) != (mask?[x, y] ?? false))
                    {
                        different++;
                        Assert.InRange(full[y * width + x], Threshold - 1e-4, Threshold + 1e-4);   // rounding only
                    }
            Assert.True(different < 5);
            if (mask is not null) AssertTight(mask);
        }
    }

    [Fact]
    public void An_unstable_mask_is_not_packed()
    {
        var logits = Enumerable.Range(0, 128 * 128).Select(i => i % 128 < 64 ? 0.5f : -0.5f).ToArray();   // all between the cuts
        var upscaler = new LogitUpscaler(new(128, 512, 512, 512, 512, 512), 0, 1);
        var (mask, stability) = upscaler.Run(logits, 0.5f);
        Assert.Null(mask);
        Assert.Equal(0, stability);
        Assert.NotNull(upscaler.Run(logits, 0).Mask);
    }

    [Fact]
    public void One_upscaler_serves_many_planes()
    {
        var geometry = new MaskGeometry(128, 512, 512, 512, 512, 512);
        var shared = new LogitUpscaler(geometry, 0, 1);
        foreach (var logits in Planes(128).Concat(Planes(128)))
        {
            var (a, b) = (shared.Run(logits, 0), new LogitUpscaler(geometry, 0, 1).Run(logits, 0));
            Assert.Equal(b.Stability, a.Stability);
            Assert.Equal(b.Mask?.Words, a.Mask?.Words);
        }
    }

    static IEnumerable<float[]> Planes(int n)
    {
        var random = new Random(5);
        yield return [.. Enumerable.Range(0, n * n).Select(_ => (float)(random.NextDouble() * 8 - 4))];
        foreach (var (cx, cy, r) in new[] { (0.5, 0.5, 0.2), (0.0, 0.1, 0.1), (0.97, 0.95, 0.06), (0.3, 0.7, 0.02) })
            yield return [.. Enumerable.Range(0, n * n).Select(i => (float)(20 * (r - Math.Sqrt(Math.Pow(i % n / (double)n - cx, 2) + Math.Pow(i / n / (double)n - cy, 2)))))];
        yield return [.. Enumerable.Repeat(-9f, n * n)];
    }

    static void AssertTight(BitMask mask)
    {
        var rows = Enumerable.Range(mask.Y, mask.Height);
        var columns = Enumerable.Range(mask.X, mask.Width);
        Assert.Contains(rows, y => mask[mask.X, y]);
        Assert.Contains(rows, y => mask[mask.Right - 1, y]);
        Assert.Contains(columns, x => mask[x, mask.Y]);
        Assert.Contains(columns, x => mask[x, mask.Bottom - 1]);
        for (var y = mask.Y; y < mask.Bottom; y++) Assert.Equal(0UL, mask.Row(y)[^1] & ~PackedBits.Tail(mask.Width));
    }
}
