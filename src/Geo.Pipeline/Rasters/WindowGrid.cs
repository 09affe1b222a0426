namespace Geo.Pipeline.Rasters;

/// <summary>A rectangle of pixels of the working grid: [X, X+Width) × [Y, Y+Height).</summary>
public readonly record struct PixelRect(int X, int Y, int Width, int Height)
{
    public int Right => X + Width;
    public int Bottom => Y + Height;
    public bool IsEmpty => Width <= 0 || Height <= 0;

    public bool Contains(double x, double y) => x >= X && x < Right && y >= Y && y < Bottom;

    public PixelRect Intersect(PixelRect o)
    {
        int x = Math.Max(X, o.X), y = Math.Max(Y, o.Y);
        return new(x, y, Math.Max(0, Math.Min(Right, o.Right) - x), Math.Max(0, Math.Min(Bottom, o.Bottom) - y));
    }
}

/// <summary>Place of a window in the grid.</summary>
public readonly record struct WindowIndex(int Row, int Col) : IComparable<WindowIndex>
{
    public int CompareTo(WindowIndex other) => Row != other.Row ? Row.CompareTo(other.Row) : Col.CompareTo(other.Col);
    public override string ToString() => $"({Row}, {Col})";
}

/// <summary>
/// The windows of a raster: squares of <paramref name="Size"/> pixels every <paramref name="Stride"/> pixels from the raster's
/// origin, so that neither the raster's extent nor an area of interest moves them. The last ones are cut off at the raster's
/// far edges. Cores (a window less half of each overlap, but none at the raster's own edges) tile the raster.
/// </summary>
public sealed record WindowGrid(int Width, int Height, int Size, int Stride)
{
    public int Overlap => Size - Stride;
    public int Cols => Count(Width);
    public int Rows => Count(Height);

    public static WindowGrid Create(int width, int height, int size, double overlap)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(overlap, 0.25);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(overlap, 0.75);
        return new(width, height, size, size - (int)Math.Ceiling(size * overlap));
    }

    public IEnumerable<WindowIndex> Windows()
    {
        for (var row = 0; row < Rows; row++)
            for (var col = 0; col < Cols; col++)
                yield return new(row, col);
    }

    public PixelRect Window(WindowIndex w) =>
        new PixelRect(w.Col * Stride, w.Row * Stride, Size, Size).Intersect(new(0, 0, Width, Height));

    public PixelRect Core(WindowIndex w)
    {
        var (x0, x1) = CoreSpan(w.Col, Cols, Width);
        var (y0, y1) = CoreSpan(w.Row, Rows, Height);
        return new(x0, y0, x1 - x0, y1 - y0);
    }

    /// <summary>The window whose core holds the pixel.</summary>
    public WindowIndex Owner(int x, int y) => new(OwnerOf(y, Rows), OwnerOf(x, Cols));

    int Count(int length) => length <= Size ? 1 : 1 + (length - Size + Stride - 1) / Stride;

    (int, int) CoreSpan(int i, int count, int length) =>
        (i == 0 ? 0 : i * Stride + Overlap / 2, i == count - 1 ? length : (i + 1) * Stride + Overlap / 2);

    int OwnerOf(int p, int count) => Math.Clamp((p - Overlap / 2) / Stride, 0, count - 1);
}
