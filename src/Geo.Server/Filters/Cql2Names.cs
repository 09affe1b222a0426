namespace Geo.Server.Filters;

/// <summary>What CQL2 calls its operators, in text (any case) and in JSON (lower case) alike.</summary>
internal static class Cql2Names
{
    public static readonly IReadOnlyDictionary<string, SpatialOperator> Spatial = Named<SpatialOperator>("S_");
    public static readonly IReadOnlyDictionary<string, TemporalOperator> Temporal = Named<TemporalOperator>("T_");
    public static readonly IReadOnlyDictionary<string, ArrayOperator> Array = Named<ArrayOperator>("A_");

    public static readonly IReadOnlyDictionary<string, ComparisonOperator> Comparisons = new Dictionary<string, ComparisonOperator>(StringComparer.Ordinal)
    {
        ["="] = ComparisonOperator.Equal, ["<>"] = ComparisonOperator.NotEqual, ["<"] = ComparisonOperator.Less, ["<="] = ComparisonOperator.LessOrEqual,
        [">"] = ComparisonOperator.Greater, [">="] = ComparisonOperator.GreaterOrEqual,
    };

    public static readonly IReadOnlyDictionary<string, ArithmeticOperator> Arithmetics = new Dictionary<string, ArithmeticOperator>(StringComparer.OrdinalIgnoreCase)
    {
        ["+"] = ArithmeticOperator.Add, ["-"] = ArithmeticOperator.Subtract, ["*"] = ArithmeticOperator.Multiply, ["/"] = ArithmeticOperator.Divide,
        ["%"] = ArithmeticOperator.Modulo, ["div"] = ArithmeticOperator.IntegerDivide, ["^"] = ArithmeticOperator.Power,
    };

    public static Expression? Predicate(int at, string name, IReadOnlyList<Expression> arguments)
    {
        if (Spatial.TryGetValue(name, out var spatial)) return Two(at, name, arguments, (l, r) => new SpatialComparison(at, spatial, l, r));
        if (Temporal.TryGetValue(name, out var temporal)) return Two(at, name, arguments, (l, r) => new TemporalComparison(at, temporal, l, r));
        return Array.TryGetValue(name, out var array) ? Two(at, name, arguments, (l, r) => new ArrayComparison(at, array, List(l), List(r))) : null;
    }

    /// <summary>In text ('a') cannot be told from 'a' in parentheses.</summary>
    static Expression List(Expression e) => e is ArrayExpression or PropertyName or FunctionCall ? e : new ArrayExpression(e.At, [e]);

    static Expression Two(int at, string name, IReadOnlyList<Expression> arguments, Func<Expression, Expression, Expression> make) =>
        arguments.Count == 2 ? make(arguments[0], arguments[1])
            : throw FilterException.Expected(at, $"two arguments of {name.ToUpperInvariant()}", $"{arguments.Count}");

    static Dictionary<string, T> Named<T>(string prefix) where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(v => prefix + v.ToString().ToUpperInvariant(), v => v, StringComparer.OrdinalIgnoreCase);
}
