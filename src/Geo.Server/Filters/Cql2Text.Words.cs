namespace Geo.Server.Filters;

internal sealed partial class Cql2Text
{
    static readonly string[] Operators = ["AND", "OR", "NOT", "LIKE", "BETWEEN", "IN", "IS", "DIV", "NULL"];

    /// <summary>What begins with a bare word: a literal, a predicate, a function, a geometry, else a property.</summary>
    Expression Word()
    {
        var word = Take();
        if (!Now.Is("("))
        {
            if (word.IsWord("TRUE")) return new BooleanLiteral(word.At, true);
            if (word.IsWord("FALSE")) return new BooleanLiteral(word.At, false);
            if (WktShape(word) is { } dimensioned && (Now.IsWord("Z") || Now.IsWord("M") || Now.IsWord("ZM")) && Following.Is("(")) return Geometry(word.At, dimensioned);
            if (Operators.Contains(word.Value, StringComparer.OrdinalIgnoreCase))
                throw FilterException.Expected(word.At, "a property or a value (a property of this name goes in double quotes)", word.ToString());
            return new PropertyName(word.At, word.Value);
        }
        if (WktShape(word) is { } shape) return Geometry(word.At, shape);
        switch (word.Value.ToUpperInvariant())
        {
            case "DATE": return OneText(word, Instants.Date);
            case "TIMESTAMP": return OneText(word, Instants.Timestamp);
            case "INTERVAL": return Interval(word.At);
            case "BBOX": return Box(word.At);
            case "CASEI": return new CaseFolded(word.At, OneArgument(word));
            case "ACCENTI": return new Unaccented(word.At, OneArgument(word));
        }
        var arguments = Arguments();
        return Cql2Names.Predicate(word.At, word.Value, arguments) ?? new FunctionCall(word.At, word.Value, arguments);
    }

    List<Expression> Arguments()
    {
        if (Now.Is("(") && Following.Is(")"))
        {
            _next += 2;
            return [];
        }
        return List();
    }

    Expression OneArgument(Token name)
    {
        var arguments = Arguments();
        return arguments.Count == 1 ? arguments[0] : throw FilterException.Expected(name.At, $"one argument of {name.Value}", $"{arguments.Count}");
    }

    Expression OneText(Token name, Func<int, string, Expression> make) =>
        OneArgument(name) is TextLiteral text ? make(text.At, text.Value) : throw FilterException.Expected(name.At, $"a text in {name.Value}('…')", "something else");

    IntervalExpression Interval(int at)
    {
        Expect("(");
        var from = Bound();
        Expect(",");
        var to = Bound();
        Expect(")");
        return new(at, from, to);
    }

    Expression? Bound() => Or() is var bound && bound is TextLiteral text ? Instants.Bound(text.At, text.Value) : bound;

    BoxLiteral Box(int at)
    {
        Expect("(");
        List<double> n = [Ordinate()];
        while (Take(",")) n.Add(Ordinate());
        Expect(")");
        return BoxOf(at, n);
    }

    /// <summary>Four numbers, or six with heights, which are not looked at.</summary>
    internal static BoxLiteral BoxOf(int at, IReadOnlyList<double> n)
    {
        var box = n.Count switch
        {
            4 => new BoxLiteral(at, n[0], n[1], n[2], n[3]),
            6 => new BoxLiteral(at, n[0], n[1], n[3], n[4]),
            _ => throw FilterException.Expected(at, "four or six numbers in a box", $"{n.Count}"),
        };
        return box;
    }

    double Ordinate()
    {
        var at = Now.At;
        var sign = Take("-") ? "-" : "";
        if (sign.Length == 0) Take("+");
        return Now.Kind == TokenKind.Number ? Number(at, sign + Take().Value).Value : throw FilterException.Expected(Now.At, "a number", Now.ToString());
    }
}
