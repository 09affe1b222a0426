namespace Geo.Pipeline.Tests.Segmentation;

/// <summary>torch.nn.functional.interpolate(mode='bilinear', align_corners=False), written plainly in double precision.</summary>
static class NaiveBilinear
{
    public static float[] Resize(float[] from, int width, int height, int toWidth, int toHeight)
    {
        var to = new float[toWidth * toHeight];
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
            {
                var (x0, x1, u) = Taps(x, width, toWidth);
                var (y0, y1, v) = Taps(y, height, toHeight);
                var top = from[y0 * width + x0] * (1 - u) + from[y0 * width + x1] * u;
                var bottom = from[y1 * width + x0] * (1 - u) + from[y1 * width + x1] * u;
                to[y * toWidth + x] = (float)(top * (1 - v) + bottom * v);
            }
        return to;
    }

    public static float[] Crop(float[] from, int stride, int width, int height) =>
        [.. Enumerable.Range(0, width * height).Select(i => from[i / width * stride + i % width])];

    static (int, int, double) Taps(int i, int source, int target)
    {
        var at = Math.Max(0, (i + 0.5) * source / target - 0.5);
        var low = Math.Min((int)at, source - 1);
        return (low, Math.Min(low + 1, source - 1), at - low);
    }
}
