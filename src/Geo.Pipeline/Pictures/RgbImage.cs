using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Pictures;

/// <summary>
/// A picture of 8-bit sRGB, pixel-interleaved (R, G, B, R, …), rows from the top. Pixel (x, y) covers [x, x+1) × [y, y+1), so
/// drawing coordinates have their origin at the outer corner of the top left pixel.
/// </summary>
public sealed class RgbImage
{
    public RgbImage(int width, int height, byte[] pixels)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfNotEqual(pixels.LongLength, 3L * width * height);
        (Width, Height, Pixels) = (width, height, pixels);
    }

    public RgbImage(int width, int height, Rgb background) : this(width, height, new byte[3L * width * height]) =>
        Fill(Bounds, background);

    public int Width { get; }
    public int Height { get; }
    public byte[] Pixels { get; }

    public PixelRect Bounds => new(0, 0, Width, Height);

    public Rgb this[int x, int y]
    {
        get
        {
            var p = Pixels.AsSpan(3 * (y * Width + x), 3);
            return new(p[0], p[1], p[2]);
        }
    }

    /// <summary>Mixes a colour into a pixel, which must lie inside.</summary>
    public void Blend(int x, int y, Rgb colour, float opacity)
    {
        var p = Pixels.AsSpan(3 * (y * Width + x), 3);
        p[0] = Mix(p[0], colour.R, opacity);
        p[1] = Mix(p[1], colour.G, opacity);
        p[2] = Mix(p[2], colour.B, opacity);
    }

    /// <summary>Mixes a colour into the part of a rectangle that lies inside.</summary>
    public void Fill(PixelRect where, Rgb colour, float opacity = 1)
    {
        var r = where.Intersect(Bounds);
        for (var y = r.Y; y < r.Bottom; y++)
            for (var x = r.X; x < r.Right; x++)
                Blend(x, y, colour, opacity);
    }

    /// <summary>Copies a picture that fits wholly inside.</summary>
    public void Paste(RgbImage picture, int x, int y)
    {
        for (var row = 0; row < picture.Height; row++)
            picture.Pixels.AsSpan(3 * row * picture.Width, 3 * picture.Width).CopyTo(Pixels.AsSpan(3 * ((y + row) * Width + x)));
    }

    static byte Mix(byte below, byte above, float opacity) => (byte)MathF.Round(below + (above - below) * opacity);
}

/// <summary>Reads a rectangle of the scene (pixels of the working grid, inside it), resampled to width × height and stretched for viewing.</summary>
public delegate RgbImage ReadPicture(PixelRect source, int width, int height);
