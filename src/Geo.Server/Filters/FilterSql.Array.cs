namespace Geo.Server.Filters;

internal sealed partial class FilterSql
{
    /// <summary>Arrays are compared as sets.</summary>
    string Array(ArrayComparison c)
    {
        var (left, right) = (ArrayValue(c.Left), ArrayValue(c.Right));
        var kind = left.Kind == ValueKind.EmptyArray ? right.Kind : left.Kind;
        if (right.Kind != kind && right.Kind != ValueKind.EmptyArray) throw FilterException.Expected(c.Right.At, "an array of the same type", "another");
        // a literal beside 4-byte floats is taken to their precision
        var type = kind switch
        {
            ValueKind.NumberArray => left.SqlType == "real[]" || right.SqlType == "real[]" ? "real[]" : "double precision[]",
            ValueKind.BooleanArray => "boolean[]",
            ValueKind.TimeArray => "timestamptz[]",
            _ => "text[]",
        };
        var (l, r) = ($"{left.Sql}::{type}", $"{right.Sql}::{type}");
        return c.Operator switch
        {
            ArrayOperator.Contains => $"({l} @> {r})",
            ArrayOperator.ContainedBy => $"({l} <@ {r})",
            ArrayOperator.Overlaps => $"({l} && {r})",
            _ => $"({l} @> {r} and {l} <@ {r})",
        };
    }

    SqlValue ArrayValue(Expression e)
    {
        var value = Value(e);
        return value.Kind.IsArray() ? value : throw FilterException.Expected(e.At, "an array", value.Kind.Name());
    }

    SqlValue ArraySql(ArrayExpression array)
    {
        if (array.Items.Count == 0) return new("'{}'", ValueKind.EmptyArray);
        var items = array.Items.Select(i => (Expression: i, Value: Value(i))).ToList();
        var first = items[0].Value.Kind;
        var kind = first switch
        {
            ValueKind.Text => ValueKind.TextArray,
            ValueKind.Number => ValueKind.NumberArray,
            ValueKind.Boolean => ValueKind.BooleanArray,
            ValueKind.Date or ValueKind.Timestamp => ValueKind.TimeArray,
            _ => throw FilterException.Expected(array.Items[0].At, "texts, numbers, truth values or times in an array", first.Name()),
        };
        foreach (var (expression, value) in items)
            if (value.Kind != first && !(value.Kind.IsInstant() && first.IsInstant()))
                throw FilterException.Expected(expression.At, $"{first.Name()}, like the array's first member", value.Kind.Name());
        return new($"array[{string.Join(", ", items.Select(i => kind == ValueKind.TimeArray && i.Value.Kind == ValueKind.Date ? Midnight(i.Value.Sql) : i.Value.Sql))}]", kind);
    }
}
