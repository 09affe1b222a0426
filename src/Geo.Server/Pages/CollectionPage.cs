using System.Globalization;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>One collection: a map that follows the view, its fields, and how to take it away.</summary>
internal static class CollectionPage
{
    public static IResult Answer(Ask ask, Collection collection, Totals totals)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var items = $"/collections/{collection.Id}/items";
        return Layout.Page(ask, collection.Title.In(ask.Language), Html.Of($"""
            <p class="lead">{collection.Description.In(ask.Language)}</p>
            <p><strong>{totals.Count.ToString("N0", CultureInfo.InvariantCulture)}</strong> {T("elementos", "features")} {Dates(totals)} ·
            <a href="{ask.Local(ask.To(items, ("f", "html")))}">{T("Ver como tabla", "See as a table")}</a></p>
            {MapView.Of(ask, collection, ask.To(items, ("f", "json"), ("limit", "2000")), totals.Bounds, live: true)}
            <h2>{T("Usarla", "Use it")}</h2>
            <ul>
            <li>QGIS (OGC API - Features): {Layout.Copyable(ask, ask.Base + "/")} {T("capa", "layer")} <code>{collection.Id}</code></li>
            <li>GeoJSON: {Layout.Copyable(ask, ask.To(items, ("f", "json")))}</li>
            <li>GeoPackage: {Layout.Copyable(ask, $"ogr2ogr {collection.Id}.gpkg \"OAPIF:{ask.Base}\" {collection.Id}")}</li>
            </ul>
            <h2>{T("Campos", "Fields")}</h2>
            {SchemaPage.Table(ask, collection)}
            """), Layout.CollectionsCrumb(ask));
    }

    static string Dates(Totals totals) => totals is { From: { } from, To: { } to }
        ? string.Create(CultureInfo.InvariantCulture, $"· {from:yyyy-MM-dd} – {to:yyyy-MM-dd}")
        : "";
}
