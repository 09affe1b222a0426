using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Wfs;

namespace Geo.Server.Filters;

/// <summary>
/// FES 2.0 (OGC 09-026r1) and FES 1.1 (OGC 04-095) as the filter tree. Elements are known by their local names, which the two versions share. Literals
/// are texts: each takes the kind of what it is compared with.
/// </summary>
internal sealed partial class FesFilter
{
    readonly Collection _collection;
    readonly FilterLimits _limits = new();
    readonly FesGeometry _geometry;
    readonly int[] _lines;

    FesFilter(string text, Collection collection)
    {
        _collection = collection;
        _geometry = new(collection, At);
        var lines = new List<int> { 0 };
        for (var i = 0; i < text.Length; i++)
            if (text[i] == '\n') lines.Add(i + 1);
        _lines = [.. lines];
    }

    /// <param name="text">What <paramref name="filter"/> was read from, to tell the place of a fault.</param>
    /// <exception cref="FilterException">Not FES, of another type, or too large; with the place.</exception>
    public static Expression Parse(XmlPart filter, string text, Collection collection)
    {
        var fes = new FesFilter(text, collection);
        if (filter.Name != "Filter") throw FilterException.Expected(fes.At(filter), "fes:Filter", filter.Name);
        var parts = filter.Elements.ToList();
        if (parts.Count > 0 && parts.All(IsId)) return Ids(fes.At(filter), [.. parts.Select(p => fes.IdOf(p))], collection);
        return parts is [var one] ? fes.Condition(one) : throw FilterException.Expected(fes.At(filter), "one operator or ids in fes:Filter", $"{parts.Count}");
    }

    /// <summary>The features of these gml:ids; one of another type, or of none, selects nothing.</summary>
    public static Expression Ids(int at, IReadOnlyList<string> gmlIds, Collection collection)
    {
        List<Expression> keys = [.. gmlIds.Select(FeatureType.Split).Where(i => i.Type == collection.Id).Select(i => new TextLiteral(at, i.Id))];
        if (keys.Count == 0) return new BooleanLiteral(at, false);
        Expression any = new In(at, new PropertyName(at, Collection.Key), keys);
        // rows of runs are stored by run, which begins the key
        return collection.Origin != RowOrigin.Run ? any : new And(at, [any, new In(at, new PropertyName(at, "run"),
            [.. keys.Select(k => Collection.RunOf(((TextLiteral)k).Value)).Distinct().Select(r => new TextLiteral(at, r))])]);
    }

    static bool IsId(XmlPart e) => e.Name is "ResourceId" or "FeatureId" or "GmlObjectId";

    string IdOf(XmlPart e)
    {
        var id = e.Attributes.FirstOrDefault(a => a.Name is "rid" or "fid" or "id")?.Value ?? throw FilterException.Expected(At(e), "the attribute rid", "none");
        if (e.Attributes.FirstOrDefault(a => a.Name is "version" or "startDate" or "endDate" or "previousRid") is { } option)
            throw new FilterException(At(e), $"'{option.Name}' asks for versions of a feature, which are not kept");
        return id;
    }

    Expression Condition(XmlPart e)
    {
        var at = At(e);
        _limits.Enter(at);
        var name = e.Name;
        var parts = e.Elements.ToList();
        Expression condition = name switch
        {
            "And" or "Or" when parts.Count >= 1 => parts.Select(Condition).ToList() is var all && name == "And" ? new And(at, all) : new Or(at, all),
            "Not" when parts.Count == 1 => new Not(at, Condition(parts[0])),
            "PropertyIsLike" => Like(e, parts),
            "PropertyIsNull" or "PropertyIsNil" when parts.Count == 1 => new IsNull(at, Value(parts[0])),
            "PropertyIsBetween" => Between(e, parts),
            "BBOX" => Box(e, parts),
            "DWithin" or "Beyond" => Distance(e, parts),
            _ when IsId(e) => Ids(at, [IdOf(e)], _collection),
            _ when FesNames.Comparisons.TryGetValue(name, out var comparison) => Compare(e, comparison, parts),
            _ when FesNames.Spatial.TryGetValue(name, out var spatial) => Two(e, parts, (l, r) => new SpatialComparison(at, spatial, Operand(l), Operand(r))),
            _ when FesNames.Temporal.TryGetValue(name, out var temporal) => Two(e, parts, (l, r) => new TemporalComparison(at, temporal, Instant(l), Instant(r))),
            "Function" => Value(e),
            _ => throw FilterException.Expected(at, "an operator of FES with its operands", $"'{name}' with {parts.Count}"),
        };
        _limits.Leave();
        return condition;
    }

    Expression Two(XmlPart e, List<XmlPart> parts, Func<XmlPart, XmlPart, Expression> make) =>
        parts is [var left, var right] ? make(left, right) : throw FilterException.Expected(At(e), $"two operands of {e.Name}", $"{parts.Count}");

    Expression Compare(XmlPart e, ComparisonOperator comparison, List<XmlPart> parts) => Two(e, parts, (l, r) =>
    {
        var at = At(e);
        var (left, right) = Pair(l, r);
        var match = e["matchAction"] switch
        {
            null or "Any" => MatchAction.Any,
            "All" => MatchAction.All,
            "One" => MatchAction.One,
            var other => throw FilterException.Expected(at, "matchAction Any, All or One", $"'{Instants.Shorten(other)}'"),
        };
        if (KindOf(left)?.IsArray() == true && KindOf(right)?.IsArray() != true) return new ItemComparison(at, match, comparison, left, right);
        if (e["matchCase"] is "false" or "0" && KindOf(left) == ValueKind.Text && KindOf(right) == ValueKind.Text)
            return new Comparison(at, comparison, new CaseFolded(left.At, left), new CaseFolded(right.At, right));
        return new Comparison(at, comparison, left, right);
    });

    Expression Like(XmlPart e, List<XmlPart> parts) => Two(e, parts, (value, pattern) =>
    {
        char Sign(string name, string other, char usual) => (e[name] ?? e[other]) switch
        {
            null => usual,
            [var one] => one,
            var many => throw FilterException.Expected(At(e), $"one character as {name}", $"'{Instants.Shorten(many)}'"),
        };
        var (any, single, escape) = (Sign("wildCard", "wildCard", '*'), Sign("singleChar", "singleChar", '.'), Sign("escapeChar", "escape", '!'));
        if (pattern.Name != "Literal") throw FilterException.Expected(At(pattern), "a fes:Literal as pattern", pattern.Name);
        var sql = new System.Text.StringBuilder();
        var text = pattern.Value;
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c == escape && i + 1 < text.Length) sql.Append(Plain(text[++i]));
            else sql.Append(c == any ? "%" : c == single ? "_" : Plain(c));
        }
        Expression of = Value(value), like = new TextLiteral(At(pattern), sql.ToString());
        if (e["matchCase"] is "false" or "0") (of, like) = (new CaseFolded(of.At, of), new CaseFolded(like.At, like));
        return new Like(At(e), of, like);

        static string Plain(char c) => c is '%' or '_' or '\\' ? "\\" + c : c.ToString();
    });

    Expression Between(XmlPart e, List<XmlPart> parts)
    {
        XmlPart Bound(string name) => parts.FirstOrDefault(p => p.Name == name)?.Elements.FirstOrDefault() ?? throw FilterException.Expected(At(e), name, "none");
        var value = Value(parts.FirstOrDefault() ?? throw FilterException.Expected(At(e), "a property", "none"));
        return new Between(At(e), value, Value(Bound("LowerBoundary"), KindOf(value)), Value(Bound("UpperBoundary"), KindOf(value)));
    }

    Expression Box(XmlPart e, List<XmlPart> parts)
    {
        if (parts.Count is 0 or > 2) throw FilterException.Expected(At(e), "fes:ValueReference and gml:Envelope in BBOX", $"{parts.Count} parts");
        var property = parts.Count == 2 ? Operand(parts[0])
            : new PropertyName(At(e), _collection.Geometry ?? throw new FilterException(At(e), $"'{_collection.Id}' has no geometries"));
        return new SpatialComparison(At(e), SpatialOperator.Intersects, property, Operand(parts[^1]));
    }

    Expression Distance(XmlPart e, List<XmlPart> parts)
    {
        if (parts is not [var left, var right, { Name: "Distance" } distance]) throw FilterException.Expected(At(e), $"two geometries and a Distance in {e.Name}", "something else");
        var unit = distance["uom"] ?? distance["units"] ?? "m";
        var metres = FesNames.Metres(unit) ?? throw FilterException.Expected(At(distance), "uom m, km, ft, mi or nmi", $"'{Instants.Shorten(unit)}'");
        return double.TryParse(distance.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var d) && double.IsFinite(d) && d >= 0
            ? new DistanceComparison(At(e), e.Name == "Beyond", Operand(left), Operand(right), d * metres)
            : throw FilterException.Expected(At(distance), "a distance from 0", $"'{Instants.Shorten(distance.Value)}'");
    }

    int At(XmlPart e) => e.Line <= _lines.Length ? Math.Max(0, _lines[Math.Max(0, e.Line - 1)] + e.Column - 1) : 0;
}
