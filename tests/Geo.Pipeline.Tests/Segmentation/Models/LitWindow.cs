using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Tests.Segmentation.Models;

/// <summary>
/// A window that is wider than high and smaller than the model's frame: black, with a white rectangle whose sides cut the discs of the fixtures.
/// Sides lie on embedding cells of 1/64 of the frame.
/// </summary>
sealed class LitWindow
{
    readonly int _left, _top, _right, _bottom;

    public LitWindow(int imageSize)
    {
        var cell = imageSize / 32;
        (Width, Height) = (imageSize * 9 / 10, imageSize * 11 / 20);
        (_left, _top, _right, _bottom) = (8 * cell, 2 * cell, 41 * imageSize / 64 / cell * cell + cell, 14 * cell);
        Rgb = new byte[3 * Width * Height];
        for (var y = _top; y < _bottom; y++) Rgb.AsSpan(3 * (y * Width + _left), 3 * (_right - _left)).Fill(255);
    }

    public int Width { get; }
    public int Height { get; }
    public byte[] Rgb { get; }

    /// <summary>Left, top, right and bottom of the white rectangle, pixels.</summary>
    public (int Left, int Top, int Right, int Bottom) Light => (_left, _top, _right, _bottom);

    /// <summary>Whether everything within that distance is white.</summary>
    public bool IsLit(double x, double y, double distance) => x - distance >= _left && x + distance <= _right && y - distance >= _top && y + distance <= _bottom;

    /// <summary>IoU with the part of a disc that lies in the light.</summary>
    public double IouWithDisc(BitMask mask, double x, double y, double radius)
    {
        long both = 0, disc = 0;
        for (var py = _top; py < _bottom; py++)
            for (var px = _left; px < _right; px++)
            {
                var (dx, dy) = (px + 0.5 - x, py + 0.5 - y);
                if (dx * dx + dy * dy > radius * radius) continue;
                disc++;
                if (mask[px, py]) both++;
            }
        return (double)both / (disc + mask.Area - both);
    }
}
