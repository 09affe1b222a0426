using NetTopologySuite.Geometries;

namespace Geo.Server.Filters;

/// <summary>Well-known text. Heights are read and not used: every test is made on the plane.</summary>
internal sealed partial class Cql2Text
{
    static readonly string[] Shapes = ["POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"];

    static string? WktShape(Token word) => Array.Find(Shapes, s => word.IsWord(s));

    GeometryLiteral Geometry(int at, string shape)
    {
        if (Now.Kind == TokenKind.Word) Take();   // Z, M or ZM
        return new(at, Shape(at, shape));
    }

    Geometry Shape(int at, string shape)
    {
        try
        {
            return shape switch
            {
                "POINT" => Shape2D.Point(Group(Position)),
                "LINESTRING" => Shape2D.Line(Many(Position)),
                "POLYGON" => Shape2D.Polygon(Many(() => Many(Position))),
                "MULTIPOINT" => Shape2D.MultiPoint(Many(() => Now.Is("(") ? Group(Position) : Position())),
                "MULTILINESTRING" => Shape2D.MultiLine(Many(() => Many(Position))),
                "MULTIPOLYGON" => Shape2D.MultiPolygon(Many(() => Many(() => Many(Position)))),
                _ => Shape2D.Collection(Many(Member)),
            };
        }
        catch (ArgumentException e)   // a ring that is not closed, a line of one point
        {
            throw new FilterException(at, $"this {shape} is no geometry: {e.Message}");
        }
    }

    Geometry Member()
    {
        var at = Now.At;
        if (WktShape(Now) is not { } shape) throw FilterException.Expected(at, "a geometry", Now.ToString());
        Take();
        _limits.Enter(at);
        var member = Geometry(at, shape).Value;
        _limits.Leave();
        return member;
    }

    T Group<T>(Func<T> read)
    {
        Expect("(");
        var one = read();
        Expect(")");
        return one;
    }

    List<T> Many<T>(Func<T> read)
    {
        Expect("(");
        List<T> all = [read()];
        while (Take(",")) all.Add(read());
        Expect(")");
        return all;
    }

    Coordinate Position()
    {
        var (x, y) = (Ordinate(), Ordinate());
        for (var more = 0; more < 2 && (Now.Kind == TokenKind.Number || Now.Is("-")); more++) Ordinate();
        return new(x, y);
    }
}
