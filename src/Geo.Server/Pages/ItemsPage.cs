using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>A page of features as a map and a table, with a form that filters.</summary>
internal static class ItemsPage
{
    /// <summary>A browser lays out no more table rows than this at ease.</summary>
    public const int MaximumRows = 1000;

    public static IResult Answer(Ask ask, Collection collection, IReadOnlyList<FeatureRow> rows, long? matched, string? next)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var collectionTitle = collection.Title.In(ask.Language);
        return Layout.Page(ask, collectionTitle, Html.Of($"""
            {Filters(ask, collection)}
            {(collection.Geometry is null || rows.Count == 0 ? Html.Nothing : MapView.Of(ask, collection, ask.Here(("f", "json"), ("crs", null), ("skipGeometry", null))))}
            <p>{Count(rows.Count)} {(matched is { } m ? Html.Of($"{T("de", "of")} {Count(m)}") : Html.Nothing)} {T("elementos", "features")}
            {(next is null ? Html.Nothing : Html.Of($"""· <a rel="next" href="{ask.Local(next)}">{T("Siguiente página", "Next page")} →</a>"""))}</p>
            <div class="scroll"><table>
            <thead><tr><th>Id</th>{collection.Fields.Select(f => Html.Of($"""<th{Align(f)} title="{f.Name}">{f.Title.In(ask.Language)}{Unit(f)}</th>"""))}</tr></thead>
            <tbody>{rows.Select(r => Row(ask, collection, r))}</tbody>
            </table></div>
            """),
            Layout.CollectionsCrumb(ask), (collectionTitle, ask.To($"/collections/{collection.Id}", ("f", "html"))));
    }

    static Html Row(Ask ask, Collection collection, FeatureRow row) => Html.Of($"""
        <tr><td><a href="{ask.Local(ask.To($"/collections/{collection.Id}/items/{Uri.EscapeDataString(row.Id)}", ("f", "html")))}">{row.Id}</a></td>
        {collection.Fields.Select((f, i) => Html.Of($"<td{Align(f)}>{row.Values[i]}</td>"))}</tr>
        """);

    static Html Filters(Ask ask, Collection collection)
    {
        string[] useful = ["run", "class_code", "cluster", "area_set", "level", "code", "name", "parent"];
        var fields = collection.Queryables.Where(f => useful.Contains(f.Name) || ask[f.Name] is not null).ToList();
        if (fields.Count == 0) return Html.Nothing;
        var kept = ask.Parameters.Where(p => p.Key is not "f" and not "cursor" && fields.All(f => f.Name != p.Key)).Append(new("f", "html"));
        return Html.Of($"""
            <form method="get" action="{ask.Local($"/collections/{collection.Id}/items")}" class="filters">
            {kept.Select(p => Html.Of($"""<input type="hidden" name="{p.Key}" value="{p.Value}">"""))}
            {fields.Select(f => Html.Of($"""<label>{f.Title.In(ask.Language)} <input name="{f.Name}" value="{ask[f.Name]}"{Kind(f)}></label>"""))}
            <button>{new Bilingual("Filtrar", "Filter").In(ask.Language)}</button>
            </form>
            """);
    }

    static Html Kind(Field field) => field.Type == FieldType.Integer ? Html.Of($" type=\"number\" step=\"1\"") : Html.Nothing;

    public static Html Align(Field field) => field.Type is FieldType.Integer or FieldType.Number ? Html.Of($" class=\"n\"") : Html.Nothing;

    public static Html Unit(Field field) => field.UnitText is { } unit ? Html.Of($" <small>{unit}</small>") : Html.Nothing;

    static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
