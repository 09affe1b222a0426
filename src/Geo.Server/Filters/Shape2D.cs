using NetTopologySuite.Geometries;

namespace Geo.Server.Filters;

/// <summary>Geometries from lists of positions; ArgumentException says what is wrong with them.</summary>
internal static class Shape2D
{
    static readonly GeometryFactory Factory = new(new PrecisionModel(), 0);

    public static Point Point(Coordinate p) => Factory.CreatePoint(p);
    public static LineString Line(IEnumerable<Coordinate> p) => Factory.CreateLineString([.. p]);
    public static Polygon Polygon(IReadOnlyList<List<Coordinate>> rings) =>
        Factory.CreatePolygon(Factory.CreateLinearRing([.. rings[0]]), [.. rings.Skip(1).Select(r => Factory.CreateLinearRing([.. r]))]);
    public static MultiPoint MultiPoint(IEnumerable<Coordinate> p) => Factory.CreateMultiPointFromCoords([.. p]);
    public static MultiLineString MultiLine(IEnumerable<List<Coordinate>> lines) => Factory.CreateMultiLineString([.. lines.Select(Line)]);
    public static MultiPolygon MultiPolygon(IEnumerable<List<List<Coordinate>>> polygons) => Factory.CreateMultiPolygon([.. polygons.Select(Polygon)]);
    public static MultiPolygon Polygons(IEnumerable<Polygon> polygons) => Factory.CreateMultiPolygon([.. polygons]);
    public static GeometryCollection Collection(IEnumerable<Geometry> members) => Factory.CreateGeometryCollection([.. members]);
    public static Polygon Box(double x1, double y1, double x2, double y2) =>
        Polygon([[new(x1, y1), new(x2, y1), new(x2, y2), new(x1, y2), new(x1, y1)]]);
}
