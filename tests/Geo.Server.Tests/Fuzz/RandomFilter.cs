using System.Globalization;
using System.Text.Json.Nodes;

namespace Geo.Server.Tests.Fuzz;

/// <summary>
/// CQL2 put together at random: half of the filters from the grammar and of right types, so that the database is asked; half with fields, types, numbers
/// and shapes that do not go together.
/// </summary>
internal sealed class RandomFilter(Random random)
{
    static readonly string[] Fields = ["id", "name", "code", "level", "run", "area_m2", "cluster", "class_code", "label_es", "geom", "population", "acquired", "confidence", "band_mean", "nombre", "\"name\"", "nothing", "área"];
    static readonly string[] Comparisons = ["=", "<>", "<", ">", "<=", ">=", "!=", "=="];
    static readonly string[] Spatial = ["S_INTERSECTS", "S_WITHIN", "S_CONTAINS", "S_DISJOINT", "S_EQUALS", "S_TOUCHES", "S_OVERLAPS", "S_CROSSES", "s_intersects", "S_NOTHING"];
    static readonly string[] Temporal = ["T_AFTER", "T_BEFORE", "T_DURING", "T_INTERSECTS", "T_EQUALS", "T_MEETS", "T_OVERLAPPEDBY", "T_STARTS"];
    static readonly string[] Arrays = ["A_CONTAINS", "A_EQUALS", "A_OVERLAPS", "A_CONTAINEDBY"];

    readonly bool _right = random.Next(2) == 0;

    string Pick(string[] from) => Hostile.Pick(random, from);

    /// <summary>id and geom are in every collection.</summary>
    string Field(bool shape = false) => _right ? shape ? "geom" : "id" : Pick(Fields);

    string Comparison() => _right ? Comparisons[random.Next(6)] : Pick(Comparisons);

    static string Quoted(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal).Replace("\0", "", StringComparison.Ordinal)}'";

    public string Text(int depth = 0) => random.Next(depth > 4 ? 6 : 10) switch
    {
        0 => $"{Field()} {Comparison()} {Literal()}",
        1 => $"{Field()} {Pick(["", "NOT "])}LIKE {Quoted(Hostile.Value(random))}",
        2 => $"{Field()} BETWEEN {Literal()} AND {Literal()}",
        3 => $"{Field()} IN ({string.Join(", ", Enumerable.Range(0, random.Next(1, 6)).Select(_ => Literal()))})",
        4 => $"{(_right ? Spatial[random.Next(8)] : Pick(Spatial))}({Field(shape: true)}, {Shape()})",
        5 when _right => $"{Field()} IS {Pick(["", "NOT "])}NULL",
        5 => random.Next(2) == 0 ? $"{Pick(Temporal)}({Field()}, {Time()})" : $"{Pick(Arrays)}({Field()}, ({Literal()}, {Literal()}))",
        6 => $"({Text(depth + 1)}) {(_right ? Pick(["AND", "OR", "and"]) : Pick(["AND", "OR", "XOR"]))} ({Text(depth + 1)})",
        7 => $"NOT ({Text(depth + 1)})",
        8 => $"CASEI({Field()}) = CASEI({Literal()}) AND {Field()} IS {Pick(["", "NOT "])}NULL",
        _ when _right => $"ACCENTI({Field()}) {Comparison()} ACCENTI({Literal()})",
        _ => $"{Field()} {Pick(["+", "-", "*", "/", "%", "^", "div"])} {Literal()} {Comparison()} {Literal()}",
    };

    string Literal() => _right ? Quoted(Hostile.Value(random)) : random.Next(6) switch
    {
        0 => $"'{Hostile.Value(random)}'",
        1 => Hostile.Value(random),
        2 => random.Next(-1000, 1000).ToString(CultureInfo.InvariantCulture),
        3 => "'Zacatecas'",
        4 => Pick(["true", "false", "NULL", "DATE('2024-01-01')", "TIMESTAMP('2024-01-01T00:00:00Z')", "TIMESTAMP('x')", "ACCENTI('ñ')"]),
        _ => Pick(Fields),
    };

    string Time() => Pick(["TIMESTAMP('2024-01-01T00:00:00Z')", "INTERVAL('..', '2024-01-01')", "INTERVAL('2024-01-01', '2020-01-01')", "DATE('0001-01-01')", "DATE('99999-01-01')", "INTERVAL('..', '..')", "acquired"]);

    string Number() => !_right && random.Next(8) == 0 ? Hostile.Value(random) : (random.NextDouble() * 400 - 200).ToString("R", CultureInfo.InvariantCulture);

    string Point() => $"{Number()} {Number()}{(!_right && random.Next(10) == 0 ? " " + Number() : "")}";

    string Points(int least) => string.Join(", ", Enumerable.Range(0, random.Next(least, 6)).Select(_ => Point()));

    string Shape() => random.Next(9) switch
    {
        0 => $"POINT({Point()})",
        1 => $"LINESTRING({Points(0)})",
        2 => $"POLYGON(({Points(0)}))",
        3 => $"POLYGON((-103 22, -102 22, -102 23, -103 23, -103 22))",
        4 => $"BBOX({Number()}, {Number()}, {Number()}, {Number()})",
        5 => $"MULTIPOLYGON((({Points(1)})), (({Points(1)})))",
        6 => $"GEOMETRYCOLLECTION(POINT({Point()}), LINESTRING({Points(2)}))",
        7 => "POLYGON((0 0, 10 10, 0 10, 10 0, 0 0))",
        _ => Pick(["POINT EMPTY", "POLYGON EMPTY", "POINT()", "geom", "MULTIPOINT((1 2), (3 4))", "POINT(1e400 0)", "CIRCLE(0 0, 1)"]),
    };

    public string Json() => Node(0)!.ToJsonString();

    JsonNode? Node(int depth)
    {
        if (depth > 4 || random.Next(4) == 0)
            return random.Next(7) switch
            {
                0 => new JsonObject { ["property"] = Pick(Fields) },
                1 => JsonValue.Create(Hostile.Value(random)),
                2 => JsonValue.Create(random.NextDouble() * 1e6),
                3 => new JsonObject { ["date"] = Pick(["2024-01-01", "x", ""]) },
                4 => new JsonObject { ["type"] = Pick(["Point", "Polygon", "Nothing"]), ["coordinates"] = new JsonArray(1, JsonValue.Create(Hostile.Value(random))) },
                5 => new JsonObject { ["bbox"] = new JsonArray(1, 2, 3) },
                _ => JsonValue.Create(random.Next(2) == 0),
            };
        return new JsonObject
        {
            ["op"] = Pick(["and", "or", "not", "=", "<", "like", "between", "in", "isNull", "s_intersects", "t_after", "a_contains", "casei", "+", "div", "nothing", "'; --"]),
            ["args"] = random.Next(12) == 0 ? JsonValue.Create("x") : new JsonArray([.. Enumerable.Range(0, random.Next(4)).Select(_ => Node(depth + 1))]),
        };
    }
}
