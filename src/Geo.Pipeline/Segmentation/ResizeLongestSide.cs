namespace Geo.Pipeline.Segmentation;

/// <summary>
/// SAM's <c>ResizeLongestSide</c>: 8-bit RGB so that the longest side has the model's size, by Pillow's bilinear filter (antialiased when
/// shrinking; columns first, each pass rounded to 8 bits). Used for crops only: windows keep the working resolution.
/// </summary>
internal static class ResizeLongestSide
{
    public static (int Width, int Height) Size(int width, int height, int longest)
    {
        var scale = (double)longest / Math.Max(width, height);
        return ((int)(width * scale + 0.5), (int)(height * scale + 0.5));
    }

    /// <param name="rgb">Pixel-interleaved.</param>
    public static byte[] Resize(ReadOnlySpan<byte> rgb, int width, int height, int toWidth, int toHeight)
    {
        var wide = new byte[3 * toWidth * height];
        for (var y = 0; y < height; y++)
            Line(rgb.Slice(3 * width * y, 3 * width), wide.AsSpan(3 * toWidth * y), width, toWidth, 3, 3);

        var result = new byte[3 * toWidth * toHeight];
        for (var x = 0; x < toWidth; x++)
            Line(wide.AsSpan(3 * x), result.AsSpan(3 * x), height, toHeight, 3 * toWidth, 3);
        return result;
    }

    /// <summary>One row or column: samples lie <paramref name="step"/> apart.</summary>
    static void Line(ReadOnlySpan<byte> from, Span<byte> to, int source, int target, int step, int channels)
    {
        var scale = (double)source / target;
        var support = Math.Max(scale, 1);
        for (var i = 0; i < target; i++)
        {
            var centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5)), last = Math.Min(source, (int)(centre + support + 0.5));
            for (var c = 0; c < channels; c++)
            {
                double sum = 0, weights = 0;
                for (var s = first; s < last; s++)
                {
                    var weight = Math.Max(0, 1 - Math.Abs((s - centre + 0.5) / support));
                    weights += weight;
                    sum += weight * from[s * step + c];
                }
                to[i * step + c] = (byte)Math.Clamp((int)(sum / weights + 0.5), 0, 255);
            }
        }
    }
}
