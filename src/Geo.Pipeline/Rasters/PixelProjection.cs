using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>Raster pixels to longitude and latitude, for one thread.</summary>
internal sealed class PixelProjection : IDisposable
{
    readonly GeoTransform? _affine;
    readonly GcpTransform? _gcps;
    readonly CoordinateTransformation _toLonLat;
    readonly Lazy<CoordinateTransformation> _fromLonLat;
    readonly double? _middleLongitude;

    /// <param name="centre">Of the raster, native pixels.</param>
    public PixelProjection(Georeference georeference, (double X, double Y) centre)
    {
        _affine = georeference.Affine;
        if (_affine is null) _gcps = new(georeference.Gcps);
        using var from = SpatialReference.FromWkt(georeference.Wkt);
        using var to = SpatialReference.FromEpsg(4326);
        _toLonLat = new(from, to);
        if (from.IsGeographic && _affine is { } affine) _middleLongitude = affine.Apply(centre.X, centre.Y).X;
        _fromLonLat = new(() =>
        {
            using var lonLat = SpatialReference.FromEpsg(4326);
            using var own = SpatialReference.FromWkt(georeference.Wkt);
            return new(lonLat, own);
        });
    }

    /// <summary>In place: native pixel/line (0, 0 = the upper-left corner) to EPSG:4326; infinite where the CRS does not reach.</summary>
    public void ToLonLat(Span<double> x, Span<double> y)
    {
        if (_affine is { } affine)
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = affine.Apply(x[i], y[i]);
        else
            _gcps!.ToGround(x, y);

        Span<bool> reached = x.Length <= 1024 ? stackalloc bool[x.Length] : new bool[x.Length];
        _toLonLat.Transform(x, y, reached);
        for (var i = 0; i < x.Length; i++)
        {
            const double Overhang = 5;              // global grids may reach half a coarse cell beyond the pole
            if (!reached[i] || Math.Abs(y[i]) > 90 + Overhang) x[i] = y[i] = double.PositiveInfinity;
            else y[i] = Math.Clamp(y[i], -90, 90);
            if (double.IsFinite(x[i]) && Math.Abs(x[i]) > 180) x[i] -= 360 * Math.Round(x[i] / 360);   // rasters of 0..360°
        }
    }

    /// <summary>In place: EPSG:4326 to native pixel/line, which may lie outside the raster; infinite where the CRS does not reach.</summary>
    public void ToPixels(Span<double> x, Span<double> y)
    {
        var reached = new bool[x.Length];
        _fromLonLat.Value.Transform(x, y, reached);
        if (_middleLongitude is { } middle)
            for (var i = 0; i < x.Length; i++)
                if (reached[i]) x[i] += 360 * Math.Round((middle - x[i]) / 360);      // rasters of 0..360°, or across 180
        if (_affine is { } affine)
        {
            var inverse = affine.Invert();
            for (var i = 0; i < x.Length; i++)
                if (reached[i]) (x[i], y[i]) = inverse.Apply(x[i], y[i]);
        }
        else _gcps!.ToPixels(x, y);
        for (var i = 0; i < x.Length; i++)
            if (!reached[i]) x[i] = y[i] = double.PositiveInfinity;
    }

    public void Dispose()
    {
        if (_fromLonLat.IsValueCreated) _fromLonLat.Value.Dispose();
        _gcps?.Dispose();
        _toLonLat.Dispose();
    }
}
