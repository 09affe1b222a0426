using System.Text.Json;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.News;

/// <summary>The pages of the questions: which there are, and the map of one.</summary>
internal static class NewsPage
{
    public static (string, string) Crumb(Ask ask) => (Title.In(ask.Language), ask.To("/news", ("f", "html")));

    static readonly Bilingual Title = new("Indicadores de noticias", "News indicators");

    public static IResult OfAll(Ask ask, IReadOnlyList<PublishedQuestion> questions) => Layout.Page(ask, Title.In(ask.Language), questions.Count == 0
        ? Html.Of($"""<p class="lead">{T(ask, "Todavía no hay indicadores: se hacen con", "There are no indicators yet: they are made with")} <code>geo news ask</code>, <code>geo indicators</code>.</p>""")
        : Html.Of($"""<div class="cards">{questions.Select(q => Html.Of($"""
            <a class="card" href="{ask.Local(ask.To($"/news/{q.Id}", ("f", "html")))}"><strong>{q.Title.In(ask.Language)}</strong><span>{q.Made} · {q.MadeBy}</span></a>
            """))}</div>"""));

    public static IResult OfOne(Ask ask, PublishedQuestion question, double[]? bounds)
    {
        var periods = JsonNode.Parse(question.Periods)!.AsObject();
        var months = periods.Select(p => p.Key).Where(p => p != "all").ToList();
        var map = JsonSerializer.Serialize(new
        {
            tiles = ask.Local(ask.To("/tiles/indicators/Z/X/Y.pbf", ("question", question.Id))).Replace("/Z/X/Y.pbf", "/{z}/{x}/{y}.pbf", StringComparison.Ordinal),
            values = ask.Local(ask.To($"/news/{question.Id}/values")), bounds, months,
            text = new
            {
                all = T(ask, "todo el periodo", "the whole time"), none = T(ask, "sin notas", "no articles"), withheld = T(ask, "reservado", "withheld"), map = T(ask, "Mapa del indicador", "Map of the indicator"),
                closer = T(ask, "Acercar", "Zoom in"), farther = T(ask, "Alejar", "Zoom out"), close = T(ask, "Cerrar", "Close"), failed = T(ask, "Una parte del mapa no se pudo cargar", "Part of the map could not be loaded"),
                monitored = T(ask, "Notas revisadas", "Articles monitored"), events = T(ask, "Hechos", "Events"), share = T(ask, "Proporción", "Share"),
                eb_rate = T(ask, "Tasa suavizada por 100 mil", "Smoothed rate per 100,000"), spatial_eb_rate = T(ask, "Tasa suavizada con vecinos", "Rate smoothed with neighbours"),
                intensity = T(ask, "Intensidad (0-100)", "Intensity (0-100)"), lisa = "LISA",
                lisas = new Dictionary<string, string>
                {
                    ["HH"] = T(ask, "alto entre altos", "high among high"), ["LL"] = T(ask, "bajo entre bajos", "low among low"), ["HL"] = T(ask, "alto entre bajos", "high among low"),
                    ["LH"] = T(ask, "bajo entre altos", "low among high"), ["ns"] = T(ask, "no significativo", "not significant"), ["isolate"] = T(ask, "sin vecinos con notas", "no neighbours with articles"),
                },
            },
        });
        return Layout.Page(ask, question.Title.In(ask.Language), Html.Of($"""
            <p class="lead">{T(ask, "Según", "By")} {question.MadeBy} · {question.Made} · <a href="{ask.Local(ask.To($"/news/{question.Id}/counts", ("f", "html")))}">{T(ask, "Tabla de respuestas", "Table of answers")}</a> ·
            <a href="{ask.Local(ask.To("/collections/indicators/items", ("question", question.Id), ("f", "html")))}">{T(ask, "Datos", "Data")}</a></p>
            <form class="filters" id="choices" autocomplete="off">
            <label>{T(ask, "Indicador", "Indicator")}<select name="measure">{Options(ask)}</select></label>
            <label>{T(ask, "Clases", "Classes")}<select name="classes"><option value="quantile">{T(ask, "cuantiles", "quantiles")}</option><option value="equal">{T(ask, "intervalos iguales", "equal intervals")}</option><option value="fixed">{T(ask, "fijas (0-20-40-60-80)", "fixed (0-20-40-60-80)")}</option></select></label>
            <label>{T(ask, "Mes", "Month")}: <output id="period">{T(ask, "todo el periodo", "the whole time")}</output><input type="range" name="month" min="0" max="{months.Count}" value="0"></label>
            <label><span><input type="checkbox" name="uncertain" checked> {T(ask, "Atenuar lo incierto", "Fade what is uncertain")}</span></label>
            </form>
            <div class="map" id="map" data-map="{map}"><p>{T(ask, "El mapa no se ha cargado.", "The map has not loaded.")}</p></div>
            <div class="legend" id="legend"></div>
            <p class="help">{T(ask, "Atenuado: el intervalo de 95 % es más ancho que el valor. Gris: ninguna nota menciona el municipio; no es cero.", "Faded: the 95 % interval is wider than the value. Grey: no article names the municipality; that is not zero.")}</p>
            <h2>{T(ask, "Asociación espacial", "Spatial association")}</h2>{Moran(ask, periods)}
            <h2>{T(ask, "Comparación con otras cifras", "Compared with other figures")}</h2>{Checks(ask, JsonNode.Parse(question.Checks)!.AsArray())}
            <h2>{T(ask, "De qué está hecho", "What made it")}</h2>
            <table class="record"><tbody>{JsonNode.Parse(question.Provenance)!.AsObject().Select(p => Html.Of($"""<tr><th scope="row">{p.Key}</th><td>{p.Value!.ToString()}</td></tr>"""))}
            <tr><th scope="row">models</th><td>{string.Join(", ", question.Models)}</td></tr></tbody></table>
            <script type="module" src="{ask.Local("/assets/news.js")}"></script>
            """), Crumb(ask));
    }

    static Html Options(Ask ask) => Html.Join(Measures.Select(o => Html.Of($"""<option value="{o.Name}">{T(ask, o.Es, o.En)}</option>""")));

    /// <summary>What a map can show in classes of numbers.</summary>
    public static IEnumerable<string> Numbers => Measures.Select(m => m.Name).Where(n => n != "lisa");

    static readonly (string Name, string Es, string En)[] Measures =
    [
        ("intensity", "Intensidad (0-100)", "Intensity (0-100)"), ("eb_rate", "Tasa suavizada por 100 mil", "Smoothed rate per 100,000"),
        ("spatial_eb_rate", "Tasa suavizada con vecinos", "Rate smoothed with neighbours"), ("share", "Proporción de notas", "Share of articles"), ("events", "Hechos", "Events"),
        ("lisa", "Conglomerados (LISA)", "Clusters (LISA)"),
    ];

    static Html Moran(Ask ask, JsonObject periods)
    {
        var rows = periods.Where(p => p.Value!["moran"] is not null).ToList();
        return rows.Count == 0 ? Html.Of($"""<p>{T(ask, "Muy pocas áreas vecinas con notas.", "Too few neighbouring areas with articles.")}</p>""") : Html.Of($"""
            <div class="scroll"><table><thead><tr><th>{T(ask, "Periodo", "Period")}</th><th class="n">I</th><th class="n">E(I)</th><th class="n">z</th><th class="n">p</th><th class="n">n</th></tr></thead><tbody>{rows.Select(p => p.Value!["moran"]!).Zip(rows, (m, p) => Html.Of($"""
            <tr><td>{(p.Key == "all" ? T(ask, "todo el periodo", "the whole time") : p.Key)}</td><td class="n">{F(m["i"]!, 3)}</td><td class="n">{F(m["expectation"]!, 3)}</td><td class="n">{F(m["z"]!, 2)}</td><td class="n">{F(m["p"]!, 3)}</td><td class="n">{(int)m["n"]!}</td></tr>
            """))}</tbody></table></div>
            """);
    }

    static Html Checks(Ask ask, JsonArray checks) => checks.Count == 0
        ? Html.Of($"""<p><code>geo indicators … --against {T(ask, "CAPA", "LAYER")}</code></p>""")
        : Html.Of($"""
            <div class="scroll"><table><thead><tr><th>{T(ask, "Cifra", "Figure")}</th><th>{T(ask, "Indicador", "Indicator")}</th><th class="n">ρ (Spearman)</th><th class="n">95 %</th><th class="n">n</th></tr></thead><tbody>{checks.Select(c => Html.Of($"""
            <tr><td>{(string)c!["against"]!}</td><td>{(string)c["indicator"]!}</td><td class="n">{F(c["rho"]!, 3)}</td><td class="n">{F(c["low"]!, 3)} – {F(c["high"]!, 3)}</td><td class="n">{(int)c["n"]!}</td></tr>
            """))}</tbody></table></div>
            """);

    static string F(JsonNode number, int digits) => ((double)number).ToString("F" + digits, System.Globalization.CultureInfo.InvariantCulture);

    static string T(Ask ask, string es, string en) => new Bilingual(es, en).In(ask.Language);
}
