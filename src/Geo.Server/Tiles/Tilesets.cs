using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>What a set of tiles is of: one collection, or all together.</summary>
/// <param name="Path">Of its list of tilesets, such as /collections/segments/tiles.</param>
/// <param name="Short">Address of its tiles in the short form, without zoom, x, y and ending.</param>
/// <param name="Formats">Media type by the value of f, the default first.</param>
internal sealed record TileSource(string Path, string Short, string Title, string DataType, IReadOnlyDictionary<string, string> Formats, IReadOnlyList<Collection> Layers)
{
    public static readonly IReadOnlyDictionary<string, string> Vector = new Dictionary<string, string>(StringComparer.Ordinal) { ["mvt"] = VectorTiles.MediaType };
    public static readonly IReadOnlyDictionary<string, string> Picture = new Dictionary<string, string>(StringComparer.Ordinal) { ["png"] = "image/png", ["webp"] = "image/webp" };

    public static TileSource Of(Collection collection, Language language) =>
        new($"/collections/{collection.Id}/tiles", "/tiles/" + collection.Id, collection.Title.In(language), "vector", Vector, [collection]);

    public static TileSource All(IReadOnlyList<Collection> collections, Language language) =>
        new("/tiles", "/tiles", new Bilingual("Todas las capas", "All layers").In(language), "vector", Vector, collections);

    public static TileSource Pictures(Collection scenes, Language language) =>
        new("/collections/scenes/map/tiles", "/tiles/scenes", new Bilingual("Imágenes", "Images").In(language), "map", Picture, [scenes]);
}

/// <summary>Lists of tilesets and their descriptions (OGC 20-057, 8 and 9; 17-083r4, tileset metadata).</summary>
internal static class Tilesets
{
    const string Relations = "http://www.opengis.net/def/rel/ogc/1.0/";
    public const string Scheme = Relations + "tiling-scheme", Sets = Relations + "tiling-schemes";
    public const string OfVector = Relations + "tilesets-vector", OfMap = Relations + "tilesets-map";

    public static JsonObject List(Ask ask, TileSource source) => new()
    {
        ["title"] = source.Title,
        ["links"] = Link.SelfAndAlternate(ask, Media.Json).ToJson(),
        ["tilesets"] = new JsonArray([.. TileMatrixSet.All.Select(set =>
        {
            var entry = Describe(source, set);
            Link[] own =
            [
                new("self", ask.To($"{source.Path}/{set.Id}", ("f", "json")), Media.Json),
                new("alternate", ask.To($"{source.Path}/{set.Id}", ("f", "html")), Media.Html),
            ];
            entry["links"] = new JsonArray([.. own.Append(SchemeLink(ask, set)).Select(l => l.ToJson()), .. Items(ask, source, set)]);
            return entry;
        })]),
    };

    public static JsonObject One(Ask ask, TileSource source, TileMatrixSet set, double[]? bounds)
    {
        var document = Describe(source, set);
        if (bounds is [var west, var south, var east, var north])
            document["boundingBox"] = new JsonObject
            {
                ["lowerLeft"] = new JsonArray(west, south), ["upperRight"] = new JsonArray(east, north), ["crs"] = Crs.Crs84.Uri,
            };
        if (source.DataType == "vector") document["layers"] = new JsonArray([.. source.Layers.Select(c => Layer(ask, c))]);
        var links = Link.SelfAndAlternate(ask, Media.Json).Append(SchemeLink(ask, set));
        if (set == TileMatrixSet.WebMercatorQuad)
            links = links.Append(new("describedby", ask.To(source.DataType == "map" ? "/tiles/scenes.map.json" : source.Short + ".json"), Media.Json, "TileJSON 3.0"));
        document["links"] = new JsonArray([.. links.Select(l => l.ToJson()), .. Items(ask, source, set)]);
        return document;
    }

    static JsonObject Describe(TileSource source, TileMatrixSet set) => new()
    {
        ["title"] = $"{source.Title} ({set.Id})",
        ["dataType"] = source.DataType,
        ["crs"] = set.CrsUri,
        ["tileMatrixSetURI"] = set.Uri,
    };

    static Link SchemeLink(Ask ask, TileMatrixSet set) => new(Scheme, ask.To("/tileMatrixSets/" + set.Id, ("f", "json")), Media.Json, set.Id);

    static IEnumerable<JsonNode> Items(Ask ask, TileSource source, TileMatrixSet set) => source.Formats.Select(f =>
    {
        var link = new Link("item", $"{ask.Base}{source.Path}/{set.Id}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}?f={f.Key}", f.Value).ToJson();
        link["templated"] = true;
        return (JsonNode)link;
    });

    static JsonObject Layer(Ask ask, Collection collection)
    {
        var properties = new JsonObject { [Collection.Key] = new JsonObject { ["title"] = "Id", ["type"] = "string" } };
        foreach (var field in VectorTileQuery.Properties(collection)) properties[field.Name] = Features.SchemaEndpoint.Property(ask, collection, field);
        return new()
        {
            ["id"] = collection.Id,
            ["title"] = collection.Title.In(ask.Language),
            ["description"] = collection.Description.In(ask.Language),
            ["dataType"] = "vector",
            ["geometryDimension"] = collection.GeometryType switch { "Point" or "MultiPoint" => 0, "LineString" or "MultiLineString" => 1, _ => 2 },
            ["propertiesSchema"] = new JsonObject { ["type"] = "object", ["properties"] = properties },
        };
    }
}
