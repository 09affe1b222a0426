using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Dcat;

/// <summary>/dcat and /collections/{id}/dcat: what data portals harvest (DCAT-AP 3.0, as JSON-LD).</summary>
internal sealed class DcatEndpoint(CollectionRegistry registry, CollectionTotals totals)
{
    const string JsonLd = "application/ld+json";

    public async Task<IResult> GetAll(HttpContext context)
    {
        var ask = Ask.OfData(context);
        var datasets = new JsonArray();
        foreach (var collection in await registry.All(ask.Aborted)) datasets.Add(DcatRecord.Dataset(ask, collection, await totals.Of(collection, ask.Aborted)));
        return JsonDocuments.Answer(new JsonObject
        {
            ["@context"] = DcatRecord.Context(),
            ["@id"] = ask.Base + "/dcat",
            ["@type"] = "dcat:Catalog",
            ["dct:title"] = DcatRecord.Both(Landing.Title),
            ["dct:description"] = DcatRecord.Both(Landing.Description),
            ["dct:publisher"] = DcatRecord.Publisher(ask),
            ["foaf:homepage"] = DcatRecord.Reference(ask.Base + "/"),
            ["dcat:dataset"] = datasets,
        }, JsonLd);
    }

    public async Task<IResult> GetOne(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.OfData(context);
        var record = DcatRecord.Dataset(ask, collection, await totals.Of(collection, ask.Aborted));
        record.Insert(0, "@context", DcatRecord.Context());
        return JsonDocuments.Answer(record, JsonLd);
    }
}
