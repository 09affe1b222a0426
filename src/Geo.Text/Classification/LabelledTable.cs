using Geo.Text.Articles;

namespace Geo.Text.Classification;

/// <summary>A row of a labelled table: the text itself or the id of an article imported, and the answer a person gave.</summary>
public sealed record LabelledRow(string? Text, string? Article, string Answer);

/// <summary>Labelled samples: CSV with a column of texts (or of the ids of articles imported, column <c>article</c>) and one of answers.</summary>
public static class LabelledTable
{
    static readonly string[] Answers = ["answer", "respuesta", "label", "etiqueta", "code", "codigo", "código"];
    static readonly string[] Texts = ["text", "texto", "descripcion", "descripción"];
    static readonly string[] Articles = ["article", "articulo", "artículo"];

    /// <param name="bad">Told every row that cannot be taken.</param>
    /// <exception cref="ArticleFileException">No such file, or no such columns.</exception>
    public static IReadOnlyList<LabelledRow> Read(string file, Action<BadEntry> bad)
    {
        if (!File.Exists(file)) throw new ArticleFileException(file, "there is no such file.");
        var rows = new List<LabelledRow>();
        foreach (var (line, header, fields, reason) in Tables.Rows(file, h => At(h, Answers) >= 0 && (At(h, Texts) >= 0 || At(h, Articles) >= 0),
            "two columns of texts (text, texto) or articles (article) and of answers (answer, respuesta, label, etiqueta)"))
        {
            if (fields is null)
            {
                bad(reason!);
                continue;
            }
            var row = new LabelledRow(Field(Texts), Field(Articles), Field(Answers) ?? "");
            if (row.Answer.Length == 0 || row.Text is null && row.Article is null) bad(new(file, line, "it lacks its answer or its text"));
            else rows.Add(row);

            string? Field(string[] names) => At(header, names) is >= 0 and var i && fields[i].Trim() is { Length: > 0 } value ? value : null;
        }
        return rows;
    }

    static int At(IReadOnlyList<string> header, string[] names)
    {
        for (var i = 0; i < header.Count; i++) if (names.Contains(header[i].Trim(), StringComparer.OrdinalIgnoreCase)) return i;
        return -1;
    }
}
