using Geo.Server.Collections;
using NpgsqlTypes;

namespace Geo.Server.Filters;

/// <summary>
/// Makes a PostgreSQL condition of a filter. Values become parameters; names come from the collection, quoted: no text of the filter is ever SQL.
/// </summary>
internal sealed partial class FilterSql
{
    readonly Collection _collection;
    readonly Crs _crs;
    readonly Func<object, NpgsqlDbType, string> _parameter;

    FilterSql(Collection collection, Crs crs, Func<object, NpgsqlDbType, string> parameter) => (_collection, _crs, _parameter) = (collection, crs, parameter);

    /// <param name="crs">Of the filter's geometries.</param>
    /// <param name="parameter">Adds a value to the command and returns its name in the SQL, such as $3.</param>
    /// <exception cref="FilterException">An unknown property or function, or kinds that do not go together; with the place.</exception>
    public static string Condition(Expression filter, Collection collection, Crs crs, Func<object, NpgsqlDbType, string> parameter) =>
        new FilterSql(collection, crs, parameter).Condition(filter);

    string Condition(Expression e) => e switch
    {
        And and => Joined(and.Parts, " and "),
        Or or => Joined(or.Parts, " or "),
        Not not => $"(not {Condition(not.Part)})",
        Comparison c => Compare(c),
        Like like => LikePattern(like),
        Between b => Between(b),
        In list => In(list),
        IsNull isNull => $"({Value(isNull.Value).Sql} is null)",
        SpatialComparison s => Spatial(s),
        TemporalComparison t => Temporal(t),
        ArrayComparison a => Array(a),
        DistanceComparison d => Distance(d),
        ItemComparison i => Items(i),
        _ => Value(e) is { Kind: ValueKind.Boolean } value ? value.Sql : throw FilterException.Expected(e.At, "a condition", Value(e).Kind.Name()),
    };

    string Joined(IReadOnlyList<Expression> parts, string between) => $"({string.Join(between, parts.Select(Condition))})";

    SqlValue Value(Expression e) => e switch
    {
        TextLiteral t => new(_parameter(t.Value, NpgsqlDbType.Text), ValueKind.Text),
        NumberLiteral { Whole: { } whole } => new(_parameter(whole, NpgsqlDbType.Bigint), ValueKind.Number),
        NumberLiteral n => new(_parameter(n.Value, NpgsqlDbType.Double), ValueKind.Number),
        BooleanLiteral b => new(b.Value ? "true" : "false", ValueKind.Boolean),
        DateLiteral d => new(_parameter(d.Value, NpgsqlDbType.Date), ValueKind.Date),
        TimestampLiteral t => new(_parameter(t.Value, NpgsqlDbType.TimestampTz), ValueKind.Timestamp),
        GeometryLiteral or BoxLiteral => new(GeometrySql(e), ValueKind.Geometry),
        PropertyName p => Property(p),
        CaseFolded c => new($"geo.casefold({Expect(c.Text, ValueKind.Text).Sql})", ValueKind.Text),
        Unaccented u => new($"geo.unaccent({Expect(u.Text, ValueKind.Text).Sql})", ValueKind.Text),
        Arithmetic a => Calculate(a),
        FunctionCall f => Call(f),
        ArrayExpression a => ArraySql(a),
        ArrayItem i => Item(i),
        IntervalExpression => throw new FilterException(e.At, "an interval stands only in the temporal functions T_…"),
        _ => new(Condition(e), ValueKind.Boolean),
    };

    SqlValue Expect(Expression e, ValueKind kind)
    {
        var value = Value(e);
        return value.Kind == kind ? value : throw FilterException.Expected(e.At, kind.Name(), value.Kind.Name());
    }

    SqlValue Property(PropertyName p)
    {
        if (p.Name == Collection.Key) return new(Collection.Key, ValueKind.Text);
        if (p.Name == _collection.Geometry) return new(CollectionRegistry.Quoted(p.Name), ValueKind.Geometry);
        if (_collection[p.Name] is { } field)
            return ValueKinds.Of(field.Type) is { } kind
                ? new(CollectionRegistry.Quoted(field.Name), kind, field.SqlType)
                : throw new FilterException(p.At, $"the property '{p.Name}' is a JSON object, which cannot be filtered");
        var known = _collection.Fields.Where(f => ValueKinds.Of(f.Type) is not null).Select(f => f.Name).Prepend(Collection.Key);
        if (_collection.Geometry is { } geometry) known = known.Append(geometry);
        throw new FilterException(p.At, $"'{_collection.Id}' has no property '{Instants.Shorten(p.Name)}'; it has {string.Join(", ", known)}");
    }

    SqlValue Calculate(Arithmetic a)
    {
        var left = $"{Expect(a.Left, ValueKind.Number).Sql}::double precision";
        var right = $"{Expect(a.Right, ValueKind.Number).Sql}::double precision";
        // Dividing by zero yields null, so that one row does not fail the page.
        return new(a.Operator switch
        {
            ArithmeticOperator.Add => $"({left} + {right})",
            ArithmeticOperator.Subtract => $"({left} - {right})",
            ArithmeticOperator.Multiply => $"({left} * {right})",
            ArithmeticOperator.Divide => $"({left} / nullif({right}, 0))",
            ArithmeticOperator.IntegerDivide => $"trunc({left} / nullif({right}, 0))",
            ArithmeticOperator.Modulo => $"mod({left}::numeric, nullif({right}, 0)::numeric)::double precision",
            _ => $"power({left}, {right})",
        }, ValueKind.Number);
    }

    SqlValue Call(FunctionCall call)
    {
        var function = Functions.Find(call.Name)
            ?? throw new FilterException(call.At, $"there is no function '{Instants.Shorten(call.Name)}'; there are {string.Join(", ", Functions.All.Select(f => f.Name))}");
        if (call.Arguments.Count != function.Arguments.Count)
            throw FilterException.Expected(call.At, $"{function.Arguments.Count} arguments of {function.Name}", $"{call.Arguments.Count}");
        var arguments = call.Arguments.Select((a, i) =>
        {
            var value = Value(a);
            return function.Arguments[i].Kinds.Contains(value.Kind) ? value.Kind == ValueKind.Date ? Midnight(value.Sql) : value.Sql
                : throw FilterException.Expected(a.At, string.Join(" or ", function.Arguments[i].Kinds.Select(k => k.Name())), value.Kind.Name());
        });
        return new(function.Sql([.. arguments]), function.Returns);
    }
}
