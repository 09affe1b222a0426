namespace Geo.Pipeline.Rasters;

/// <summary>Ground size of a pixel, on the WGS 84 ellipsoid.</summary>
internal static class GroundResolution
{
    const double A = 6378137, E2 = 6.69437999014e-3;

    /// <summary>Metres along a pixel's two sides at a place.</summary>
    public static (double X, double Y) At(PixelProjection projection, double px, double py)
    {
        double[] x = [px - 0.5, px + 0.5, px, px], y = [py, py, py - 0.5, py + 0.5];
        projection.ToLonLat(x, y);
        return (Metres(x[0], y[0], x[1], y[1]), Metres(x[2], y[2], x[3], y[3]));
    }

    // Radii of curvature at the middle latitude: exact enough for lengths of a pixel.
    static double Metres(double lon0, double lat0, double lon1, double lat1)
    {
        var lat = double.DegreesToRadians((lat0 + lat1) / 2);
        var w = 1 - E2 * Math.Sin(lat) * Math.Sin(lat);
        var north = A * (1 - E2) / (w * Math.Sqrt(w)) * double.DegreesToRadians(lat1 - lat0);
        var east = A / Math.Sqrt(w) * Math.Cos(lat) * double.DegreesToRadians(Math.IEEERemainder(lon1 - lon0, 360));
        return Math.Sqrt(north * north + east * east);
    }
}
