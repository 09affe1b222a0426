using System.Globalization;
using Geo.Native.Gdal;
using Geo.Server.Collections;
using NetTopologySuite.Geometries;

namespace Geo.Server.Filters;

/// <summary>
/// GML geometries of filters (3.2, 3.1 and 2: gml:pos, gml:posList, gml:coordinates; straight lines only) in the CRS that srsName names, else EPSG 4326
/// in its order of axes, brought to longitude and latitude.
/// </summary>
internal sealed class FesGeometry(Collection collection, Func<XmlPart, int> place)
{
    public static bool Is(XmlPart e) => e.Namespace.StartsWith("http://www.opengis.net/gml", StringComparison.Ordinal) && !e.Name.StartsWith("Time", StringComparison.Ordinal);

    /// <exception cref="FilterException">No geometry, of an unknown CRS, or outside what its CRS can hold.</exception>
    public GeometryLiteral Read(XmlPart e)
    {
        var at = place(e);
        var name = e.All.Select(p => p["srsName"]).FirstOrDefault(n => n is not null)?.Trim();
        var crs = (name is null ? CrsName.Default : CrsName.Parse(name, collection.Crs))?.Crs ?? throw FilterException.Expected(at, CrsName.Expected, $"'{Instants.Shorten(name!)}'");
        try
        {
            return new(at, crs.ToLonLat(e.Name is "Envelope" or "Box" ? Box(e, crs) : Shape(e)));
        }
        catch (ArgumentException bad)
        {
            throw new FilterException(at, $"this {e.Name} is no geometry: {bad.Message}");
        }
        catch (GdalException)
        {
            throw new FilterException(at, $"the geometry lies outside what {crs.Uri} can hold; srsName says which CRS its coordinates are in");
        }
    }

    Geometry Box(XmlPart e, Crs crs)
    {
        var corners = e.Name == "Envelope" && Child(e, "lowerCorner") is { } lower
            ? [Position(lower), Position(Child(e, "upperCorner") ?? throw FilterException.Expected(place(e), "gml:upperCorner", "none"))]
            : Positions(e);
        if (corners.Count != 2) throw FilterException.Expected(place(e), "two corners", $"{corners.Count}");
        return crs.Box(corners[0].X, corners[0].Y, corners[1].X, corners[1].Y);
    }

    Geometry Shape(XmlPart e) => e.Name switch
    {
        "Point" => Positions(e) is [var one] ? Shape2D.Point(one) : throw FilterException.Expected(place(e), "one position", "another number of them"),
        "LineString" or "LineStringSegment" or "LinearRing" => Shape2D.Line(Positions(e)),
        "Curve" => Shape2D.Line(Below(e, "segments").SelectMany(Positions)),
        "Polygon" or "PolygonPatch" or "Rectangle" => Polygon(e),
        "Surface" or "PolyhedralSurface" => One(Shape2D.Polygons(Below(e, "patches", "polygonPatches").Select(Polygon))),
        "MultiPoint" => Shape2D.MultiPoint(Members(e).Select(m => Positions(m)[0])),
        "MultiCurve" or "MultiLineString" => Shape2D.MultiLine(Members(e).Select(m => Shape(m) is LineString line ? line.Coordinates.ToList() : throw Expected(m, "a line"))),
        "MultiSurface" or "MultiPolygon" => Shape2D.Polygons(Members(e).SelectMany(m => Shape(m) switch
        {
            Polygon polygon => [polygon],
            MultiPolygon many => many.Geometries.Cast<Polygon>(),
            _ => throw Expected(m, "a polygon"),
        })),
        "MultiGeometry" => Shape2D.Collection(Members(e).Select(Shape)),
        _ => throw Expected(e, "a GML geometry made of straight lines"),
    };

    static Geometry One(MultiPolygon polygons) => polygons.NumGeometries == 1 ? polygons.GetGeometryN(0) : polygons;

    Polygon Polygon(XmlPart e)
    {
        List<List<Coordinate>> Rings(string name, string old) => [.. Below(e, name, old).Select(Positions)];
        var rings = Rings("exterior", "outerBoundaryIs");
        if (rings.Count != 1) throw FilterException.Expected(place(e), "one gml:exterior", $"{rings.Count}");
        return Shape2D.Polygon([.. rings, .. Rings("interior", "innerBoundaryIs")]);
    }

    static IEnumerable<XmlPart> Below(XmlPart e, params string[] names) => e.Elements.Where(c => names.Contains(c.Name)).SelectMany(c => c.Elements);

    /// <summary>In gml:xMember and gml:xMembers alike.</summary>
    List<XmlPart> Members(XmlPart e) =>
        e.Elements.Where(c => c.Name.EndsWith("Member", StringComparison.Ordinal) || c.Name.EndsWith("Members", StringComparison.Ordinal)).SelectMany(c => c.Elements).ToList() is { Count: > 0 } all
            ? all : throw Expected(e, $"members of gml:{e.Name}", "none");

    List<Coordinate> Positions(XmlPart e)
    {
        var all = new List<Coordinate>();
        foreach (var c in e.Elements)
            switch (c.Name)
            {
                case "pos" or "pointProperty" or "pointRep":
                    all.AddRange(c.Elements.Any() ? c.Elements.SelectMany(Positions) : [Position(c)]);
                    break;
                case "coord":
                    all.Add(new(Number(c, Child(c, "X")?.Value ?? ""), Number(c, Child(c, "Y")?.Value ?? "")));
                    break;
                case "posList":
                    var dimension = Dimension(c);
                    all.AddRange(Chunks(c, dimension == "3" ? 3 : 2));
                    break;
                case "coordinates":
                    all.AddRange(Words(c.Value).Select(t => t.Split(',')).Select(p => p.Length >= 2 ? new Coordinate(Number(c, p[0]), Number(c, p[1])) : throw Expected(c, "x,y")));
                    break;
            }
        return all.Count > 0 ? all : throw Expected(e, "gml:pos, gml:posList or gml:coordinates", "none");
    }

    Coordinate Position(XmlPart e) => Words(e.Value) is { Length: 2 or 3 } w ? new(Number(e, w[0]), Number(e, w[1])) : throw Expected(e, "two or three numbers");

    IEnumerable<Coordinate> Chunks(XmlPart e, int dimension)
    {
        var words = Words(e.Value);
        if (words.Length == 0 || words.Length % dimension != 0) throw Expected(e, $"{dimension} numbers for each position", $"{words.Length} numbers");
        for (var i = 0; i < words.Length; i += dimension) yield return new(Number(e, words[i]), Number(e, words[i + 1]));
    }

    double Number(XmlPart e, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n) ? n : throw Expected(e, "a number", $"'{Instants.Shorten(text)}'");

    static string? Dimension(XmlPart? e) => e is null ? null : e["srsDimension"] ?? Dimension(e.Parent);

    static string[] Words(string text) => text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    static XmlPart? Child(XmlPart e, string name) => e.Elements.FirstOrDefault(c => c.Name == name);

    FilterException Expected(XmlPart e, string expected, string? found = null) => FilterException.Expected(place(e), expected, found ?? e.Name);
}
