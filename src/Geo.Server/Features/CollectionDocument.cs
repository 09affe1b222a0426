using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>A collection's description, the same in the list and on its own.</summary>
internal static class CollectionDocument
{
    public const string SchemaRelation = "http://www.opengis.net/def/rel/ogc/1.0/schema";

    public const string QueryablesRelation = "http://www.opengis.net/def/rel/ogc/1.0/queryables";

    public static JsonObject Make(Ask ask, Collection collection, Totals totals, IEnumerable<Link> own) => new()
    {
        ["id"] = collection.Id,
        ["title"] = collection.Title.In(ask.Language),
        ["description"] = collection.Description.In(ask.Language),
        ["itemType"] = "feature",
        ["itemCount"] = totals.Count, // GDAL and QGIS read it instead of counting
        ["extent"] = Extent(collection, totals),
        ["crs"] = new JsonArray([.. collection.Crs.Select(c => JsonValue.Create(c.Uri))]),
        ["storageCrs"] = Crs.Crs84.Uri,
        ["links"] = own.Concat(
        [
            new("items", ask.To($"/collections/{collection.Id}/items", ("f", "json")), Media.GeoJson, collection.Title.In(ask.Language)),
            new("items", ask.To($"/collections/{collection.Id}/items", ("f", "html")), Media.Html, collection.Title.In(ask.Language)),
            new(QueryablesRelation, ask.To($"/collections/{collection.Id}/queryables", ("f", "json")), Media.Schema),
            new(SchemaRelation, ask.To($"/collections/{collection.Id}/schema", ("f", "json")), Media.Schema),
            new("describedby", ask.To($"/collections/{collection.Id}/dcat"), "application/ld+json", "DCAT-AP"),
            .. Tiles.TileLinks.Of(ask, collection),
        ]).ToJson(),
    };

    static JsonObject Extent(Collection collection, Totals totals)
    {
        var extent = new JsonObject();
        if (totals.Bounds is [var west, var south, var east, var north])
            extent["spatial"] = new JsonObject { ["bbox"] = new JsonArray(new JsonArray(west, south, east, north)), ["crs"] = Crs.Crs84.Uri };
        if (collection.TimeFrom is not null && totals.From is { } from && totals.To is { } to)
            extent["temporal"] = new JsonObject
            {
                ["interval"] = new JsonArray(new JsonArray(from, to)),
                ["trs"] = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian",
            };
        return extent;
    }
}
