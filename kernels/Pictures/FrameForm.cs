namespace Geo.Kernels.Pictures;

/// <summary>How a picture becomes a network's input: resized to Width × Height, each byte looked up, the rest of the frame padded to the right and below.</summary>
/// <param name="Width">Of the resized picture; its own width where it is not resized.</param>
/// <param name="Columns">Of the frame, at least Width.</param>
/// <param name="Rows">Of the frame, at least Height.</param>
/// <param name="IsPlanar">Three planes; else three values a pixel.</param>
/// <param name="Values">3 × 256: what each byte of each channel becomes, (byte - mean) / deviation.</param>
/// <param name="Padding">One a channel.</param>
public sealed record FrameForm(int Width, int Height, int Columns, int Rows, bool IsPlanar, float[] Values, float[] Padding)
{
    internal FrameForm Checked(ReadOnlySpan<byte> rgb, int width, int height, ReadOnlySpan<float> frame)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Height);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Width, Columns);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Height, Rows);
        ArgumentOutOfRangeException.ThrowIfNotEqual(rgb.Length, 3L * width * height, nameof(rgb));
        ArgumentOutOfRangeException.ThrowIfLessThan(frame.Length, 3L * Columns * Rows, nameof(frame));
        ArgumentOutOfRangeException.ThrowIfNotEqual(Values.Length, 3 * 256);
        ArgumentOutOfRangeException.ThrowIfNotEqual(Padding.Length, 3);
        return this;
    }
}
