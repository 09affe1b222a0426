using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

public sealed unsafe partial class Dataset
{
    /// <summary>
    /// Reads a window of several bands in one call, resampled to the buffer's size (overviews are used when it shrinks).
    /// Values are converted to <typeparamref name="T"/> with rounding and clamping; resampling is done in the raster's own type, so
    /// means of bytes are whole numbers.
    /// </summary>
    /// <param name="window">Pixels of the raster, within it; fractions are honoured by every resampling but nearest.</param>
    /// <param name="bandNumbers">1-based, in buffer order; empty means all.</param>
    /// <param name="buffer">At least bufferWidth * bufferHeight * bands samples.</param>
    /// <exception cref="GdalException">A block is damaged or cannot be reached.</exception>
    public void Read<T>(PixelWindow window, int bufferWidth, int bufferHeight, ReadOnlySpan<int> bandNumbers, Span<T> buffer,
        SampleOrder order = SampleOrder.PixelInterleaved, Resampling resampling = Resampling.Nearest) where T : unmanaged
    {
        fixed (T* samples = buffer)
            Transfer(write: false, window, bufferWidth, bufferHeight, bandNumbers, samples, buffer.Length, order, resampling);
    }

    /// <summary>Writes whole pixels; the buffer has the window's size.</summary>
    public void Write<T>(int x, int y, int width, int height, ReadOnlySpan<int> bandNumbers, ReadOnlySpan<T> buffer,
        SampleOrder order = SampleOrder.PixelInterleaved) where T : unmanaged
    {
        fixed (T* samples = buffer)
            Transfer(write: true, new(x, y, width, height), width, height, bandNumbers, samples, buffer.Length, order, Resampling.Nearest);
    }

    void Transfer<T>(bool write, PixelWindow window, int bufferWidth, int bufferHeight, ReadOnlySpan<int> bandNumbers, T* samples, int length,
        SampleOrder order, Resampling resampling) where T : unmanaged
    {
        var count = bandNumbers.IsEmpty ? BandCount : bandNumbers.Length;
        RequireRoom(length, (long)bufferWidth * bufferHeight * count);
        var (extra, x, y, width, height) = RasterWindow.Arguments(window, resampling, Width, Height);
        var size = (long)sizeof(T);
        var (pixel, line, band) = order == SampleOrder.PixelInterleaved
            ? (size * count, size * count * bufferWidth, size)
            : (size, size * bufferWidth, size * bufferWidth * bufferHeight);
        GdalErrors.Begin();
        fixed (int* numbers = bandNumbers)
        {
            var code = Libgdal.GDALDatasetRasterIOEx(handle, write ? 1 : 0, x, y, width, height, samples, bufferWidth, bufferHeight,
                DataTypeOf<T>.Value, count, numbers, pixel, line, band, &extra);
            if (code >= 3) throw GdalErrors.Exception($"{(write ? "writing" : "reading")} {window} of {Path}");
        }
    }

    internal static void RequireRoom(long have, long need)
    {
        if (have < need) throw new ArgumentException($"The buffer holds {have} samples; the window needs {need}.");
    }
}

static class RasterWindow
{
    /// <summary>The smallest whole-pixel window around a fractional one, and GDAL's arguments that carry the fractions.</summary>
    internal static (NativeRasterIoArguments Extra, int X, int Y, int Width, int Height) Arguments(
        PixelWindow w, Resampling resampling, int rasterWidth, int rasterHeight)
    {
        int x = (int)Math.Floor(w.X), y = (int)Math.Floor(w.Y);
        // A window computed from coordinates may pass the edge by a rounding error.
        const double Slack = 1e-6;
        int right = (int)Math.Ceiling(w.X + w.Width - Slack), bottom = (int)Math.Ceiling(w.Y + w.Height - Slack);
        var fractional = w.X != x || w.Y != y || w.Width != right - x || w.Height != bottom - y;
        if (!(w.Width > 0 && w.Height > 0) || x < 0 || y < 0 || right > rasterWidth || bottom > rasterHeight)
            throw new ArgumentException($"The window {w} is not inside the raster of {rasterWidth} x {rasterHeight} pixels.");
        return (new NativeRasterIoArguments
        {
            Version = 1,
            Resampling = resampling,
            UseFloatingWindow = fractional ? 1 : 0,
            X = w.X,
            Y = w.Y,
            Width = w.Width,
            Height = w.Height,
        }, x, y, right - x, bottom - y);
    }
}
