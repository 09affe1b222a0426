using System.Globalization;

namespace Geo.Server.Filters;

/// <summary>
/// CQL2 text (OGC 21-065r2, clause 8 and its BNF) by precedence climbing: or, and, not, predicates, + -, * / % div, ^, primary. What kind of value
/// stands where is checked by the translator, which knows the collection.
/// </summary>
internal sealed partial class Cql2Text
{
    readonly List<Token> _tokens;
    readonly FilterLimits _limits = new();
    int _next;

    Cql2Text(string text) => _tokens = Cql2Tokens.Of(text);

    /// <exception cref="FilterException">Not CQL2, or too large; with the place.</exception>
    public static Expression Parse(string text)
    {
        FilterLimits.CheckLength(text);
        var parser = new Cql2Text(text);
        var expression = parser.Or();
        return parser.Now.Kind == TokenKind.End ? expression : throw FilterException.Expected(parser.Now.At, "an operator or the end", parser.Now.ToString());
    }

    Token Now => _tokens[_next];
    Token Following => _tokens[Math.Min(_next + 1, _tokens.Count - 1)];

    Token Take() => _tokens[_next++];

    bool Take(string symbol)
    {
        if (!Now.Is(symbol)) return false;
        _next++;
        return true;
    }

    bool TakeWord(string word)
    {
        if (!Now.IsWord(word)) return false;
        _next++;
        return true;
    }

    void Expect(string symbol)
    {
        if (!Take(symbol)) throw FilterException.Expected(Now.At, $"'{symbol}'", Now.ToString());
    }

    Expression Or()
    {
        var at = Now.At;
        _limits.Enter(at);
        List<Expression> parts = [Both()];
        while (TakeWord("OR")) parts.Add(Both());
        _limits.Leave();
        return parts.Count == 1 ? parts[0] : new Or(at, parts);
    }

    Expression Both()
    {
        var at = Now.At;
        List<Expression> parts = [Negation()];
        while (TakeWord("AND")) parts.Add(Negation());
        return parts.Count == 1 ? parts[0] : new And(at, parts);
    }

    Expression Negation()
    {
        var at = Now.At;
        if (!Now.IsWord("NOT") || Following.Is("=")) return Predicate();
        Take();
        _limits.Enter(at);
        var part = Negation();
        _limits.Leave();
        return new Not(at, part);
    }

    Expression Predicate()
    {
        var at = Now.At;
        var left = Sum();
        if (Now.Kind == TokenKind.Symbol && Cql2Names.Comparisons.TryGetValue(Now.Value, out var comparison))
        {
            Take();
            return new Comparison(at, comparison, left, Sum());
        }
        if (TakeWord("IS"))
        {
            var not = TakeWord("NOT");
            if (!TakeWord("NULL")) throw FilterException.Expected(Now.At, "NULL", Now.ToString());
            return Negated(not, at, new IsNull(at, left));
        }
        var negated = Now.IsWord("NOT") && (Following.IsWord("LIKE") || Following.IsWord("BETWEEN") || Following.IsWord("IN"));
        if (negated) Take();
        if (TakeWord("LIKE")) return Negated(negated, at, new Like(at, left, Sum()));
        if (TakeWord("IN")) return Negated(negated, at, new In(at, left, List()));
        if (!TakeWord("BETWEEN")) return left;
        var low = Sum();
        if (!TakeWord("AND")) throw FilterException.Expected(Now.At, "AND of BETWEEN", Now.ToString());
        return Negated(negated, at, new Between(at, left, low, Sum()));
    }

    static Expression Negated(bool not, int at, Expression expression) => not ? new Not(at, expression) : expression;

    /// <summary>Expressions between parentheses, divided by commas; at least one.</summary>
    List<Expression> List()
    {
        Expect("(");
        List<Expression> items = [Or()];
        while (Take(",")) items.Add(Or());
        Expect(")");
        return items;
    }

    Expression Sum()
    {
        var at = Now.At;
        var left = Product();
        while (Now.Is("+") || Now.Is("-")) left = new Arithmetic(at, Cql2Names.Arithmetics[Take().Value], left, Product());
        return left;
    }

    Expression Product()
    {
        var at = Now.At;
        var left = Power();
        while (Now.Is("*") || Now.Is("/") || Now.Is("%") || Now.IsWord("DIV")) left = new Arithmetic(at, Cql2Names.Arithmetics[Take().Value], left, Power());
        return left;
    }

    Expression Power()
    {
        var at = Now.At;
        var left = Signed();
        return Take("^") ? new Arithmetic(at, ArithmeticOperator.Power, left, Signed()) : left;
    }

    /// <summary>-2 is a number; -x is -1 * x, as in CQL2 JSON.</summary>
    Expression Signed()
    {
        var at = Now.At;
        if (!Take("-")) return Primary();
        if (Now.Kind == TokenKind.Number) return Number(at, "-" + Take().Value);
        _limits.Enter(at);
        var operand = Signed();
        _limits.Leave();
        return new Arithmetic(at, ArithmeticOperator.Multiply, new NumberLiteral(at, -1, -1), operand);
    }

    Expression Primary()
    {
        var token = Now;
        switch (token.Kind)
        {
            case TokenKind.Text: return new TextLiteral(token.At, Take().Value);
            case TokenKind.Number: return Number(token.At, Take().Value);
            case TokenKind.QuotedName: return new PropertyName(token.At, Take().Value);
            case TokenKind.Word: return Word();
            case TokenKind.Symbol when token.Value == "(": return Parenthesised();
            default: throw FilterException.Expected(token.At, "a property, a value or '('", token.ToString());
        }
    }

    /// <summary>An expression in parentheses, or an array: ('a', 'b') and ().</summary>
    Expression Parenthesised()
    {
        var at = Take().At;
        if (Take(")")) return new ArrayExpression(at, []);
        var first = Or();
        if (Take(")")) return first;
        List<Expression> items = [first];
        while (Take(",")) items.Add(Or());
        if (!Now.Is(")")) throw FilterException.Expected(Now.At, "')' or an operator", Now.ToString());
        Take();
        return new ArrayExpression(at, items);
    }

    static NumberLiteral Number(int at, string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value)
            ? new(at, value, long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null)
            : throw new FilterException(at, $"the number {Instants.Shorten(text)} is out of range");
}
