using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>One feature: its map and its values.</summary>
internal static class ItemPage
{
    public static IResult Answer(Ask ask, Collection collection, FeatureRow row, MapGround ground)
    {
        var collectionTitle = collection.Title.In(ask.Language);
        return Layout.Page(ask, row.Id, Html.Of($"""
            {MapView.OfFeature(ask, collection, ground)}
            <div class="scroll"><table class="record"><tbody>
            {collection.Fields.Select((f, i) => Html.Of($"<tr><th scope=\"row\">{f.Title.In(ask.Language)}{ItemsPage.Unit(f)}</th><td>{row.Values[i]}</td></tr>"))}
            </tbody></table></div>
            """),
            Layout.CollectionsCrumb(ask),
            (collectionTitle, ask.To($"/collections/{collection.Id}", ("f", "html"))),
            (new Bilingual("Tabla", "Table").In(ask.Language), ask.To($"/collections/{collection.Id}/items", ("f", "html"))));
    }
}
