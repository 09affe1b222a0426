using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/collections and /collections/{id} (Part 1, 7.13 and 7.14).</summary>
internal sealed class CollectionsEndpoint(CollectionRegistry registry, CollectionTotals totals, MapGrounds grounds)
{
    public async Task<IResult> GetAll(HttpContext context)
    {
        var ask = Ask.Of(context, Media.Json);
        var all = new List<(Collection Collection, Totals Totals)>();
        foreach (var collection in await registry.All(ask.Aborted))
            all.Add((collection, await totals.Of(collection, ask.Aborted)));
        if (ask.Format == Format.Html) return CollectionsPage.Answer(ask, all);
        return JsonDocuments.Answer(new JsonObject
        {
            ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(),
            ["crs"] = new JsonArray(Crs.Crs84.Uri),
            ["collections"] = new JsonArray([.. all.Select(c => CollectionDocument.Make(ask, c.Collection, c.Totals,
            [
                new("self", ask.To($"/collections/{c.Collection.Id}", ("f", "json")), Media.Json),
                new("alternate", ask.To($"/collections/{c.Collection.Id}", ("f", "html")), Media.Html),
            ]))]),
        }, Media.Json);
    }

    public async Task<IResult> GetOne(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.Json);
        var whole = await totals.Of(collection, ask.Aborted);
        return ask.Format == Format.Html
            ? CollectionPage.Answer(ask, collection, whole, await grounds.Of(collection, ask.Aborted))
            : JsonDocuments.Answer(CollectionDocument.Make(ask, collection, whole, Link.SelfAndAlternate(ask, Media.Json)), Media.Json);
    }
}
