namespace Geo.Server.Filters;

internal sealed partial class FilterSql
{
    string Compare(Comparison c)
    {
        var (left, right) = Comparable(c.Left, c.Right);
        return $"({left} {Sign(c.Operator)} {right})";
    }

    static string Sign(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Equal => "=",
        ComparisonOperator.NotEqual => "<>",
        ComparisonOperator.Less => "<",
        ComparisonOperator.LessOrEqual => "<=",
        ComparisonOperator.Greater => ">",
        _ => ">=",
    };

    string Between(Between b)
    {
        var (value, low) = Comparable(b.Value, b.Low);
        var (again, high) = Comparable(b.Value, b.High);
        return value == again ? $"({value} between {low} and {high})" : $"({low} <= {value} and {again} <= {high})";
    }

    string In(In list)
    {
        var any = list.List.Select(item => Comparable(list.Value, item)).ToList();
        return any.All(c => c.Left == any[0].Left)
            ? $"({any[0].Left} in ({string.Join(", ", any.Select(c => c.Right))}))"
            : $"({string.Join(" or ", any.Select(c => $"{c.Left} = {c.Right}"))})";
    }

    /// <summary>Both sides as values that can be put in order with each other.</summary>
    (string Left, string Right) Comparable(Expression left, Expression right)
    {
        var (l, r) = (Value(left), Value(right));
        if (l.Kind is ValueKind.Geometry || l.Kind.IsArray())
            throw new FilterException(left.At, $"{l.Kind.Name()} is compared by the functions {(l.Kind == ValueKind.Geometry ? "S_… (S_EQUALS)" : "A_… (A_EQUALS)")}");
        if (l.Kind != r.Kind && !(l.Kind.IsInstant() && r.Kind.IsInstant()))
            throw FilterException.Expected(right.At, $"{l.Kind.Name()} to compare with", r.Kind.Name());
        return (As(l, r, left), As(r, l, right));
    }

    /// <summary>A value in the type of the other: a literal beside a 4-byte float is taken to its precision, a date beside a time to its midnight.</summary>
    static string As(SqlValue value, SqlValue other, Expression expression) => (value.Kind, other.Kind) switch
    {
        (ValueKind.Number, _) when expression is NumberLiteral && (other.SqlType is "real" or "numeric") => $"{value.Sql}::{other.SqlType}",
        (ValueKind.Date, ValueKind.Timestamp) => Midnight(value.Sql),
        _ => value.Sql,
    };

    static string Midnight(string date) => $"({date}::timestamp at time zone 'UTC')";

    string LikePattern(Like like)
    {
        var value = Expect(like.Value, ValueKind.Text).Sql;
        var literal = like.Pattern;
        while (literal is CaseFolded or Unaccented) literal = literal is CaseFolded c ? c.Text : ((Unaccented)literal).Text;
        if (literal is not TextLiteral pattern) throw FilterException.Expected(like.Pattern.At, "a pattern in quotes", "something else");
        if (pattern.Value.Length - pattern.Value.TrimEnd('\\').Length is var n && n % 2 == 1)
            throw new FilterException(pattern.At, "the pattern ends with the escape character '\\'; write '\\\\' for the character itself");
        return $"({value} like {Value(like.Pattern).Sql})";
    }
}
