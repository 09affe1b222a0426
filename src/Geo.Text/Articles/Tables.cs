using System.Globalization;
using System.Text;

namespace Geo.Text.Articles;

/// <summary>Articles of a table with a header: RFC 4180, separated by commas, semicolons or tabs as the header shows; quoted texts may hold line breaks.</summary>
internal static class Tables
{
    public static IEnumerable<Entry> Read(string file)
    {
        List<string>? header = null;
        var separator = ',';
        var record = new StringBuilder();
        long begun = 0;
        foreach (var (number, line) in ByteLines.Read(file))
        {
            if (line is null)
            {
                record.Clear();
                yield return ArticleFiles.TooLong(file, number);
                continue;
            }
            if (record.Length == 0)
            {
                if (line.Length == 0) continue;
                begun = number;
            }
            else record.Append('\n');
            record.Append(line);
            if (Open(record))
            {
                if (record.Length <= RawEntry.LongestText) continue;
                record.Clear();
                yield return new BadEntry(file, begun, "a quote that opens here never closes");
                continue;
            }
            var text = record.ToString();
            record.Clear();
            if (header is null)
            {
                separator = new[] { '\t', ';', ',' }.MaxBy(s => text.Count(c => c == s));
                header = Fields(text, separator);
                if (RawEntry.HasText(header)) continue;
                throw new ArticleFileException(file, $"its first line names no column of texts (text, texto, body, content, contenido, cuerpo …); the columns are {string.Join(", ", header.Take(20))}.");
            }
            var fields = Fields(text, separator);
            yield return fields.Count == header.Count ? RawEntry.Of(header, fields).ToEntry(file, begun)
                : new BadEntry(file, begun, string.Create(CultureInfo.InvariantCulture, $"it has {fields.Count} fields, the header {header.Count}"));
        }
        if (record.Length > 0) yield return new BadEntry(file, begun, "a quote that opens here never closes");
    }

    static bool Open(StringBuilder record)
    {
        var quotes = 0;
        foreach (var chunk in record.GetChunks()) quotes += chunk.Span.Count('"');
        return quotes % 2 == 1;
    }

    static List<string> Fields(string record, char separator)
    {
        var fields = new List<string>();
        var field = new StringBuilder();
        for (var i = 0; i <= record.Length; i++)
        {
            if (i == record.Length || record[i] == separator)
            {
                fields.Add(field.ToString());
                field.Clear();
            }
            else if (record[i] != '"' || field.Length > 0) field.Append(record[i]);
            else
                for (i++; i < record.Length; i++)
                {
                    if (record[i] != '"') field.Append(record[i]);
                    else if (i + 1 < record.Length && record[i + 1] == '"') field.Append(record[i++]);
                    else break;
                }
        }
        return fields;
    }
}
