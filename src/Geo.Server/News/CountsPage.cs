using Geo.Data.Questions;
using Geo.Server.Http;
using Geo.Server.Pages;
using Geo.Text.Questions;

namespace Geo.Server.News;

/// <summary>The table of answers by municipality and model.</summary>
internal static class CountsPage
{
    public static IResult Answer(Ask ask, QuestionRow question, IReadOnlyList<AnswerTableRow> rows)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Layout.Page(ask, new Bilingual(question.TitleEs, question.TitleEn).In(ask.Language), Html.Of($"""
            <p class="lead">{T("Cuántas notas que mencionan cada municipio recibieron cada respuesta de cada modelo.", "How many articles that name each municipality got each answer from each model.")} {question.Key} ·
            <a href="{ask.Local(ask.To($"/news/{question.Id}/counts.csv"))}">CSV</a></p>
            <div class="scroll"><table>
            <thead><tr><th>{T("Clave", "Code")}</th><th>{T("Municipio", "Municipality")}</th><th>{T("Modelo", "Model")}</th>{question.Answers.Select(a => Html.Of($"""<th class="n">{a}{(a == question.Positive ? " ✓" : "")}</th>"""))}<th class="n">{T("sin respuesta", "abstained")}</th></tr></thead>
            <tbody>{rows.Select(r => Html.Of($"""
            <tr><td>{r.Code}</td><td>{(r.Code.Length == 0 ? T("Todas las notas", "All articles") : r.Name ?? "")}</td><td>{r.Model}</td>{r.Counts.Select(c => Html.Of($"""<td class="n">{c}</td>"""))}</tr>
            """))}</tbody></table></div>
            """), NewsPage.Crumb(ask));
    }
}
