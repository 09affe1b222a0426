using System.Globalization;
using Geo.Text.Articles;

namespace Geo.Text.Classification;

/// <summary>A row of a labelled table: the text itself, or the article imported by its id or by the file and line it came from; and the answer a person gave.</summary>
public sealed record LabelledRow(string? Text, string? Article, (string Name, long Line)? Origin, string Answer);

/// <summary>Labelled samples: CSV with a column of texts (text), of ids of articles (article), or two of where they came from (file, line); and one of answers.</summary>
public static class LabelledTable
{
    static readonly string[] Answers = ["answer", "respuesta", "label", "etiqueta"];
    static readonly string[] Texts = ["text", "texto"];
    static readonly string[] Articles = ["article", "articulo", "artículo"];
    static readonly string[] Files = ["file", "archivo"];
    static readonly string[] Lines = ["line", "linea", "línea"];

    /// <param name="bad">Told every row that cannot be taken.</param>
    /// <exception cref="ArticleFileException">No such file, or no such columns.</exception>
    public static IReadOnlyList<LabelledRow> Read(string file, Action<BadEntry> bad)
    {
        if (!File.Exists(file)) throw new ArticleFileException(file, "there is no such file.");
        var rows = new List<LabelledRow>();
        foreach (var (line, header, fields, reason) in Tables.Rows(file, Fits, "columns of texts (text), of articles (article) or of files and lines (file, line), and of answers (answer, respuesta, label)"))
        {
            if (fields is null)
            {
                bad(reason!);
                continue;
            }
            (string, long)? origin = Field(Files) is { } name && long.TryParse(Field(Lines), CultureInfo.InvariantCulture, out var number) ? (name, number) : null;
            var row = new LabelledRow(Field(Texts), Field(Articles), origin, Field(Answers) ?? "");
            if (row.Answer.Length == 0 || row is { Text: null, Article: null, Origin: null }) bad(new(file, line, "it lacks its answer, or its text or article"));
            else rows.Add(row);

            string? Field(string[] names) => At(header, names) is >= 0 and var i && fields[i].Trim() is { Length: > 0 } value ? value : null;
        }
        return rows;
    }

    static bool Fits(IReadOnlyList<string> header) =>
        At(header, Answers) >= 0 && (At(header, Texts) >= 0 || At(header, Articles) >= 0 || At(header, Files) >= 0 && At(header, Lines) >= 0);

    static int At(IReadOnlyList<string> header, string[] names)
    {
        for (var i = 0; i < header.Count; i++) if (names.Contains(header[i].Trim(), StringComparer.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
