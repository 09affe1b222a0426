namespace Geo.Pipeline.Segmentation;

/// <summary>
/// SAM's <c>ResizeLongestSide</c>: 8-bit RGB so that the longest side has the model's size, by Pillow's bilinear filter, bit for bit
/// (antialiased when shrinking; columns first; each pass in 22-bit fixed point and rounded to 8 bits). Windows at the working resolution are not resized.
/// </summary>
internal static class ResizeLongestSide
{
    /// <summary>Fractional bits of the weights: Pillow's PRECISION_BITS for 8-bit pictures.</summary>
    const int Precision = 32 - 8 - 2;

    public static (int Width, int Height) Size(int width, int height, int longest)
    {
        var scale = (double)longest / Math.Max(width, height);
        return ((int)(width * scale + 0.5), (int)(height * scale + 0.5));
    }

    /// <param name="rgb">Pixel-interleaved.</param>
    public static byte[] Resize(ReadOnlySpan<byte> rgb, int width, int height, int toWidth, int toHeight)
    {
        var wide = toWidth == width ? rgb.ToArray() : new byte[3 * toWidth * height];
        if (toWidth != width)
        {
            var columns = Weights(width, toWidth);
            for (var y = 0; y < height; y++)
                for (var x = 0; x < toWidth; x++)
                    Blend(rgb[(3 * (width * y + columns[x].First))..], 3, columns[x].Factors, wide.AsSpan(3 * (toWidth * y + x), 3));
        }
        if (toHeight == height) return wide;

        var result = new byte[3 * toWidth * toHeight];
        var rows = Weights(height, toHeight);
        for (var y = 0; y < toHeight; y++)
            for (var x = 0; x < toWidth; x++)
                Blend(wide.AsSpan(3 * (toWidth * rows[y].First + x)), 3 * toWidth, rows[y].Factors, result.AsSpan(3 * (toWidth * y + x), 3));
        return result;
    }

    static void Blend(ReadOnlySpan<byte> from, int step, int[] factors, Span<byte> to)
    {
        int r = 1 << (Precision - 1), g = r, b = r;
        for (int i = 0, at = 0; i < factors.Length; i++, at += step)
        {
            r += from[at] * factors[i];
            g += from[at + 1] * factors[i];
            b += from[at + 2] * factors[i];
        }
        (to[0], to[1], to[2]) = (Clip(r), Clip(g), Clip(b));
    }

    static byte Clip(int sum) => (byte)Math.Clamp(sum >> Precision, 0, 255);

    /// <summary>For every output sample the first source sample and the weights from there on (Pillow's <c>precompute_coeffs</c>).</summary>
    static (int First, int[] Factors)[] Weights(int source, int target)
    {
        var scale = (double)source / target;
        var support = Math.Max(scale, 1);
        var all = new (int, int[])[target];
        for (var i = 0; i < target; i++)
        {
            var centre = (i + 0.5) * scale;
            int first = Math.Max(0, (int)(centre - support + 0.5)), last = Math.Min(source, (int)(centre + support + 0.5));
            var weights = new double[last - first];
            for (var s = first; s < last; s++) weights[s - first] = Math.Max(0, 1 - Math.Abs((s - centre + 0.5) * (1 / support)));
            var sum = weights.Sum();
            all[i] = (first, [.. weights.Select(w => (int)(w / sum * (1 << Precision) + 0.5))]);
        }
        return all;
    }
}
