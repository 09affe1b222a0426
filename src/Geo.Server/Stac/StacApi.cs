using System.Text.Json.Nodes;
using Geo.Server.Features;
using Geo.Server.Http;

namespace Geo.Server.Stac;

/// <summary>What the OpenAPI document says of the STAC API and of what its items point to.</summary>
internal static class StacApi
{
    public static void Add(JsonObject paths, Language language)
    {
        void Document(string path, string id, Bilingual summary, string media, string schema, params string[] parameters) =>
            paths[path] = Operation(id, summary, language, media, new JsonObject { ["schema"] = ApiDocument.Reference("schemas", schema) }, parameters);
        void File(string path, string id, Bilingual summary, string media) =>
            paths[path] = Operation(id, summary, language, media, new JsonObject { ["schema"] = new JsonObject { ["type"] = "string", ["format"] = "binary" } }, ["sceneId"]);
        Bilingual search = new("Buscar escenas", "Search scenes");
        Document("/stac", "stac.getCatalog", new("Catálogo STAC", "STAC catalogue"), Media.Json, "stacCatalog");
        Document("/stac/conformance", "stac.getConformance", new("Clases de conformidad", "Conformance classes"), Media.Json, "conformance");
        Document("/stac/collections", "stac.getCollections", new("Colecciones", "Collections"), Media.Json, "collections");
        Document("/stac/collections/scenes", "stac.getScenes", new("Las escenas", "The scenes"), Media.Json, "stacCollection");
        Document("/stac/collections/scenes/items", "stac.getItems", new("Escenas", "Scenes"), Media.GeoJson, "stacItems", "limit", "bbox", "datetime", "token");
        Document("/stac/collections/scenes/items/{sceneId}", "stac.getItem", new("Una escena", "One scene"), Media.GeoJson, "stacItem", "sceneId");
        Document("/stac/search", "stac.search", search, Media.GeoJson, "stacItems", StacQuery.Parameters);
        paths["/stac/search"]!["post"] = Posted(paths["/stac/search"]!["get"]!.AsObject());
        Document("/runs/{runId}", "getRun", new("Con qué se hizo una corrida", "What made a run"), Media.Json, "schema", "runId");
        File("/scenes/{sceneId}/thumbnail.png", "getThumbnail", new("Vista previa de una escena", "Preview of a scene"), "image/png");
        File("/scenes/{sceneId}/source", "getSource", new("La imagen de una escena (admite rangos de bytes)", "A scene's image (takes ranges of bytes)"), "image/tiff; application=geotiff");
    }

    static JsonObject Operation(string id, Bilingual summary, Language language, string media, JsonObject content, string[] parameters)
    {
        var operation = ApiDocument.Operation(id, summary, language, parameters, media, "schema");
        operation["get"]!["responses"]!["200"]!["content"] = new JsonObject { [media] = content };
        operation["get"]!["parameters"] = new JsonArray([.. parameters.Select(p => ApiDocument.Reference("parameters", p))]);
        return operation;
    }

    /// <summary>The same search with its parameters as members of a body.</summary>
    static JsonObject Posted(JsonObject get)
    {
        var post = get.DeepClone().AsObject();
        post["operationId"] = "stac.searchByBody";
        post["parameters"] = new JsonArray();
        post["requestBody"] = new JsonObject
        {
            ["required"] = true,
            ["content"] = new JsonObject { [Media.Json] = new JsonObject { ["schema"] = ApiDocument.Reference("schemas", "stacSearch") } },
        };
        return post;
    }
}
