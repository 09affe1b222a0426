using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Stac;

/// <summary>The root of the STAC API (STAC API 1.0.0, core) and its one collection, the scenes.</summary>
internal sealed class StacCatalog(CollectionRegistry registry, CollectionTotals totals)
{
    public const string Version = "1.0.0", Scenes = "scenes";

    static readonly string[] Conformance =
    [
        "https://api.stacspec.org/v1.0.0/core",
        "https://api.stacspec.org/v1.0.0/collections",
        "https://api.stacspec.org/v1.0.0/ogcapi-features",
        "https://api.stacspec.org/v1.0.0/item-search",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/geojson",
        "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30",
    ];

    public IResult Get(HttpContext context)
    {
        var ask = Ask.OfData(context);
        return JsonDocuments.Answer(new JsonObject
        {
            ["type"] = "Catalog",
            ["id"] = "geo",
            ["stac_version"] = Version,
            ["title"] = Landing.Title.In(ask.Language),
            ["description"] = Landing.Description.In(ask.Language),
            ["conformsTo"] = Classes(),
            ["links"] = new Link[]
            {
                Self(ask), Root(ask),
                new("conformance", ask.To("/stac/conformance"), Media.Json),
                new("data", ask.To("/stac/collections"), Media.Json),
                new("child", ask.To("/stac/collections/" + Scenes), Media.Json),
                new("service-desc", ask.To("/api", ("f", "json")), Media.OpenApi),
                new("service-doc", ask.To("/api.html"), Media.Html),
                new("search", ask.To("/stac/search"), Media.GeoJson) { Method = HttpMethods.Get },
                new("search", ask.To("/stac/search"), Media.GeoJson) { Method = HttpMethods.Post },
            }.ToJson(),
        }, Media.Json);
    }

    public static IResult GetConformance(HttpContext context)
    {
        Ask.OfData(context);
        return JsonDocuments.Answer(new JsonObject { ["conformsTo"] = Classes() }, Media.Json);
    }

    public async Task<IResult> GetCollections(HttpContext context)
    {
        var ask = Ask.OfData(context);
        return JsonDocuments.Answer(new JsonObject
        {
            ["collections"] = new JsonArray(await Document(ask)),
            ["links"] = new[] { Self(ask), Root(ask) }.ToJson(),
        }, Media.Json);
    }

    public async Task<IResult> GetScenes(HttpContext context) => JsonDocuments.Answer(await Document(Ask.OfData(context)), Media.Json);

    public static Link Root(Ask ask) => new("root", ask.To("/stac"), Media.Json, Landing.Title.In(ask.Language));

    static Link Self(Ask ask) => new("self", ask.Here(), Media.Json);

    static JsonArray Classes() => new([.. Conformance.Select(c => JsonValue.Create(c))]);

    async Task<JsonObject> Document(Ask ask)
    {
        var scenes = await registry.Get(Scenes, ask.Aborted);
        var whole = await totals.Of(scenes, ask.Aborted);
        var bounds = whole.Bounds ?? [-180, -90, 180, 90];
        return new()
        {
            ["type"] = "Collection",
            ["id"] = Scenes,
            ["stac_version"] = Version,
            ["title"] = scenes.Title.In(ask.Language),
            ["description"] = scenes.Description.In(ask.Language),
            // every image has its own terms, which its run does not know
            ["license"] = "other",
            ["providers"] = new JsonArray(new JsonObject
            {
                ["name"] = ask.Publisher.NameAt(ask.Base), ["url"] = ask.Publisher.SiteAt(ask.Base), ["roles"] = new JsonArray("host"),
            }),
            ["extent"] = new JsonObject
            {
                ["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray([.. bounds.Select(b => JsonValue.Create(b))])) },
                ["temporal"] = new JsonObject { ["interval"] = new JsonArray(new JsonArray(whole.From, whole.To)) },
            },
            ["links"] = new Link[]
            {
                new("self", ask.To("/stac/collections/" + Scenes), Media.Json), Root(ask), Root(ask) with { Rel = "parent" },
                new("items", ask.To($"/stac/collections/{Scenes}/items"), Media.GeoJson),
                new("alternate", ask.To("/collections/" + Scenes, ("f", "html")), Media.Html),
            }.ToJson(),
        };
    }
}
