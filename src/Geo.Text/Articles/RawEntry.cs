using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Geo.Text.Articles;

/// <summary>The members of an entry before cleaning, and the names under which files give them.</summary>
internal sealed record RawEntry(string? Title, string? Text, string? Date, string? Source, string? Url)
{
    static readonly string[] Titles = ["title", "titulo", "título", "titular", "headline"];
    static readonly string[] Texts = ["text", "texto", "body", "content", "contenido", "cuerpo", "article", "description", "summary"];
    static readonly string[] Dates = ["date", "fecha", "published", "pubdate", "published_at", "publicado", "datetime"];
    static readonly string[] Sources = ["source", "fuente", "medio", "outlet", "periodico", "publisher"];
    static readonly string[] Urls = ["url", "link", "enlace", "href"];

    public const int LongestText = 2_000_000;
    const int LeastText = 20;

    public static RawEntry Of(JsonElement json)
    {
        string? Get(string[] names)
        {
            foreach (var name in names)
                foreach (var member in json.EnumerateObject())
                    if (string.Equals(member.Name, name, StringComparison.OrdinalIgnoreCase) && member.Value.ValueKind is JsonValueKind.String or JsonValueKind.Number)
                        return member.Value.ToString();
            return null;
        }
        return new(Get(Titles), Get(Texts), Get(Dates), Get(Sources), Get(Urls));
    }

    public static RawEntry Of(IReadOnlyList<string> header, IReadOnlyList<string> fields)
    {
        string? Get(string[] names)
        {
            foreach (var name in names)
                for (var i = 0; i < header.Count && i < fields.Count; i++)
                    if (string.Equals(header[i].Trim(), name, StringComparison.OrdinalIgnoreCase) && fields[i].Length > 0) return fields[i];
            return null;
        }
        return new(Get(Titles), Get(Texts), Get(Dates), Get(Sources), Get(Urls));
    }

    public static bool HasText(IReadOnlyList<string> header) => header.Any(h => Texts.Contains(h.Trim(), StringComparer.OrdinalIgnoreCase));

    /// <summary>Cleans and dates it.</summary>
    public Entry ToEntry(string file, long line)
    {
        try
        {
            return Clean(file, line);
        }
        catch (RegexMatchTimeoutException)
        {
            return new BadEntry(file, line, "the text is built so that cleaning it does not end");
        }
    }

    Entry Clean(string file, long line)
    {
        if (Text is { Length: > LongestText })
            return new BadEntry(file, line, string.Create(CultureInfo.InvariantCulture, $"the text has {Text.Length:N0} characters; an article has at most {LongestText:N0}"));
        var text = Cleaning.Text(Text);
        var title = Cleaning.Line(Title);
        if (text.Length == 0 && title is null) return new BadEntry(file, line, "it has neither a text nor a title (members text, texto, body, content …)");
        if (Cleaning.LooksBinary(text)) return new BadEntry(file, line, "the text is not readable (binary, or a wrong encoding)");
        if (text.Length + (title?.Length ?? 0) < LeastText) return new BadEntry(file, line, $"the text is shorter than {LeastText} characters");
        return new Article(title, text, Dating.Parse(Date) ?? Dating.FromUrl(Url), Cleaning.Line(Source) ?? Dating.Host(Url), Cleaning.Url(Url), Languages.Of(text), file, line);
    }
}
