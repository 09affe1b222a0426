using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Tiles;

/// <summary>The documents around tiles: tile matrix sets, lists of tilesets, tilesets, TileJSON, styles.</summary>
internal sealed class TileDocuments(CollectionRegistry registry, CollectionTotals totals, PublishedClasses classes)
{
    public IResult GetMatrixSets(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        return Answer(ask, new Bilingual("Cuadrículas de teselas", "Tile matrix sets").In(ask.Language), new JsonObject
        {
            ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(),
            ["tileMatrixSets"] = new JsonArray([.. TileMatrixSet.All.Select(s => new JsonObject
            {
                ["id"] = s.Id,
                ["title"] = s.Title.In(ask.Language),
                ["uri"] = s.Uri,
                ["crs"] = s.CrsUri,
                ["links"] = new[]
                {
                    new Link("self", ask.To("/tileMatrixSets/" + s.Id, ("f", "json")), Media.Json),
                    new Link("alternate", ask.To("/tileMatrixSets/" + s.Id, ("f", "html")), Media.Html),
                }.ToJson(),
            })]),
        });
    }

    public IResult GetMatrixSet(HttpContext context, string tileMatrixSetId)
    {
        var ask = Ask.Of(context, Media.Json);
        var set = TileMatrixSet.Of(tileMatrixSetId);
        var definition = set.Definition(ask.Language);
        definition["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson();
        return Answer(ask, set.Title.In(ask.Language), definition);
    }

    public async Task<IResult> GetCollectionList(HttpContext context, string collectionId) =>
        List(Ask.Of(context, Media.Json), await OfCollection(context, collectionId));

    public async Task<IResult> GetAllList(HttpContext context) => List(Ask.Of(context, Media.Json), await OfAll(context));

    public async Task<IResult> GetMapList(HttpContext context) => List(Ask.Of(context, Media.Json), await OfScenes(context));

    public async Task<IResult> GetCollectionTileset(HttpContext context, string collectionId, string tileMatrixSetId) =>
        await One(Ask.Of(context, Media.Json), await OfCollection(context, collectionId), tileMatrixSetId);

    public async Task<IResult> GetAllTileset(HttpContext context, string tileMatrixSetId) =>
        await One(Ask.Of(context, Media.Json), await OfAll(context), tileMatrixSetId);

    public async Task<IResult> GetMapTileset(HttpContext context, string tileMatrixSetId) =>
        await One(Ask.Of(context, Media.Json), await OfScenes(context), tileMatrixSetId);

    public async Task<IResult> GetCollectionTileJson(HttpContext context, string collectionId) => await TileJsonOf(Ask.OfData(context), await OfCollection(context, collectionId));

    public async Task<IResult> GetAllTileJson(HttpContext context) => await TileJsonOf(Ask.OfData(context), await OfAll(context));

    public async Task<IResult> GetMapTileJson(HttpContext context) => await TileJsonOf(Ask.OfData(context), await OfScenes(context));

    /// <summary>/styles/{id}.json; "all" is every collection.</summary>
    public async Task<IResult> GetStyle(HttpContext context, string styleId)
    {
        var ask = Ask.OfData(context);
        var source = styleId == "all" ? await OfAll(context) : await OfCollection(context, styleId);
        return JsonDocuments.Answer(MapStyle.Make(ask, source, await BoundsOf(source, ask.Aborted), await classes.Of(source.Layers, ask.Aborted)), Media.Json);
    }

    /// <summary>/styles/{id}.qml, of one collection.</summary>
    public async Task<IResult> GetQgisStyle(HttpContext context, string styleId)
    {
        var ask = Ask.OfData(context);
        var collection = await VectorTiles.WithGeometry(registry, styleId, ask.Aborted);
        var style = QgisStyle.Make(collection, await classes.Of([collection], ask.Aborted), ask.Language);
        return Results.Text(style.ToString(), "application/xml; charset=utf-8");
    }

    async Task<TileSource> OfCollection(HttpContext context, string id) =>
        TileSource.Of(await VectorTiles.WithGeometry(registry, id, context.RequestAborted), LanguageOf(context));

    async Task<TileSource> OfAll(HttpContext context) => TileSource.All(await VectorTiles.Together(registry, context.RequestAborted), LanguageOf(context));

    async Task<TileSource> OfScenes(HttpContext context) => TileSource.Pictures(await registry.Get("scenes", context.RequestAborted), LanguageOf(context));

    static Language LanguageOf(HttpContext context) => Languages.Of(context.Request, context.Request.Query["lang"].FirstOrDefault());

    static IResult List(Ask ask, TileSource source) => Answer(ask, source.Title, Tilesets.List(ask, source));

    async Task<IResult> One(Ask ask, TileSource source, string tileMatrixSetId)
    {
        var set = TileMatrixSet.Of(tileMatrixSetId);
        return Answer(ask, $"{source.Title} ({set.Id})", Tilesets.One(ask, source, set, await BoundsOf(source, ask.Aborted)));
    }

    async Task<IResult> TileJsonOf(Ask ask, TileSource source) => JsonDocuments.Answer(TileJson.Make(ask, source, await BoundsOf(source, ask.Aborted)), Media.Json);

    /// <summary>West, south, east, north of all layers; null where there is nothing.</summary>
    async Task<double[]?> BoundsOf(TileSource source, CancellationToken cancel)
    {
        double[]? all = null;
        foreach (var layer in source.Layers)
            if ((await totals.Of(layer, cancel)).Bounds is [var w, var s, var e, var n])
                all = all is null ? [w, s, e, n] : [Math.Min(all[0], w), Math.Min(all[1], s), Math.Max(all[2], e), Math.Max(all[3], n)];
        return all;
    }

    static IResult Answer(Ask ask, string title, JsonObject document) =>
        ask.Format == Format.Html ? DocumentPage.Answer(ask, title, document) : JsonDocuments.Answer(document, Media.Json);
}
