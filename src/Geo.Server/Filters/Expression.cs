using NetTopologySuite.Geometries;

namespace Geo.Server.Filters;

/// <summary>
/// The one filter tree: what CQL2 text, CQL2 JSON (OGC 21-065r2) and FES 1.1 and 2.0 (OGC 09-026r1) parse into and SQL is made of.
/// </summary>
/// <param name="At">Where in the filter's text this begins, from 0.</param>
internal abstract record Expression(int At);

internal sealed record TextLiteral(int At, string Value) : Expression(At);

/// <param name="Whole">The value as written, where it is a whole number that a double may not hold.</param>
internal sealed record NumberLiteral(int At, double Value, long? Whole) : Expression(At);

internal sealed record BooleanLiteral(int At, bool Value) : Expression(At);

internal sealed record DateLiteral(int At, DateOnly Value) : Expression(At);

/// <param name="Value">UTC.</param>
internal sealed record TimestampLiteral(int At, DateTime Value) : Expression(At);

/// <param name="Value">Coordinates as written: in the order and the CRS of filter-crs.</param>
internal sealed record GeometryLiteral(int At, Geometry Value) : Expression(At);

/// <summary>A box as written; the first corner east of the second crosses the antimeridian.</summary>
internal sealed record BoxLiteral(int At, double X1, double Y1, double X2, double Y2) : Expression(At);

/// <summary>From and to an instant, both included; null is unbounded.</summary>
internal sealed record IntervalExpression(int At, Expression? From, Expression? To) : Expression(At);

internal sealed record ArrayExpression(int At, IReadOnlyList<Expression> Items) : Expression(At);

internal sealed record PropertyName(int At, string Name) : Expression(At);

internal sealed record FunctionCall(int At, string Name, IReadOnlyList<Expression> Arguments) : Expression(At);

/// <summary>A text without differences of case (CASEI).</summary>
internal sealed record CaseFolded(int At, Expression Text) : Expression(At);

/// <summary>A text without accents (ACCENTI).</summary>
internal sealed record Unaccented(int At, Expression Text) : Expression(At);

internal enum ArithmeticOperator { Add, Subtract, Multiply, Divide, Modulo, IntegerDivide, Power }

internal sealed record Arithmetic(int At, ArithmeticOperator Operator, Expression Left, Expression Right) : Expression(At);

internal sealed record And(int At, IReadOnlyList<Expression> Parts) : Expression(At);

internal sealed record Or(int At, IReadOnlyList<Expression> Parts) : Expression(At);

internal sealed record Not(int At, Expression Part) : Expression(At);

internal enum ComparisonOperator { Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual }

internal sealed record Comparison(int At, ComparisonOperator Operator, Expression Left, Expression Right) : Expression(At);

/// <summary>% stands for any characters, _ for one, \ before them for themselves.</summary>
internal sealed record Like(int At, Expression Value, Expression Pattern) : Expression(At);

internal sealed record Between(int At, Expression Value, Expression Low, Expression High) : Expression(At);

internal sealed record In(int At, Expression Value, IReadOnlyList<Expression> List) : Expression(At);

internal sealed record IsNull(int At, Expression Value) : Expression(At);

internal enum SpatialOperator { Intersects, Disjoint, Equals, Touches, Within, Overlaps, Crosses, Contains }

internal sealed record SpatialComparison(int At, SpatialOperator Operator, Expression Left, Expression Right) : Expression(At);

internal enum TemporalOperator
{
    After, Before, Contains, Disjoint, During, Equals, FinishedBy, Finishes, Intersects, Meets, MetBy, OverlappedBy, Overlaps, StartedBy, Starts,
}

internal sealed record TemporalComparison(int At, TemporalOperator Operator, Expression Left, Expression Right) : Expression(At);

internal enum ArrayOperator { Equals, Contains, ContainedBy, Overlaps }

internal sealed record ArrayComparison(int At, ArrayOperator Operator, Expression Left, Expression Right) : Expression(At);

/// <summary>Whether two geometries come as near as so many metres on the ellipsoid, or (Beyond) do not; FES only.</summary>
internal sealed record DistanceComparison(int At, bool Beyond, Expression Left, Expression Right, double Metres) : Expression(At);

internal enum MatchAction { Any, All, One }

/// <summary>A comparison with the items of an array: with any of them, with all, with exactly one; FES only.</summary>
internal sealed record ItemComparison(int At, MatchAction Match, ComparisonOperator Operator, Expression Array, Expression Value) : Expression(At);

/// <summary>An item of an array, counted from 1; FES only.</summary>
internal sealed record ArrayItem(int At, PropertyName Array, int Place) : Expression(At);
