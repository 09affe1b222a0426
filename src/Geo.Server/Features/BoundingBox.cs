using System.Globalization;
using Geo.Native.Gdal;
using Geo.Server.Collections;
using Geo.Server.Http;
using NetTopologySuite.IO;

namespace Geo.Server.Features;

/// <summary>A bbox in CRS84 degrees. West greater than east crosses the antimeridian (Part 1, 7.15.3).</summary>
/// <param name="Outline">WKB of what a box of a projected CRS is in longitude and latitude, where it is no box; else null.</param>
internal sealed record BoundingBox(double West, double South, double East, double North, byte[]? Outline = null)
{
    const string Expected = "four numbers (lower corner, upper corner; in CRS84 west,south,east,north in degrees) or six (with heights), lower before upper";

    public bool CrossesAntimeridian => West > East;

    /// <summary>The box as one or two boxes whose west is not above their east.</summary>
    public IEnumerable<BoundingBox> Parts =>
        CrossesAntimeridian ? [this with { East = 180 }, this with { West = -180 }] : [this];

    /// <param name="crs">Of the numbers, which are in its order of axes (Part 2, 6.3).</param>
    /// <exception cref="ApiException">400 on anything but 4 or 6 ordered, finite numbers.</exception>
    public static BoundingBox? Parse(string? text, Crs crs)
    {
        if (text is null) return null;
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw Bad(text);
        var (x1, y1, x2, y2) = numbers.Length switch
        {
            4 => (numbers[0], numbers[1], numbers[2], numbers[3]),
            6 when numbers[2] <= numbers[5] => (numbers[0], numbers[1], numbers[3], numbers[4]),
            _ => throw Bad(text),
        };
        if (crs.Srid != Crs.Crs84.Srid) return Outlined(text, crs, x1, y1, x2, y2);
        var (west, south, east, north) = crs.NorthFirst ? (y1, x1, y2, x2) : (x1, y1, x2, y2);
        if (south > north) throw Bad(text);
        return Of(west, south, east, north);
    }

    /// <summary>Clients zoomed far out ask for more than the world; PostGIS needs no more than a bounded plane.</summary>
    public static BoundingBox Of(double west, double south, double east, double north) =>
        new(Math.Clamp(west, -540, 540), Math.Clamp(south, -90, 90), Math.Clamp(east, -540, 540), Math.Clamp(north, -90, 90));

    static BoundingBox Outlined(string text, Crs crs, double x1, double y1, double x2, double y2)
    {
        try
        {
            var outline = crs.ToLonLat(crs.Box(x1, y1, x2, y2));
            var e = outline.EnvelopeInternal;
            return new(e.MinX, e.MinY, e.MaxX, e.MaxY, new WKBWriter().Write(outline));
        }
        catch (Exception e) when (e is GdalException or ArgumentException)
        {
            throw Bad(text);
        }
    }

    static ApiException Bad(string text) => ApiException.BadParameter("bbox", text, Expected);
}
