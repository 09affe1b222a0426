using System.Globalization;
using System.Text.Json;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Pages;

/// <summary>The place a map is drawn in by map.js, and what map.js must know.</summary>
internal static class MapView
{
    /// <param name="data">Address of GeoJSON.</param>
    /// <param name="bounds">West, south, east, north to begin with; the data's own when null.</param>
    /// <param name="live">Whether to ask again for what is in view each time the map is moved.</param>
    public static Html Of(Ask ask, Collection collection, string data, double[]? bounds = null, bool live = false)
    {
        if (collection.Geometry is null) return Html.Nothing;
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var titles = collection.Fields.ToDictionary(f => f.Name, f => f.Title.In(ask.Language) + (f.UnitText is { } unit ? $" ({unit})" : ""));
        return Html.Of($"""
            <div class="map" id="map" data-url="{ask.Local(data)}" data-item="{ask.Local(ask.To($"/collections/{collection.Id}/items/"))}"
            data-live="{(live ? "1" : "")}" data-lang="{ask.Language.Code()}" data-titles="{JsonSerializer.Serialize(titles)}"
            data-bounds="{(bounds is null ? "" : string.Join(',', bounds.Select(b => b.ToString("R", CultureInfo.InvariantCulture))))}"
            data-more="{T("Acerque el mapa para ver todo", "Zoom in to see everything")}" data-failed="{T("No se pudo dibujar el mapa", "The map could not be drawn")}"
            data-none="{T("sin etiqueta", "unlabelled")}" data-cluster="{T("Grupo", "Cluster")}" data-open="{T("Abrir ficha", "Open record")}"
            aria-label="{T("Mapa de", "Map of")} {collection.Title.In(ask.Language)}"><p>{T("El mapa no se ha cargado; la tabla y los datos sí están.", "The map has not loaded; the table and the data are here.")}</p></div>
            <div class="legend" id="legend"></div>
            <script type="module" src="{ask.Local("/assets/map.js")}"></script>
            """);
    }
}
