using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;
using Geo.Text.Places;

namespace Geo.Text.Articles;

/// <summary>Text as it was meant: entities and tags out, controls and soft hyphens out, runs of blanks made one, lines of boilerplate dropped.</summary>
internal static partial class Cleaning
{
    const int LongestLine = 500;

    public static string Text(string? raw)
    {
        if (string.IsNullOrEmpty(raw)) return "";
        if (Tag().IsMatch(raw)) raw = HtmlText(raw);
        else if (raw.Contains('&')) raw = WebUtility.HtmlDecode(raw);
        var clean = new StringBuilder(raw.Length);
        foreach (var line in Latin.Compose(raw).Split('\n'))
        {
            var tidy = Tidy(line);
            if (tidy.Length == 0 || tidy.Length < 200 && Boilerplate().IsMatch(tidy)) continue;
            if (clean.Length > 0) clean.Append('\n');
            clean.Append(tidy);
        }
        return clean.ToString();
    }

    public static string? Line(string? raw)
    {
        if (string.IsNullOrWhiteSpace(raw)) return null;
        var line = Tidy(Latin.Compose(WebUtility.HtmlDecode(raw)).Replace('\n', ' '));
        return line.Length == 0 ? null : line.Length > LongestLine ? line[..LongestLine] : line;
    }

    /// <summary>Only web addresses are kept.</summary>
    public static string? Url(string? raw) =>
        raw is { Length: < 2000 } && Uri.TryCreate(raw.Trim(), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" ? uri.AbsoluteUri : null;

    /// <summary>More than one character in twenty that no text has.</summary>
    public static bool LooksBinary(string text)
    {
        var odd = 0;
        foreach (var c in text) if (c == '\uFFFD' || char.IsControl(c) && c != '\n') odd++;
        return odd * 20 > text.Length;
    }

    static string HtmlText(string html)
    {
        if (Pages.TooDeep(html)) return Tags().Replace(html, " ");
        using var document = new HtmlParser().ParseDocument(html);
        return Pages.TextOf(document.Body);
    }

    static string Tidy(string line)
    {
        var tidy = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (char.IsSurrogate(c))
            {
                if (i + 1 < line.Length && char.IsSurrogatePair(c, line[i + 1])) tidy.Append(c).Append(line[++i]);
                else tidy.Append('\uFFFD');
                continue;
            }
            if (c is '\u00AD' or '\u200B' or '\u200C' or '\u200D' or '\uFEFF') continue;
            if (char.IsWhiteSpace(c) || char.IsControl(c))
            {
                if (tidy.Length > 0 && tidy[^1] != ' ') tidy.Append(' ');
            }
            else tidy.Append(c);
        }
        if (tidy.Length > 0 && tidy[^1] == ' ') tidy.Length--;
        return tidy.ToString();
    }

    [GeneratedRegex(@"<(?:p|br|div|a|span|strong|b|em|i|img|ul|li|h\d|article|html|body|table|script|blockquote)\b[^>]{0,2000}>", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Tag();

    [GeneratedRegex(@"<[^>]{0,2000}>", RegexOptions.CultureInvariant, 2000)]
    private static partial Regex Tags();

    [GeneratedRegex("""
        ^(?:publicidad|advertisement|anuncio|comparte?(?:\s+(?:en|esta|este)\b.*)?|compartir|tweet(?:ear)?|imprimir|s[ií]guenos\b.*|suscr[ií]b(?:ete|ase)\b.*|
        (?:lee|leer|lea|ver|vea|mira)\s+(?:tambi[eé]n|adem[aá]s|m[aá]s)\b.*|te\s+(?:puede|podr[ií]a|recomendamos)\b.*|le\s+(?:puede|podr[ií]a)\s+interesar\b.*|
        notas?\s+relacionadas?\b.*|derechos\s+reservados\b.*|todos\s+los\s+derechos\b.*|©.*|copyright\b.*|foto(?:s|graf[ií]a)?:.*|
        (?:acepto|aceptar|usamos|utilizamos)\b.*\bcookies\b.*|en\s+tendencia:?|m[aá]s\s+le[ií]d[ao]s?:?)\s*$
        """, RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, 2000)]
    private static partial Regex Boilerplate();
}
