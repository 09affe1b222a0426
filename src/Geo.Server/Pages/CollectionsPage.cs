using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The list of collections with their sizes.</summary>
internal static class CollectionsPage
{
    public static IResult Answer(Ask ask, IReadOnlyList<(Collection Collection, Totals Totals)> all)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Layout.Page(ask, T("Colecciones", "Collections"), Html.Of($"""
            <div class="scroll"><table>
            <thead><tr><th>{T("Colección", "Collection")}</th><th>{T("Contenido", "Contents")}</th><th class="n">{T("Elementos", "Features")}</th></tr></thead>
            <tbody>{all.Select(c => Html.Of($"""
            <tr><td><a href="{ask.Local(ask.To($"/collections/{c.Collection.Id}", ("f", "html")))}">{c.Collection.Title.In(ask.Language)}</a></td>
            <td>{c.Collection.Description.In(ask.Language)}</td><td class="n">{c.Totals.Count.ToString("N0", CultureInfo.InvariantCulture)}</td></tr>
            """))}</tbody>
            </table></div>
            """));
    }
}
