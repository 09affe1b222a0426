using System.Globalization;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>A bbox in CRS84 degrees. West greater than east crosses the antimeridian (Part 1, 7.15.3).</summary>
internal sealed record BoundingBox(double West, double South, double East, double North)
{
    public const string Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";
    const string Expected = "four numbers (west,south,east,north in degrees) or six (with heights after south and north), south not above north";

    public bool CrossesAntimeridian => West > East;

    /// <summary>The box as one or two boxes whose west is not above their east.</summary>
    public IEnumerable<BoundingBox> Parts =>
        CrossesAntimeridian ? [this with { East = 180 }, this with { West = -180 }] : [this];

    /// <exception cref="ApiException">400 on anything but 4 or 6 ordered, finite numbers.</exception>
    public static BoundingBox? Parse(string? text, string? crs)
    {
        if (crs is not null and not Crs84) throw ApiException.BadParameter("bbox-crs", crs, Crs84);
        if (text is null) return null;
        var parts = text.Split(',');
        var numbers = new double[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!double.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !double.IsFinite(numbers[i]))
                throw ApiException.BadParameter("bbox", text, Expected);
        var (west, south, east, north) = numbers.Length switch
        {
            4 => (numbers[0], numbers[1], numbers[2], numbers[3]),
            6 when numbers[2] <= numbers[5] => (numbers[0], numbers[1], numbers[3], numbers[4]),
            _ => throw ApiException.BadParameter("bbox", text, Expected),
        };
        if (south > north) throw ApiException.BadParameter("bbox", text, Expected);
        // Clients zoomed far out ask for more than the world; PostGIS needs no more than a bounded plane.
        return new(Math.Clamp(west, -540, 540), Math.Clamp(south, -90, 90), Math.Clamp(east, -540, 540), Math.Clamp(north, -90, 90));
    }
}
