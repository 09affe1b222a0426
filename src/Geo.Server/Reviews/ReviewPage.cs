using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Data.Reviews;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Reviews;

/// <summary>The page to review with: picture, candidates, keys. After each word it shows the next decision.</summary>
internal static class ReviewPage
{
    public static IResult Answer(Ask ask, DecisionRow? row, IReadOnlyList<ReviewClass> classes, ReviewedArticle? article, (int Waiting, int Disputed, int Reviewed) counts)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var body = row is null
            ? Html.Of($"""<p class="lead">{T("Nada espera su revisión.", "Nothing waits for your review.")}</p>""")
            : Decision(ask, row, classes, article, T);
        return Layout.Page(ask, T("Revisión", "Review"), Html.Of($"""
            <p>{counts.Waiting} {T("esperan", "wait")} · {counts.Disputed} {T("en desacuerdo", "disputed")} · {counts.Reviewed} {T("revisadas", "reviewed")}
            · <a href="{ask.Local(ask.To("/accuracy", ("f", "html")))}">{T("Exactitud del mapa", "Accuracy of the map")}</a></p>
            {body}
            """), (T("Revisión", "Review"), ask.To("/reviews", ("f", "html"))));
    }

    static Html Decision(Ask ask, DecisionRow row, IReadOnlyList<ReviewClass> classes, ReviewedArticle? article, Func<string, string, string> T)
    {
        var question = row.Kind switch
        {
            DecisionKinds.ClusterLabel => T("¿Qué son los segmentos contorneados?", "What are the outlined segments?"),
            DecisionKinds.ArticlePlace => T("¿En qué municipio está el lugar marcado?", "In which municipality is the marked place?"),
            _ => T("¿Qué hay en el centro de la cruz?", "What is in the middle of the cross?"),
        };
        var offered = Offered(row, classes, ask.Language);
        var words = JsonSerializer.Serialize(new
        {
            post = ask.Local(ask.To($"/reviews/{row.Decision}")), next = ask.Local(ask.To("/reviews", ("f", "html"), ("kind", ask["kind"]))),
            failed = T("No se pudo guardar: ", "It could not be stored: "),
        });
        Html Button(string action, string key, string text, string? value = null, string? asks = null) => Html.Of(
            $"""<button type="button" data-action="{action}" data-value="{value ?? ""}" data-asks="{asks ?? ""}" data-key="{key}"><kbd>{key}</kbd> {text}</button>""");
        return Html.Of($"""
            <section class="review" id="review" data-review="{words}">
            <h2>{question}</h2>
            <p>{(article is null || row.State == "reviewed" ? row.Subject : T("Según ", "By ") + (row.Source == DecisionKinds.Locator ? T("el localizador", "the locator") : row.Source))}{(row.Value is { } guess && row.State != "reviewed" ? Html.Of($""" · {T("propuesta", "guess")}: <strong>{NameOf(guess, classes, ask.Language)}</strong>""") : Html.Nothing)}
            {(row is { Confidence: { } sure, State: not "reviewed" } ? Html.Of($" · {T("confianza", "confidence")} {sure.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)}") : Html.Nothing)}
            {(row.State == "reviewed" ? Html.Of($""" · {T("ya decidida", "settled")}: <strong>{NameOf(row.Value ?? "", classes, ask.Language)}</strong>""") : Html.Nothing)}
            {(row.State == "disputed" ? Html.Of($" · {T("dos personas no coinciden", "two people differ")}") : Html.Nothing)}</p>
            {(article is not null ? article.Markup(T) : Html.Of($"""<img src="{ask.Local(ask.To($"/reviews/{row.Decision}/picture.png"))}" alt="{T("Imagen de lo que se revisa", "Picture of what is reviewed")}">"""))}
            <div class="answers">
            {(row.Value is { } value ? Button("accept", "a", T("Aceptar ", "Accept ") + NameOf(value, classes, ask.Language), value) : Html.Nothing)}
            {offered.Select((c, i) => Button("change", i < 9 ? $"{i + 1}" : "", c.Label, c.Code))}
            {(row.Kind == DecisionKinds.ClusterLabel ? Html.Join([Button("split", "d", T("Dividir en dos", "Split in two")), Button("merge", "u", T("Unir con otro…", "Merge with another…"), asks: T("Número del otro grupo", "Number of the other cluster"))]) : Html.Nothing)}
            {(article is not null ? Button("change", "o", T("Otro municipio…", "Another municipality…"), asks: T("Clave del municipio (cinco dígitos)", "Code of the municipality (five digits)")) : Html.Nothing)}
            {Button("skip", "s", T("Saltar", "Skip"))}
            </div>
            <p><label>{T("Nota", "Note")} <input id="note" maxlength="2000"></label></p>
            <p class="refusal" id="told" role="status"></p>
            </section>
            <script type="module" src="{ask.Local("/assets/review.js")}"></script>
            """);
    }

    /// <summary>Candidates first, then the other classes.</summary>
    static IEnumerable<(string Code, string Label)> Offered(DecisionRow row, IReadOnlyList<ReviewClass> classes, Language language)
    {
        var first = (JsonNode.Parse(row.Candidates) as JsonArray ?? []).Select(c => (string?)c?["code"]).OfType<string>().ToList();
        return classes.OrderBy(c => first.IndexOf(c.Code) is >= 0 and var place ? place : int.MaxValue).Select(c => (c.Code, NameOf(c.Code, classes, language)));
    }

    static string NameOf(string code, IReadOnlyList<ReviewClass> classes, Language language) =>
        classes.FirstOrDefault(c => c.Code == code) is { } known ? (language == Language.English ? known.En : known.Es) : code;
}
