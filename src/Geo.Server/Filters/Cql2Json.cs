using System.Text.Json;
using NetTopologySuite.Geometries;

namespace Geo.Server.Filters;

/// <summary>CQL2 JSON (OGC 21-065r2, clause 9): an object with op and args for each operator; geometries as GeoJSON.</summary>
internal sealed class Cql2Json
{
    readonly FilterLimits _limits = new();

    /// <exception cref="FilterException">Not CQL2, or too large; with the place.</exception>
    public static Expression Parse(string text)
    {
        FilterLimits.CheckLength(text);
        return new Cql2Json().Read(JsonPart.Parse(text));
    }

    Expression Read(JsonPart part)
    {
        _limits.Enter(part.At);
        var expression = part.Kind switch
        {
            JsonTokenType.String => new TextLiteral(part.At, part.Text!),
            JsonTokenType.Number => new NumberLiteral(part.At, (double)part.Value!, part.Whole),
            JsonTokenType.True or JsonTokenType.False => new BooleanLiteral(part.At, (bool)part.Value!),
            JsonTokenType.StartArray => new ArrayExpression(part.At, All(part)),
            JsonTokenType.StartObject => Object(part),
            _ => throw FilterException.Expected(part.At, "an expression", "null"),
        };
        _limits.Leave();
        return expression;
    }

    List<Expression> All(JsonPart array) => [.. array.Items!.Select(Read)];

    Expression Object(JsonPart o)
    {
        if (o["op"] is { } op) return Operation(o.At, op, o["args"]);
        if (o["property"] is { } property) return new PropertyName(o.At, TextOf(property, "the property's name"));
        if (o["date"] is { } date) return Instants.Date(date.At, TextOf(date, "a date"));
        if (o["timestamp"] is { } time) return Instants.Timestamp(time.At, TextOf(time, "a time"));
        if (o["interval"] is { } interval) return Interval(o.At, interval);
        if (o["bbox"] is { } box) return Cql2Text.BoxOf(o.At, Numbers(box));
        if (o["type"] is { } type) return new GeometryLiteral(o.At, GeoJson(o, type));
        throw FilterException.Expected(o.At, "an object with op, property, date, timestamp, interval, bbox or type", "another");
    }

    IntervalExpression Interval(int at, JsonPart interval)
    {
        if (interval.Items is not [var from, var to]) throw FilterException.Expected(interval.At, "an array of two ends", "something else");
        Expression? End(JsonPart end) => end.Text is { } text ? Instants.Bound(end.At, text) : Read(end);
        return new(at, End(from), End(to));
    }

    Expression Operation(int at, JsonPart op, JsonPart? args)
    {
        var name = TextOf(op, "the operator's name");
        if (args?.Items is not { } items) throw FilterException.Expected((args ?? op).At, $"an array args of {Instants.Shorten(name)}", "none");
        Expression A(int i) => i < items.Count ? Read(items[i]) : throw FilterException.Expected(args.At, $"at least {i + 1} arguments of {name}", $"{items.Count}");
        void Only(int n)
        {
            if (items.Count != n) throw FilterException.Expected(args.At, $"{n} arguments of {name}", $"{items.Count}");
        }
        switch (name)
        {
            case "and" or "or":
                if (items.Count < 2) throw FilterException.Expected(args.At, $"two or more arguments of {name}", $"{items.Count}");
                return name == "and" ? new And(at, All(args)) : new Or(at, All(args));
            case "not": Only(1); return new Not(at, A(0));
            case "isNull": Only(1); return new IsNull(at, A(0));
            case "like": Only(2); return new Like(at, A(0), A(1));
            case "between": Only(3); return new Between(at, A(0), A(1), A(2));
            case "casei": Only(1); return new CaseFolded(at, A(0));
            case "accenti": Only(1); return new Unaccented(at, A(0));
            case "in":
                Only(2);
                return items[1].Items is { Count: > 0 } ? new In(at, A(0), All(items[1])) : throw FilterException.Expected(items[1].At, "an array of values", "something else");
        }
        if (Cql2Names.Comparisons.TryGetValue(name, out var comparison))
        {
            Only(2);
            return new Comparison(at, comparison, A(0), A(1));
        }
        if (Cql2Names.Arithmetics.TryGetValue(name, out var arithmetic))
        {
            Only(2);
            return new Arithmetic(at, arithmetic, A(0), A(1));
        }
        var arguments = All(args);
        return Cql2Names.Predicate(at, name, arguments) ?? new FunctionCall(at, name, arguments);
    }

    Geometry GeoJson(JsonPart o, JsonPart type)
    {
        var at = o.At;
        JsonPart C() => o["coordinates"] ?? throw FilterException.Expected(at, "coordinates", "none");
        try
        {
            return type.Text switch
            {
                "Point" => Shape2D.Point(Position(C())),
                "LineString" => Shape2D.Line(Each(C(), Position)),
                "Polygon" => Shape2D.Polygon(Each(C(), r => Each(r, Position))),
                "MultiPoint" => Shape2D.MultiPoint(Each(C(), Position)),
                "MultiLineString" => Shape2D.MultiLine(Each(C(), l => Each(l, Position))),
                "MultiPolygon" => Shape2D.MultiPolygon(Each(C(), p => Each(p, r => Each(r, Position)))),
                "GeometryCollection" => Shape2D.Collection(Each(o["geometries"] ?? throw FilterException.Expected(at, "geometries", "none"), Member)),
                _ => throw FilterException.Expected(type.At, "a GeoJSON geometry type", $"'{Instants.Shorten(type.Text ?? "")}'"),
            };
        }
        catch (ArgumentException e)
        {
            throw new FilterException(at, $"this {type.Text} is no geometry: {e.Message}");
        }
    }

    Geometry Member(JsonPart part)
    {
        _limits.Enter(part.At);
        var member = part["type"] is { } type ? GeoJson(part, type) : throw FilterException.Expected(part.At, "a geometry", "something else");
        _limits.Leave();
        return member;
    }

    static List<T> Each<T>(JsonPart part, Func<JsonPart, T> read) =>
        part.Items is { Count: > 0 } items ? [.. items.Select(read)] : throw FilterException.Expected(part.At, "an array that is not empty", "something else");

    static Coordinate Position(JsonPart part) => Numbers(part) is { Count: >= 2 } n ? new(n[0], n[1]) : throw FilterException.Expected(part.At, "a position of two or three numbers", "fewer");

    static List<double> Numbers(JsonPart part) =>
        part.Items is { } items && items.All(i => i.Kind == JsonTokenType.Number)
            ? [.. items.Select(i => (double)i.Value!)]
            : throw FilterException.Expected(part.At, "an array of numbers", "something else");

    static string TextOf(JsonPart part, string what) => part.Text ?? throw FilterException.Expected(part.At, what, "something else");
}
