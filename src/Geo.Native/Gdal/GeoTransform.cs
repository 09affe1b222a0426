namespace Geo.Native.Gdal;

/// <summary>
/// GDAL's affine from pixel/line (corner of the upper-left pixel is 0,0) to georeferenced x/y:
/// x = OriginX + px PixelWidth + py RowRotation; y = OriginY + px ColumnRotation + py PixelHeight. PixelHeight is negative for north-up.
/// </summary>
public readonly record struct GeoTransform(
    double OriginX, double PixelWidth, double RowRotation, double OriginY, double ColumnRotation, double PixelHeight)
{
    public (double X, double Y) Apply(double px, double py) =>
        (OriginX + px * PixelWidth + py * RowRotation, OriginY + px * ColumnRotation + py * PixelHeight);

    /// <summary>Area of a pixel's parallelogram in units² of the CRS, negative for the usual mirrored (north-up) axes.</summary>
    public double Determinant => PixelWidth * PixelHeight - RowRotation * ColumnRotation;

    public bool IsNorthUp => RowRotation == 0 && ColumnRotation == 0 && PixelHeight < 0;

    /// <summary>The affine from x/y to pixel/line.</summary>
    /// <exception cref="InvalidOperationException">The affine is degenerate.</exception>
    public GeoTransform Invert()
    {
        var d = Determinant;
        if (d == 0 || !double.IsFinite(d)) throw new InvalidOperationException($"The geotransform {this} has no inverse: its pixels have no area.");
        return new(
            (RowRotation * OriginY - PixelHeight * OriginX) / d, PixelHeight / d, -RowRotation / d,
            (ColumnRotation * OriginX - PixelWidth * OriginY) / d, -ColumnRotation / d, PixelWidth / d);
    }

    /// <summary>The affine of a window whose upper-left corner is pixel (x, y) and whose pixels are (scaleX, scaleY) raster pixels large.</summary>
    public GeoTransform Window(double x, double y, double scaleX = 1, double scaleY = 1)
    {
        var (ox, oy) = Apply(x, y);
        return new(ox, PixelWidth * scaleX, RowRotation * scaleY, oy, ColumnRotation * scaleX, PixelHeight * scaleY);
    }

    internal double[] ToArray() => [OriginX, PixelWidth, RowRotation, OriginY, ColumnRotation, PixelHeight];
}
