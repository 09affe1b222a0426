using System.Globalization;
using Geo.Pipeline.Accuracy;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Reviews;

/// <summary>The error matrix as statisticians print it.</summary>
internal static class AccuracyPage
{
    public static IResult Answer(Ask ask, int? points, MapAccuracy? accuracy)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var body = accuracy is null
            ? Html.Of($"""<p class="lead">{(points is null ? T("No se ha sacado ninguna muestra: geo label sample.", "No sample has been drawn: geo label sample.")
                : T("Ningún punto de la muestra se ha revisado todavía.", "No point of the sample has been reviewed yet."))}</p>""")
            : Tables(accuracy, points ?? 0, T);
        return Layout.Page(ask, T("Exactitud del mapa", "Accuracy of the map"), body);
    }

    static Html Tables(MapAccuracy a, int points, Func<string, string, string> T) => Html.Of($"""
        <p class="lead">{T("Exactitud global", "Overall accuracy")}: {Percent(a.Overall)} · {a.Points} {T("de", "of")} {points} {T("puntos revisados", "points reviewed")}</p>
        {(a.Missing.Count == 0 ? Html.Nothing : Html.Of($"<p>{T("Sin puntos revisados y fuera de las estimaciones", "Without reviewed points and outside the estimates")}: {string.Join(", ", a.Missing)}</p>"))}
        <h2>{T("Matriz de confusión (puntos)", "Error matrix (points)")}</h2>
        <div class="scroll"><table class="matrix">
        <tr><th>{T("mapa ↓ referencia →", "map ↓ reference →")}</th>{a.Classes.Select(c => Html.Of($"<th>{c}</th>"))}</tr>
        {a.Classes.Select((c, i) => Html.Of($"<tr><th>{c}</th>{a.Counts[i].Select(n => Html.Of($"<td>{n}</td>"))}</tr>"))}
        </table></div>
        <h2>{T("Por clase", "By class")}</h2>
        <div class="scroll"><table class="matrix">
        <tr><th>{T("clase", "class")}</th><th>{T("ha en el mapa", "ha on the map")}</th><th>{T("ha ajustadas", "adjusted ha")}</th><th>{T("exactitud del usuario", "user's accuracy")}</th><th>{T("exactitud del productor", "producer's accuracy")}</th></tr>
        {a.ByClass.Select(c => Html.Of($"<tr><th>{c.Class}</th><td>{Number(c.MappedM2 / 1e4, "0.0")}</td><td>{Number(c.AreaM2.Value / 1e4, "0.0")} ± {Number(c.AreaM2.Margin / 1e4, "0.0")}</td><td>{Percent(c.User)}</td><td>{Percent(c.Producer)}</td></tr>"))}
        </table></div>
        <p>{T("Intervalos del 95 %. Estimadores de Olofsson et al. (2014) y Stehman (2014) para una muestra aleatoria estratificada.",
            "95 % intervals. Estimators of Olofsson et al. (2014) and Stehman (2014) for a stratified random sample.")}</p>
        """);

    static string Percent(Estimate? e) => e is not { } x ? "–" : $"{Number(100 * x.Value, "0")} ± {Number(100 * x.Margin, "0")} %";

    static string Number(double value, string form) => double.IsFinite(value) ? value.ToString(form, CultureInfo.InvariantCulture) : "?";
}
