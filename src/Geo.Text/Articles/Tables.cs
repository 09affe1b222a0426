using System.Globalization;
using System.Text;

namespace Geo.Text.Articles;

/// <summary>Articles of a table with a header: RFC 4180, separated by commas, semicolons or tabs as the header shows; quoted texts may hold line breaks.</summary>
internal static class Tables
{
    public static IEnumerable<Entry> Read(string file)
    {
        foreach (var (number, header, fields, bad) in Rows(file, RawEntry.HasText, "column of texts (text, texto, body, content, contenido, cuerpo …)"))
            yield return fields is null ? bad! : RawEntry.Of(header, fields).ToEntry(file, number);
    }

    /// <summary>The rows under the header, those whose fields are not as many as its own told as bad.</summary>
    /// <param name="wanted">What is missing when the header is not <paramref name="fit"/>.</param>
    /// <exception cref="ArticleFileException">The header is not fit.</exception>
    public static IEnumerable<(long Line, IReadOnlyList<string> Header, IReadOnlyList<string>? Fields, BadEntry? Bad)> Rows(
        string file, Func<IReadOnlyList<string>, bool> fit, string wanted)
    {
        List<string>? header = null;
        var separator = ',';
        foreach (var (number, record, reason) in Records(file))
        {
            if (record is null)
            {
                yield return (number, [], null, reason);
                continue;
            }
            if (header is null)
            {
                separator = new[] { '\t', ';', ',' }.MaxBy(s => record.Count(c => c == s));
                header = Fields(record, separator);
                if (fit(header)) continue;
                throw new ArticleFileException(file, $"its first line names no {wanted}; the columns are {string.Join(", ", header.Take(20))}.");
            }
            var fields = Fields(record, separator);
            if (fields.Count == header.Count) yield return (number, header, fields, null);
            else yield return (number, header, null, new(file, number, string.Create(CultureInfo.InvariantCulture, $"it has {fields.Count} fields, the header {header.Count}")));
        }
    }

    /// <summary>Lines joined while a quote is open. One that never closes costs its own line: those behind it are read anew.</summary>
    static IEnumerable<(long Line, string? Record, BadEntry? Bad)> Records(string file)
    {
        using var lines = ByteLines.Read(file).GetEnumerator();
        var ahead = new LinkedList<(long Number, string? Text)>();
        while (true)
        {
            var (length, open, taken) = (0, false, 0);
            for (var node = ahead.First; ; node = node.Next)
            {
                if (node is null)
                {
                    if (!lines.MoveNext()) break;
                    node = ahead.AddLast(lines.Current);
                }
                if (node.Value.Text is not { } text) break;
                taken++;
                length += text.Length + 1;
                open ^= text.AsSpan().Count('"') % 2 == 1;
                if (!open || length > RawEntry.LongestText) break;
            }
            if (ahead.First is not { } first) yield break;
            if (taken > 0 && !open)
            {
                var record = string.Join('\n', ahead.Take(taken).Select(l => l.Text));
                for (; taken > 0; taken--) ahead.RemoveFirst();
                if (record.Length > 0) yield return (first.Value.Number, record, null);
                continue;
            }
            ahead.RemoveFirst();
            yield return (first.Value.Number, null,
                first.Value.Text is null ? ArticleFiles.TooLong(file, first.Value.Number) : new(file, first.Value.Number, "a quote that opens here never closes"));
        }
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
