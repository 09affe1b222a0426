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
            {Tiles(ask, collection)}
            </ul>
            <h2>{T("Campos", "Fields")}</h2>
            {SchemaPage.Table(ask, collection)}
            """), Layout.CollectionsCrumb(ask));
    }

    static Html Tiles(Ask ask, Collection collection)
    {
        if (collection.Geometry is null) return Html.Nothing;
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        return Html.Of($"""
            <li>{T("Teselas vectoriales (QGIS: Capa › Añadir capa › Tesela vectorial)", "Vector tiles (QGIS: Layer › Add Layer › Vector Tile)")}: {Layout.Copyable(ask, $"{ask.Base}/tiles/{collection.Id}/{{z}}/{{x}}/{{y}}.pbf")}</li>
            {(collection.Id == "scenes" ? Html.Of($"""<li>{T("Las imágenes (QGIS: Capa › Añadir capa › XYZ)", "The images (QGIS: Layer › Add Layer › XYZ)")}: {Layout.Copyable(ask, ask.Base + "/tiles/scenes/{z}/{x}/{y}.png")}</li>""") : Html.Nothing)}
            <li>{T("Estilos", "Styles")}: <a href="{ask.Local(ask.To($"/styles/{collection.Id}.qml"))}">QGIS (QML)</a> ·
            <a href="{ask.Local(ask.To($"/styles/{collection.Id}.json"))}">MapLibre</a> · <a href="{ask.Local(ask.To($"/tiles/{collection.Id}.json"))}">TileJSON</a></li>
            """);
    }

    static string Dates(Totals totals) => totals is { From: { } from, To: { } to }
        ? string.Create(CultureInfo.InvariantCulture, $"· {from:yyyy-MM-dd} – {to:yyyy-MM-dd}")
        : "";
}
