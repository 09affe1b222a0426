using System.Text.Json;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Tiles;

namespace Geo.Server.Pages;

/// <summary>What a map shows beside a collection's own features.</summary>
/// <param name="Classes">Those of the legend; none where features have no class.</param>
/// <param name="Pictures">Whether there are scenes to draw beneath.</param>
internal sealed record MapGround(IReadOnlyList<MapClass> Classes, bool Pictures);

/// <summary>Finds what maps show beside features.</summary>
internal sealed class MapGrounds(PublishedClasses classes, CurrentRuns runs)
{
    public async Task<MapGround> Of(Collection collection, CancellationToken cancel) =>
        new(await classes.Of([collection], cancel), await runs.Version(cancel) != "");
}

/// <summary>The place a map is drawn in by map.js, and what map.js must know.</summary>
internal static class MapView
{
    /// <summary>A whole layer, or what the request's filters leave of it, by vector tiles.</summary>
    /// <param name="bounds">West, south, east, north to begin with.</param>
    public static Html OfLayer(Ask ask, Collection collection, MapGround ground, double[]? bounds)
    {
        var selects = VectorTiles.Parameters.Concat(collection.Queryables.Select(f => f.Name)).ToHashSet(StringComparer.Ordinal);
        var tiles = ask.To($"/tiles/{collection.Id}/Z/X/Y.pbf", [.. ask.Parameters.Where(p => selects.Contains(p.Key)).Select(p => (p.Key, (string?)p.Value))]);
        return Of(ask, collection, ground, ask.Local(tiles).Replace("/Z/X/Y.pbf", "/{z}/{x}/{y}.pbf", StringComparison.Ordinal), null, bounds);
    }

    /// <summary>One feature.</summary>
    public static Html OfFeature(Ask ask, Collection collection, MapGround ground) => Of(ask, collection, ground, null, ask.Local(ask.Here(("f", "json"))), null);

    static Html Of(Ask ask, Collection collection, MapGround ground, string? tiles, string? feature, double[]? bounds)
    {
        if (collection.Geometry is null) return Html.Nothing;
        string T(string es, string en) => new Bilingual(es, en).In(ask.Language);
        var map = JsonSerializer.Serialize(new
        {
            layer = collection.Id, tiles, feature, bounds,
            item = ask.Local(ask.To($"/collections/{collection.Id}/items/ID")),
            pictures = ground.Pictures ? ask.Local("/tiles/scenes/{z}/{x}/{y}.png") : null,
            titles = collection.Fields.ToDictionary(f => f.Name, f => f.Title.In(ask.Language) + (f.UnitText is { } unit ? $" ({unit})" : "")),
            classes = ground.Classes.Select(c => new { code = c.Code, label = c.Label.In(ask.Language), colour = c.Colour }),
            plain = ground.Classes.Count > 0 ? PublishedClasses.Plain : PublishedClasses.Palette[0],
            fill = ground.Classes.Count > 0 ? 0.35 : collection.Origin == RowOrigin.Layer ? 0.4 : 0.08,
            text = new
            {
                map = T("Mapa de ", "Map of ") + collection.Title.In(ask.Language),
                more = T("Nada que dibujar a esta escala: acerque el mapa", "Nothing to draw at this scale: zoom in"),
                failed = T("Una parte del mapa no se pudo cargar", "Part of the map could not be loaded"), none = T("sin clase", "no class"),
                open = T("Abrir ficha", "Open record"), image = T("Imagen de fondo", "Image beneath"), closer = T("Acercar", "Zoom in"), farther = T("Alejar", "Zoom out"),
                wait = T("Cargando…", "Loading…"), close = T("Cerrar", "Close"),
            },
        });
        return Html.Of($"""
            <div class="map" id="map" data-map="{map}"><p>{T("El mapa no se ha cargado; la tabla y los datos sí están.", "The map has not loaded; the table and the data are here.")}</p></div>
            <div class="legend" id="legend"></div>
            <script type="module" src="{ask.Local("/assets/map.js")}"></script>
            """);
    }
}
