using System.Globalization;
using System.Text;

namespace Geo.Server.Filters;

internal enum TokenKind { Word, QuotedName, Text, Number, Symbol, End }

/// <param name="Value">Without quotes; a symbol as it is; "" at the end.</param>
internal readonly record struct Token(TokenKind Kind, string Value, int At)
{
    public bool Is(string symbol) => Kind == TokenKind.Symbol && Value == symbol;
    public bool IsWord(string word) => Kind == TokenKind.Word && Value.Equals(word, StringComparison.OrdinalIgnoreCase);

    public override string ToString() => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => $"the text '{Instants.Shorten(Value)}'",
        TokenKind.QuotedName => $"the name \"{Instants.Shorten(Value)}\"",
        _ => $"'{Instants.Shorten(Value)}'",
    };
}

/// <summary>Cuts CQL2 text into tokens.</summary>
internal static class Cql2Tokens
{
    public static List<Token> Of(string text)
    {
        var tokens = new List<Token>();
        for (var i = 0; ;)
        {
            while (i < text.Length && char.IsWhiteSpace(text[i])) i++;
            if (i == text.Length) break;
            tokens.Add(Next(text, ref i));
        }
        tokens.Add(new(TokenKind.End, "", text.Length));
        return tokens;
    }

    static Token Next(string text, ref int i)
    {
        var at = i;
        var c = text[i];
        if (c == '\'') return new(TokenKind.Text, Quoted(text, ref i, '\'', "'"), at);
        if (c == '"') return new(TokenKind.QuotedName, Quoted(text, ref i, '"', "\""), at);
        if (char.IsAsciiDigit(c) || c == '.' && i + 1 < text.Length && char.IsAsciiDigit(text[i + 1])) return new(TokenKind.Number, Number(text, ref i), at);
        if (char.IsLetter(c) || c is '_' or ':' || char.IsSurrogate(c))
        {
            while (i < text.Length && IsNamePart(text[i])) i++;
            return new(TokenKind.Word, text[at..i], at);
        }
        var two = i + 1 < text.Length ? text.Substring(i, 2) : "";
        if (two is "<>" or "<=" or ">=") i += 2;
        else if ("=<>()+-*/%^,".Contains(c, StringComparison.Ordinal)) i++;
        else throw new FilterException(at, $"'{c}' has no meaning here");
        return new(TokenKind.Symbol, text[at..i], at);
    }

    static bool IsNamePart(char c) =>
        char.IsLetterOrDigit(c) || c is '_' or ':' or '.' || char.IsSurrogate(c) || char.GetUnicodeCategory(c) is UnicodeCategory.NonSpacingMark or UnicodeCategory.ConnectorPunctuation;

    /// <summary>A quote inside is written twice, or after a backslash.</summary>
    static string Quoted(string text, ref int i, char quote, string name)
    {
        var start = i;
        var value = new StringBuilder();
        for (i++; i < text.Length; i++)
        {
            var next = i + 1 < text.Length ? text[i + 1] : '\0';
            if (text[i] == quote && next != quote)
            {
                i++;
                return value.ToString();
            }
            if (next == quote && (text[i] == quote || text[i] == '\\')) i++;
            value.Append(text[i]);
        }
        throw new FilterException(start, $"the closing {name} is missing");
    }

    static string Number(string text, ref int i)
    {
        var start = i;
        void Digits(ref int j) { while (j < text.Length && char.IsAsciiDigit(text[j])) j++; }
        Digits(ref i);
        if (i < text.Length && text[i] == '.')
        {
            i++;
            Digits(ref i);
        }
        if (i < text.Length && text[i] is 'e' or 'E')
        {
            var e = i + 1;
            if (e < text.Length && text[e] is '+' or '-') e++;
            if (e < text.Length && char.IsAsciiDigit(text[e]))
            {
                Digits(ref e);
                i = e;
            }
        }
        if (i < text.Length && IsNamePart(text[i])) throw new FilterException(start, $"'{Instants.Shorten(text[start..(i + 1)])}' is neither a number nor a name");
        return text[start..i];
    }
}
