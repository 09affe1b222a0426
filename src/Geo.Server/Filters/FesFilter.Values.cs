using System.Globalization;
using System.Text.RegularExpressions;
using Geo.Server.Collections;

namespace Geo.Server.Filters;

internal sealed partial class FesFilter
{
    /// <summary>Both sides of a comparison, a literal read as what the other side is.</summary>
    (Expression Left, Expression Right) Pair(XmlPart left, XmlPart right)
    {
        if (left.Name == "Literal" && right.Name != "Literal")
        {
            var other = Value(right);
            return (Value(left, KindOf(other)), other);
        }
        var first = Value(left);
        return (first, Value(right, KindOf(first)));
    }

    /// <param name="kind">What a literal is to be; text where that is not known.</param>
    Expression Value(XmlPart e, ValueKind? kind = null)
    {
        var at = At(e);
        _limits.Enter(at);
        var value = e.Name switch
        {
            "ValueReference" or "PropertyName" => FesPath.Parse(at, e.Value, _collection).ToExpression(at, _collection),
            "Literal" when e.Elements.FirstOrDefault() is { } inner => Operand(inner),
            "Literal" => Literal(at, e.Value, kind),
            "Function" => Call(e),
            _ when FesNames.Arithmetics.TryGetValue(e.Name, out var arithmetic) =>
                Two(e, [.. e.Elements], (l, r) => new Arithmetic(at, arithmetic, Value(l, ValueKind.Number), Value(r, ValueKind.Number))),
            _ => throw FilterException.Expected(at, "a ValueReference, Literal or Function", e.Name),
        };
        _limits.Leave();
        return value;
    }

    /// <summary>What spatial operators take: a geometry, or what yields one.</summary>
    Expression Operand(XmlPart e)
    {
        if (!FesGeometry.Is(e)) return e.Name.StartsWith("Time", StringComparison.Ordinal) ? Instant(e) : Value(e);
        _limits.Enter(At(e));
        var literal = _geometry.Read(e);
        _limits.Leave();
        return literal;
    }

    /// <summary>What temporal operators take: an instant, a period, or what yields an instant.</summary>
    Expression Instant(XmlPart e)
    {
        var at = At(e);
        switch (e.Name)
        {
            case "TimeInstant":
                return Instants.Bound(at, Zoned(Position(e, "timePosition") ?? "")) ?? throw FilterException.Expected(at, "gml:timePosition with a time", "none");
            case "TimePeriod":
                return new IntervalExpression(at, End("beginPosition", "begin"), End("endPosition", "end"));
            case "Literal" when e.Elements.FirstOrDefault() is { } inner:
                return Instant(inner);
            default:
                return Value(e, ValueKind.Timestamp);
        }

        Expression? End(string position, string instant) =>
            Instants.Bound(at, Zoned(Position(e, position) ?? e.Elements.FirstOrDefault(c => c.Name == instant)?.Elements.Select(i => Position(i, "timePosition")).FirstOrDefault() ?? ""));

        static string? Position(XmlPart parent, string name) => parent.Elements.FirstOrDefault(c => c.Name == name)?.Value.Trim();
    }

    Expression Call(XmlPart e)
    {
        var name = e["name"] ?? throw FilterException.Expected(At(e), "the attribute name of Function", "none");
        var wanted = Functions.Find(name)?.Arguments ?? [];
        return new FunctionCall(At(e), name, [.. e.Elements.Select((a, i) =>
        {
            if (FesGeometry.Is(a)) return Operand(a);
            return Value(a, i < wanted.Count ? wanted[i].Kinds[^1] : null);
        })]);
    }

    ValueKind? KindOf(Expression e) => e switch
    {
        PropertyName { Name: Collection.Key } => ValueKind.Text,
        PropertyName p when p.Name == _collection.Geometry => ValueKind.Geometry,
        PropertyName p => _collection[p.Name] is { } field ? ValueKinds.Of(field.Type) : null,
        ArrayItem i => KindOf(i.Array) is { } array ? FilterSql.ItemKind(array) : null,
        FunctionCall f => Functions.Find(f.Name)?.Returns,
        Arithmetic or NumberLiteral => ValueKind.Number,
        TextLiteral => ValueKind.Text,
        _ => null,
    };

    static Expression Literal(int at, string text, ValueKind? kind)
    {
        var value = text.Trim();
        switch (kind)
        {
            case ValueKind.Number or ValueKind.NumberArray:
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var n) && double.IsFinite(n)
                    ? new NumberLiteral(at, n, long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null)
                    : throw FilterException.Expected(at, "a number", $"'{Instants.Shorten(text)}'");
            case ValueKind.Boolean or ValueKind.BooleanArray:
                return value switch
                {
                    "true" or "1" => new BooleanLiteral(at, true),
                    "false" or "0" => new BooleanLiteral(at, false),
                    _ => throw FilterException.Expected(at, "true or false", $"'{Instants.Shorten(text)}'"),
                };
            case ValueKind.Date or ValueKind.Timestamp or ValueKind.TimeArray:
                return Instants.Bound(at, Zoned(value)) ?? throw FilterException.Expected(at, "a date or a time", $"'{Instants.Shorten(text)}'");
            default:
                return new TextLiteral(at, text);
        }
    }

    /// <summary>A time that names no zone is taken as UTC.</summary>
    static string Zoned(string time) => time.Length > 10 && !Zone().IsMatch(time) ? time + "Z" : time;

    [GeneratedRegex(@"([Zz]|[+-]\d\d:\d\d)$", RegexOptions.CultureInvariant)]
    private static partial Regex Zone();
}
