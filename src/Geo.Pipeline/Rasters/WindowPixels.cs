using System.Buffers;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Rasters;

/// <summary>The pixels of one window. Its buffers are lent: dispose it when done, and keep no span of it.</summary>
public sealed class WindowPixels : IDisposable
{
    byte[] _rgb;
    float[] _raw;

    internal WindowPixels(PixelRect window, int bands)
    {
        (Window, Bands) = (window, bands);
        _rgb = ArrayPool<byte>.Shared.Rent(3 * PixelCount);
        _raw = ArrayPool<float>.Shared.Rent(bands * PixelCount);
    }

    /// <summary>Place in the working grid.</summary>
    public PixelRect Window { get; }
    public int Width => Window.Width;
    public int Height => Window.Height;

    /// <summary>Bands of the raster itself, masks and alpha left out.</summary>
    public int Bands { get; }

    /// <summary>8-bit RGB for the model, pixel-interleaved, after the scene's stretch; invalid pixels are 0.</summary>
    public ReadOnlySpan<byte> Rgb => RgbBuffer;

    /// <summary>Pixels with data in every displayed band, in the scene's frame; null when all have.</summary>
    public BitMask? Valid { get; internal set; }

    /// <summary>Share of valid pixels, 0 to 1.</summary>
    public double ValidShare => Valid is null ? 1 : (double)Valid.Area / PixelCount;

    /// <summary>Raw values of one band (from 0), row-major; NaN where the band has no data.</summary>
    public ReadOnlySpan<float> Raw(int band) => RawBuffer.Slice(band * PixelCount, PixelCount);

    internal int PixelCount => Width * Height;
    internal Span<byte> RgbBuffer => _rgb.AsSpan(0, 3 * PixelCount);
    internal Span<float> RawBuffer => _raw.AsSpan(0, Bands * PixelCount);

    public void Dispose()
    {
        if (_rgb.Length > 0) ArrayPool<byte>.Shared.Return(_rgb);
        if (_raw.Length > 0) ArrayPool<float>.Shared.Return(_raw);
        (_rgb, _raw) = ([], []);
    }
}
