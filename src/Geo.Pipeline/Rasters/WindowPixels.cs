using System.Buffers;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// The pixels of one window. Raw values are held as they were read: bytes pixel-interleaved, or float32 in planes. The buffers are
/// lent: dispose it when done, and keep no span of it.
/// </summary>
public sealed class WindowPixels : IDisposable
{
    // Windows are rented by the thread that reads and given back by those that segment: pools that keep arrays by thread would grow with the threads.
    static readonly ArrayPool<byte> Bytes = ArrayPool<byte>.Create(1 << 28, 8);
    static readonly ArrayPool<float> Floats = ArrayPool<float>.Create(1 << 28, 8);

    byte[] _rgb = [], _bytes = [];
    float[] _raw = [];

    /// <summary>For float32 planes.</summary>
    internal WindowPixels(PixelRect window, int bands)
    {
        (Window, Bands) = (window, bands);
        _rgb = Bytes.Rent(3 * PixelCount);
        _raw = Floats.Rent(bands * PixelCount);
    }

    /// <summary>For bytes.</summary>
    /// <param name="missing">Each band's nodata value, or -1.</param>
    internal WindowPixels(PixelRect window, int[] missing)
    {
        (Window, Bands, Missing) = (window, missing.Length, missing);
        _bytes = Bytes.Rent(Bands * PixelCount);
    }

    /// <summary>A picture that was read elsewhere.</summary>
    /// <param name="rgb">Pixel-interleaved, of the window's size.</param>
    public static WindowPixels OfRgb(PixelRect window, ReadOnlySpan<byte> rgb)
    {
        var pixels = new WindowPixels(window, [-1, -1, -1]);
        rgb.CopyTo(pixels.ByteBuffer);
        pixels.ShowBytes();
        return pixels;
    }

    /// <summary>Place in the working grid.</summary>
    public PixelRect Window { get; }
    public int Width => Window.Width;
    public int Height => Window.Height;

    /// <summary>Bands of the raster itself, masks and alpha left out.</summary>
    public int Bands { get; }

    /// <summary>8-bit RGB for the model, pixel-interleaved, after the scene's stretch; invalid pixels are 0.</summary>
    public ReadOnlySpan<byte> Rgb => Picture.Span;

    /// <summary><see cref="Rgb"/> for code that keeps it while the window lasts.</summary>
    internal ReadOnlyMemory<byte> Picture => _rgb.AsMemory(0, 3 * PixelCount);

    /// <summary>Pixels with data in every displayed band, in the scene's frame; null when all have.</summary>
    public BitMask? Valid { get; internal set; }

    /// <summary>Share of valid pixels, 0 to 1.</summary>
    public double ValidShare => Valid is null ? 1 : (double)Valid.Area / PixelCount;

    /// <summary>Raw values of one band (from 0), row-major; NaN where the band has no data. Of byte imagery a copy is made.</summary>
    public ReadOnlySpan<float> Raw(int band) => Missing is null ? RawBuffer.Slice(band * PixelCount, PixelCount) : ToFloats(band);

    /// <summary>Each band's nodata value or -1; null when the raw values are float32.</summary>
    internal int[]? Missing { get; }

    internal int PixelCount => Width * Height;
    internal Span<float> RawBuffer => _raw.AsSpan(0, Bands * PixelCount);
    internal Span<byte> ByteBuffer => _bytes.AsSpan(0, Bands * PixelCount);

    /// <summary>To write the picture to. Not with <see cref="ShowBytes"/>.</summary>
    internal Span<byte> RgbBuffer
    {
        get
        {
            if (_rgb.Length == 0) _rgb = Bytes.Rent(3 * PixelCount);
            return _rgb.AsSpan(0, 3 * PixelCount);
        }
    }

    /// <summary>The three bands of bytes are the picture itself.</summary>
    internal void ShowBytes() => _rgb = _bytes;

    float[] ToFloats(int band)
    {
        var values = new float[PixelCount];
        for (var i = 0; i < values.Length; i++)
            values[i] = _bytes[i * Bands + band] is var v && v == Missing![band] ? float.NaN : v;
        return values;
    }

    public void Dispose()
    {
        if (_rgb.Length > 0 && _rgb != _bytes) Bytes.Return(_rgb);
        if (_bytes.Length > 0) Bytes.Return(_bytes);
        if (_raw.Length > 0) Floats.Return(_raw);
        (_rgb, _bytes, _raw) = ([], [], []);
    }
}
