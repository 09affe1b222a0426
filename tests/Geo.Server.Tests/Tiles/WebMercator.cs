namespace Geo.Server.Tests.Tiles;

/// <summary>Where a place is in the usual grid of web maps.</summary>
internal static class WebMercator
{
    /// <summary>Tiles from the grid's left and upper edge, with fractions.</summary>
    public static (double Column, double Row) Place(double lon, double lat, int zoom)
    {
        var n = Math.Pow(2, zoom);
        var phi = lat * Math.PI / 180;
        return ((lon + 180) / 360 * n, (1 - Math.Log(Math.Tan(phi) + 1 / Math.Cos(phi)) / Math.PI) / 2 * n);
    }

    public static (int Column, int Row) Tile(double lon, double lat, int zoom) => Place(lon, lat, zoom) is var (x, y) ? ((int)x, (int)y) : default;
}
