using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Tiles;

/// <summary>What the OpenAPI document says of tiles (OGC 20-057, 11: operation ids end in .getTile).</summary>
internal static class TileApi
{
    static readonly string[] Address = ["tileMatrixSetId", "tileMatrix", "tileRow", "tileCol"];

    public static void Add(JsonObject paths, IReadOnlyList<Collection> collections, Language language)
    {
        Bilingual vector = new("Teselas vectoriales", "Vector tiles"), map = new("Teselas de las imágenes", "Image tiles");
        void Document(string path, string id, Bilingual summary, params string[] parameters) =>
            paths[path] = ApiDocument.Operation(id, summary, language, parameters, Media.Json, "schema");
        void Tile(string path, string id, Bilingual summary, IReadOnlyDictionary<string, string> formats, params string[] parameters) =>
            paths[path + "/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}"] = Operation(id, summary.In(language), formats, [.. parameters, .. Address]);

        Document("/tileMatrixSets", "getTileMatrixSetsList", new("Cuadrículas de teselas", "Tile matrix sets"));
        Document("/tileMatrixSets/{tileMatrixSetId}", "getTileMatrixSet", new("Una cuadrícula de teselas", "One tile matrix set"), "tileMatrixSetId");
        Document("/tiles", "dataset.vector.getTileSetsList", vector);
        Document("/tiles/{tileMatrixSetId}", "dataset.vector.getTileSet", vector, "tileMatrixSetId");
        Tile("/tiles", "dataset.vector.getTile", vector, TileSource.Vector, "collections");
        Document("/collections/{collectionId}/tiles", "collection.vector.getTileSetsList", vector, "collectionId");
        Document("/collections/{collectionId}/tiles/{tileMatrixSetId}", "collection.vector.getTileSet", vector, "collectionId", "tileMatrixSetId");
        Tile("/collections/{collectionId}/tiles", "collection.vector.getTile", vector, TileSource.Vector, ["collectionId", .. VectorTiles.Parameters]);
        foreach (var collection in collections.Where(c => c.Geometry is not null))
        {
            var path = $"/collections/{collection.Id}/tiles";
            Document(path, $"{collection.Id}.collection.vector.getTileSetsList", collection.Title);
            Document(path + "/{tileMatrixSetId}", $"{collection.Id}.collection.vector.getTileSet", collection.Title, "tileMatrixSetId");
            Tile(path, $"{collection.Id}.collection.vector.getTile", collection.Title, TileSource.Vector, VectorTiles.Parameters);
        }
        Document("/collections/scenes/map/tiles", "scenes.collection.map.getTileSetsList", map);
        Document("/collections/scenes/map/tiles/{tileMatrixSetId}", "scenes.collection.map.getTileSet", map, "tileMatrixSetId");
        Tile("/collections/scenes/map/tiles", "scenes.collection.map.getTile", map, TileSource.Picture);
    }

    static JsonObject Operation(string id, string summary, IReadOnlyDictionary<string, string> formats, string[] parameters) => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = id,
            ["summary"] = summary,
            ["parameters"] = new JsonArray(
            [
                .. parameters.Select(p => ApiDocument.Reference("parameters", p)),
                new JsonObject
                {
                    ["name"] = "f", ["in"] = "query", ["required"] = false, ["style"] = "form", ["explode"] = false,
                    ["schema"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. formats.Keys.Select(k => JsonValue.Create(k))]) },
                },
            ]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = summary,
                    ["content"] = new JsonObject(formats.Values.Select(m => KeyValuePair.Create<string, JsonNode?>(m,
                        new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } }))),
                },
                ["204"] = new JsonObject { ["description"] = "Nothing lies in the tile." },
                ["304"] = new JsonObject { ["description"] = "The tile has not changed since (If-None-Match)." },
                ["400"] = ApiDocument.Reference("responses", "badRequest"),
                ["404"] = ApiDocument.Reference("responses", "notFound"),
                ["503"] = ApiDocument.Reference("responses", "unavailable"),
            },
        },
    };
}
