using System.Globalization;
using System.Text.RegularExpressions;

namespace Geo.Server.Collections;

/// <summary>
/// A CRS as a client names it, which says its order of axes: urn:ogc:def:crs:EPSG::n and http://www.opengis.net/def/crs/EPSG/0/n mean the
/// authority's, EPSG:n and http://www.opengis.net/gml/srs/epsg.xml#n always x, y (longitude first), as GeoServer and QGIS have it.
/// </summary>
/// <param name="Name">As written; answers repeat it.</param>
internal sealed partial record CrsName(string Name, Crs Crs)
{
    public const string Expected = "a CRS of the capabilities, such as urn:ogc:def:crs:EPSG::4326";

    public static CrsName Default { get; } = new("urn:ogc:def:crs:EPSG::4326", Crs.Of(4326)!);

    public static string UrnOf(Crs crs) => crs == Crs.Crs84 ? "urn:ogc:def:crs:OGC:1.3:CRS84" : string.Create(CultureInfo.InvariantCulture, $"urn:ogc:def:crs:EPSG::{crs.Srid}");

    /// <param name="known">What may be named.</param>
    /// <returns>Null for a name that is not understood, or of none of these.</returns>
    public static CrsName? Parse(string name, IEnumerable<Crs> known)
    {
        if (Crs84().IsMatch(name)) return new(name, Crs.Crs84);
        if (AuthorityOrder().Match(name) is { Success: true } ordered) return Find(ordered, known) is { } crs ? new(name, crs) : null;
        return LongitudeFirst().Match(name) is { Success: true } plain && Find(plain, known) is { } any ? new(name, any with { NorthFirst = false }) : null;
    }

    static Crs? Find(Match match, IEnumerable<Crs> known) =>
        int.TryParse(match.Groups["code"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? known.FirstOrDefault(c => c.Srid == code && c != Crs.Crs84) : null;

    [GeneratedRegex(@"^(urn:(x-)?ogc:def:crs:EPSG:([^:]*:)?|https?://www\.opengis\.net/def/crs/EPSG/[^/]+/)(?<code>\d{1,9})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex AuthorityOrder();

    [GeneratedRegex(@"^(EPSG:|https?://www\.opengis\.net/gml/srs/epsg\.xml#)(?<code>\d{1,9})$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex LongitudeFirst();

    [GeneratedRegex(@"^(urn:(x-)?ogc:def:crs:OGC:([^:]*:)?CRS84|https?://www\.opengis\.net/def/crs/OGC/[^/]+/CRS84|CRS:84)$", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Crs84();
}
