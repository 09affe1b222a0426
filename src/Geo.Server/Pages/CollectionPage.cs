using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>One collection: a map that follows the view, its fields, and how to take it away.</summary>
internal static class CollectionPage
{
    public static IResult Answer(Ask ask, Collection collection, Totals totals, MapGround ground)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var items = $"/collections/{collection.Id}/items";
        return Layout.Page(ask, collection.Title.In(ask.Language), Html.Of($"""
            <p class="lead">{collection.Description.In(ask.Language)}</p>
            <p class="facts"><strong>{totals.Count.ToString("N0", CultureInfo.InvariantCulture)}</strong> {T("elementos", "features")} {Dates(totals)} 
            <a class="button" href="{ask.Local(ask.To(items, ("f", "html")))}">{T("Ver y filtrar la tabla", "See and filter the table")}</a></p>
            {MapView.OfLayer(ask, collection, ground, totals.Bounds)}
            <h2>{T("Usarla", "Use it")}</h2>
            {TakeAway.Of(ask, collection)}
            <h2>{T("Campos", "Fields")}</h2>
            {SchemaPage.Table(ask, collection)}
            """), Layout.CollectionsCrumb(ask));
    }

    static string Dates(Totals totals) => totals is { From: { } from, To: { } to }
        ? string.Create(CultureInfo.InvariantCulture, $"· {from:yyyy-MM-dd} – {to:yyyy-MM-dd}")
        : "";
}
