using System.Globalization;
using System.Text;
using Geo.Data.Questions;

namespace Geo.Text.Questions;

/// <summary>A row of the table of answers: a municipality and a model.</summary>
/// <param name="Code">Empty: all articles, wherever.</param>
/// <param name="Counts">In the order of the question's answers; the last is of those without one.</param>
public sealed record AnswerTableRow(string Code, string? Name, string Model, IReadOnlyList<long> Counts);

/// <summary>The counts of every answer by municipality and model.</summary>
public static class AnswerTable
{
    public static IReadOnlyList<AnswerTableRow> Rows(IReadOnlyList<string> answers, IEnumerable<AnswerCount> counts) =>
        [.. counts.GroupBy(c => (c.Code, c.Name, c.Model)).Select(g =>
        {
            var row = new long[answers.Count + 1];
            foreach (var c in g) row[c.Answer is { } a ? answers.ToList().IndexOf(a) : answers.Count] += c.Count;
            return new AnswerTableRow(g.Key.Code, g.Key.Name, g.Key.Model, row);
        })];

    /// <summary>code,name,model, one column an answer, abstained; RFC 4180, UTF-8, line feeds.</summary>
    public static string Csv(IReadOnlyList<string> answers, IEnumerable<AnswerCount> counts)
    {
        var csv = new StringBuilder();
        csv.AppendJoin(',', ["code", "name", "model", .. answers.Select(a => Quoted("answer_" + a)), "abstained"]).Append('\n');
        foreach (var row in Rows(answers, counts))
            csv.AppendJoin(',', [row.Code, Quoted(row.Name ?? ""), Quoted(row.Model), .. row.Counts.Select(c => c.ToString(CultureInfo.InvariantCulture))]).Append('\n');
        return csv.ToString();
    }

    static string Quoted(string field) => field.AsSpan().IndexOfAny(",\"\n") < 0 ? field : '"' + field.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}
