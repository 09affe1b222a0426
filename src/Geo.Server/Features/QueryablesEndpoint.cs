using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Filters;
using Geo.Server.Http;
using Geo.Server.Pages;

namespace Geo.Server.Features;

/// <summary>/collections/{id}/queryables: what filters may name, as JSON Schema (Part 3, 6.2).</summary>
internal sealed class QueryablesEndpoint(CollectionRegistry registry, CodeLists codes)
{
    public async Task<IResult> Get(HttpContext context, string collectionId)
    {
        var collection = await registry.Get(collectionId, context.RequestAborted);
        var ask = Ask.Of(context, Media.Schema);
        var filterable = collection with { Fields = [.. collection.Fields.Where(f => ValueKinds.Of(f.Type) is not null)] };
        if (ask.Format == Format.Html) return SchemaPage.Answer(ask, filterable);
        var properties = new JsonObject { [Collection.Key] = new JsonObject { ["title"] = "Id", ["type"] = "string", ["x-ogc-role"] = "id" } };
        if (collection.Geometry is not null) properties[collection.Geometry] = SchemaEndpoint.Geometry(ask, collection);
        foreach (var field in filterable.Fields)
        {
            var property = SchemaEndpoint.Property(ask, collection, field);
            if (await codes.Of(collection, field, ask.Aborted) is { Count: > 0 } list) property["enum"] = new JsonArray([.. list.Select(c => JsonValue.Create(c))]);
            properties[field.Name] = property;
        }
        return JsonDocuments.Answer(new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["$id"] = $"{ask.Base}/collections/{collection.Id}/queryables",
            ["title"] = collection.Title.In(ask.Language),
            ["description"] = collection.Description.In(ask.Language),
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
        }, Media.Schema);
    }
}
