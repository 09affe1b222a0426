using System.Text;

namespace Geo.Pipeline.Labelling;

/// <summary>Comma-separated values (RFC 4180): quoted fields may hold commas, doubled quotes and line breaks. Blank lines are skipped.</summary>
internal static class CsvRows
{
    /// <returns>Each record with the line it starts on, from 1.</returns>
    /// <exception cref="FormatException">A quote that never closes, or text after a closing one; the message names the line.</exception>
    public static IEnumerable<(int Line, List<string> Fields)> Parse(string text)
    {
        int at = 0, line = 1;
        while (at < text.Length)
        {
            var start = line;
            var fields = new List<string>();
            fields.Add(Field(text, ref at, ref line));
            while (at < text.Length && text[at] == ',')
            {
                at++;
                fields.Add(Field(text, ref at, ref line));
            }
            if (at < text.Length)                        // a line break
            {
                at++;
                line++;
            }
            if (fields is not [""]) yield return (start, fields);
        }
    }

    static string Field(string text, ref int at, ref int line)
    {
        if (at >= text.Length || text[at] != '"')
        {
            var end = text.AsSpan(at).IndexOfAny(',', '\n');
            var plain = end < 0 ? text[at..] : text.Substring(at, end);
            at += plain.Length;
            return plain.TrimEnd('\r');
        }
        int opened = line;
        var value = new StringBuilder();
        for (at++; ; at++)
        {
            if (at >= text.Length) throw new FormatException($"line {opened}: a quote is not closed");
            if (text[at] == '\n') line++;
            if (text[at] != '"') value.Append(text[at]);
            else if (at + 1 < text.Length && text[at + 1] == '"') value.Append(text[at++]);
            else break;
        }
        at++;
        if (at < text.Length && text[at] == '\r') at++;
        if (at < text.Length && text[at] is not (',' or '\n')) throw new FormatException($"line {line}: text after a closing quote");
        return value.ToString();
    }
}
