namespace Geo.Kernels.Pictures;

/// <summary>
/// Resize and normalise on the processor, on the caller's thread: columns first, then row by row straight into the frame. Each pass rounds to 8 bits as
/// Pillow does.
/// </summary>
internal static class PictureFrames
{
    public static void Fill(ReadOnlySpan<byte> rgb, int width, int height, FrameForm form, Span<float> frame)
    {
        var wide = form.Width == width ? rgb : Widen(rgb, width, height, form.Width);
        var rows = form.Height == height ? null : new ResampleTaps(height, form.Height);
        var blended = rows is null ? [] : new byte[3 * form.Width];
        var stride = 3 * form.Width;
        for (var y = 0; y < form.Height; y++)
        {
            if (rows is not null) Blend(wide[(stride * rows.First[y])..], stride, rows.Factors[y], blended);
            Put(rows is null ? wide.Slice(stride * y, stride) : blended, y, form, frame);
        }
        Pad(form, frame);
    }

    static byte[] Widen(ReadOnlySpan<byte> rgb, int width, int height, int target)
    {
        var wide = new byte[3 * target * height];
        var columns = new ResampleTaps(width, target);
        for (var y = 0; y < height; y++)
            for (var x = 0; x < target; x++)
                Blend(rgb[(3 * (width * y + columns.First[x]))..], 3, columns.Factors[x], wide.AsSpan(3 * (target * y + x), 3));
        return wide;
    }

    static void Blend(ReadOnlySpan<byte> from, int step, int[] factors, Span<byte> to)
    {
        for (var i = 0; i < to.Length; i++)
        {
            var sum = 1 << (ResampleTaps.Precision - 1);
            for (int t = 0, at = i; t < factors.Length; t++, at += step) sum += from[at] * factors[t];
            to[i] = (byte)Math.Clamp(sum >> ResampleTaps.Precision, 0, 255);
        }
    }

    static void Put(ReadOnlySpan<byte> row, int y, FrameForm form, Span<float> frame)
    {
        if (!form.IsPlanar)
        {
            var to = frame.Slice(3 * y * form.Columns, row.Length);
            for (var i = 0; i < row.Length; i += 3)
                for (var c = 0; c < 3; c++) to[i + c] = form.Values[256 * c + row[i + c]];
            return;
        }
        for (var c = 0; c < 3; c++)
        {
            ReadOnlySpan<float> table = form.Values.AsSpan(256 * c, 256);
            var to = frame.Slice((c * form.Rows + y) * form.Columns, form.Width);
            for (int x = 0, i = c; x < to.Length; x++, i += 3) to[x] = table[row[i]];
        }
    }

    static void Pad(FrameForm form, Span<float> frame)
    {
        for (var y = 0; y < form.Rows; y++)
        {
            var x = y < form.Height ? form.Width : 0;
            for (var c = 0; c < 3; c++)
                if (form.IsPlanar) frame[((c * form.Rows + y) * form.Columns + x)..((c * form.Rows + y + 1) * form.Columns)].Fill(form.Padding[c]);
                else
                    for (var i = x; i < form.Columns; i++) frame[3 * (y * form.Columns + i) + c] = form.Padding[c];
        }
    }
}
