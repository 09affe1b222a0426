using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>The landing page (Part 1, 7.2): where everything else is.</summary>
internal sealed class Landing(CollectionRegistry registry)
{
    public static readonly Bilingual Title = new("Geo: cartografía a partir de imágenes y noticias", "Geo: maps from imagery and news");
    public static readonly Bilingual Description = new(
        "Objetos delineados en imágenes aéreas y satelitales, agrupados y etiquetados, y su resumen por área, listos para QGIS y mapas web.",
        "Objects outlined in aerial and satellite imagery, clustered and labelled, and their summary by area, ready for QGIS and web maps.");

    public async Task<IResult> Get(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        if (ask.Format == Format.Html) return LandingPage.Answer(ask, await registry.All(ask.Aborted));
        var landing = new JsonObject { ["title"] = Title.In(ask.Language), ["description"] = Description.In(ask.Language) };
        if (ask.Publisher.Name is { } name) landing["attribution"] = name; // OGC API Common Part 1, 8.1.2
        landing["links"] = Links(ask).ToJson();
        return JsonDocuments.Answer(landing, Media.Json);
    }

    static IEnumerable<Link> Links(Ask ask) =>
    [
        .. Link.SelfAndAlternate(ask, Media.Json),
        new("service-desc", ask.To("/api", ("f", "json")), Media.OpenApi, "OpenAPI 3.0"),
        new("service-doc", ask.To("/api.html"), Media.Html, new Bilingual("La interfaz explicada", "The interface explained").In(ask.Language)),
        new("conformance", ask.To("/conformance", ("f", "json")), Media.Json),
        new("http://www.opengis.net/def/rel/ogc/1.0/functions", ask.To("/functions", ("f", "json")), Media.Json,
            new Bilingual("Funciones de los filtros", "Functions of filters").In(ask.Language)),
        new("data", ask.To("/collections", ("f", "json")), Media.Json, new Bilingual("Colecciones", "Collections").In(ask.Language)),
        new("data", ask.To("/collections", ("f", "html")), Media.Html, new Bilingual("Colecciones", "Collections").In(ask.Language)),
        new("related", ask.To("/wfs", ("service", "WFS"), ("request", "GetCapabilities")), "application/xml", "WFS 2.0, 1.1"),
        .. Tiles.TileLinks.OfDataset(ask),
        new("related", ask.To("/stac"), Media.Json, "STAC"),
    ];
}
