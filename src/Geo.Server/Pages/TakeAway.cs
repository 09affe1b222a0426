using Geo.Server.Collections;
using Geo.Server.Exports;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>How to take a collection, or what the request's filters leave of it, into other programs.</summary>
internal static class TakeAway
{
    public static Html Of(Ask ask, Collection collection)
    {
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        (string, string?)[] chosen = [.. ask.Parameters.Where(p => p.Key is not ("f" or "cursor" or "limit" or "lang")).Select(p => (p.Key, (string?)p.Value))];
        Html Download(ExportFormat format) =>
            Html.Of($"""<a href="{ask.Local(ask.To($"/collections/{collection.Id}/export{format.Extension}", chosen))}" download="{collection.Id}{format.Extension}">{format.Name}</a> """);
        return Html.Of($"""
            <ul>
            <li>QGIS (OGC API - Features): {Layout.Copyable(ask, ask.Base + "/", T("Copiar dirección para QGIS", "Copy address for QGIS"))} {T("capa", "layer")} <code>{collection.Id}</code></li>
            <li>{T("Descargar", "Download")}: {ExportFormat.All.Where(f => f.Fits(collection)).Select(Download)}</li>
            <li>QGIS, ArcGIS (WFS): {Layout.Copyable(ask, ask.Base + "/wfs", T("Copiar dirección WFS", "Copy WFS address"))}</li>
            {Tiles(ask, collection)}
            </ul>
            """);
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
}
