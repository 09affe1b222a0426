using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>A page of features as a map and a table, with a form that filters.</summary>
internal static class ItemsPage
{
    /// <summary>A browser lays out no more table rows than this at ease.</summary>
    public const int MaximumRows = 1000;

    /// <param name="map">Drawn above the table.</param>
    public static IResult Answer(Ask ask, Collection collection, Html filters, Html map, IReadOnlyList<FeatureRow> rows, long? matched, string? next)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Page(ask, collection, Html.Of($"""
            {filters}
            {map}
            <p>{Count(rows.Count)} {(matched is { } m ? Html.Of($"{T("de", "of")} {Count(m)}") : Html.Nothing)} {T("elementos", "features")}
            {(next is null ? Html.Nothing : Html.Of($"""· <a rel="next" href="{ask.Local(next)}">{T("Siguiente página", "Next page")} →</a>"""))}</p>
            <div class="scroll"><table>
            <thead><tr><th scope="col">Id</th>{collection.Fields.Select(f => Html.Of($"""<th scope="col"{Align(f)} title="{f.Name}">{f.Title.In(ask.Language)}{Unit(f)}</th>"""))}</tr></thead>
            <tbody>{rows.Select(r => Row(ask, collection, r))}</tbody>
            </table></div>
            <h2>{T("Llevárselos", "Take them away")}</h2>
            {TakeAway.Of(ask, collection)}
            """));
    }

    /// <summary>The form again, with what is wrong in it.</summary>
    public static IResult Refused(Ask ask, Collection collection, Html filters) => Page(ask, collection, filters);

    static IResult Page(Ask ask, Collection collection, Html body) => Layout.Page(ask, collection.Title.In(ask.Language), body,
        Layout.CollectionsCrumb(ask), (collection.Title.In(ask.Language), ask.To($"/collections/{collection.Id}", ("f", "html"))));

    static Html Row(Ask ask, Collection collection, FeatureRow row) => Html.Of($"""
        <tr><td><a href="{ask.Local(ask.To($"/collections/{collection.Id}/items/{Uri.EscapeDataString(row.Id)}", ("f", "html")))}">{row.Id}</a></td>
        {collection.Fields.Select((f, i) => Html.Of($"<td{Align(f)}>{row.Values[i]}</td>"))}</tr>
        """);

    public static Html Align(Field field) => field.Type is FieldType.Integer or FieldType.Number ? Html.Of($" class=\"n\"") : Html.Nothing;

    public static Html Unit(Field field) => field.UnitText is { } unit ? Html.Of($" <small>{unit}</small>") : Html.Nothing;

    static string Count(long n) => n.ToString("N0", CultureInfo.InvariantCulture);
}
