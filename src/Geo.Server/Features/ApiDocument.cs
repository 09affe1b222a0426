using System.Text.Json.Nodes;
using Geo.Server.Collections;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>
/// The OpenAPI 3.0 document, written by hand because test suites and clients read its exact shape: one literal path for each
/// collection beside the templated ones, components.parameters.limit with maximum and default, style and explode spelled out.
/// </summary>
internal static class ApiDocument
{
    public static JsonObject Make(Ask ask, IReadOnlyList<Collection> collections, Reading reading)
    {
        var language = ask.Language;
        var paths = new JsonObject
        {
            ["/"] = Operation("getLandingPage", new("Página de inicio", "Landing page"), language, [], Media.Json, "landingPage"),
            ["/conformance"] = Operation("getConformance", new("Clases de conformidad", "Conformance classes"), language, [], Media.Json, "conformance"),
            ["/collections"] = Operation("getCollections", new("Colecciones", "Collections"), language, [], Media.Json, "collections"),
            ["/collections/{collectionId}"] = Operation("describeCollection", new("Una colección", "One collection"), language, ["collectionId"], Media.Json, "collection"),
            ["/collections/{collectionId}/items"] = Operation("getItems", new("Elementos de una colección", "A collection's features"), language,
                ["collectionId", .. Selection.Parameters], Media.GeoJson, "featureCollection"),
            ["/collections/{collectionId}/items/{featureId}"] = Operation("getItem", new("Un elemento", "One feature"), language,
                ["collectionId", "featureId", "crs"], Media.GeoJson, "feature"),
            ["/collections/{collectionId}/schema"] = Operation("getSchema", new("Campos de una colección", "A collection's fields"), language,
                ["collectionId"], Media.Schema, "schema"),
        };
        paths["/collections/{collectionId}/queryables"] = Operation("getQueryables", new("Campos por los que se filtra", "Fields to filter by"), language,
            ["collectionId"], Media.Schema, "schema");
        paths["/functions"] = Operation("getFunctions", new("Funciones de los filtros", "Functions of filters"), language, [], Media.Json, "schema");
        foreach (var c in collections)
        {
            var path = "/collections/" + c.Id;
            paths[path] = Operation($"describe.{c.Id}", c.Title, language, [], Media.Json, "collection");
            var items = Operation($"get.{c.Id}", c.Title, language, Selection.Parameters, Media.GeoJson, "featureCollection");
            foreach (var field in c.Queryables) ((JsonArray)items["get"]!["parameters"]!).Add(Equality(field, language));
            paths[path + "/items"] = items;
            paths[path + "/items/{featureId}"] = Operation($"get.{c.Id}.feature", c.Title, language, ["featureId", "crs"], Media.GeoJson, "feature");
            paths[path + "/queryables"] = Operation($"queryables.{c.Id}", c.Title, language, [], Media.Schema, "schema");
            paths[path + "/schema"] = Operation($"schema.{c.Id}", c.Title, language, [], Media.Schema, "schema");
        }
        Tiles.TileApi.Add(paths, collections, language);
        Stac.StacApi.Add(paths, language);
        var document = new JsonObject
        {
            ["openapi"] = "3.0.3",
            ["info"] = Info(ask),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = ask.Base }),
            ["paths"] = paths,
            ["components"] = new JsonObject
            {
                ["parameters"] = ApiParameters.All(language),
                ["schemas"] = ApiSchemas.All(),
                ["responses"] = ApiSchemas.Problems(),
                ["securitySchemes"] = ApiSchemas.Keys(),
            },
        };
        if (reading == Reading.Key) document["security"] = new JsonArray([.. ApiSchemas.Keys().Select(k => new JsonObject { [k.Key] = new JsonArray() })]);
        return document;
    }

    static JsonObject Info(Ask ask)
    {
        var info = new JsonObject
        {
            ["title"] = Landing.Title.In(ask.Language),
            ["description"] = Landing.Description.In(ask.Language),
            ["version"] = typeof(ApiDocument).Assembly.GetName().Version?.ToString(3) ?? "0.0.0",
        };
        var contact = new JsonObject();
        if ((ask.Publisher.Contact ?? ask.Publisher.Name) is { } name) contact["name"] = name;
        if (ask.Publisher.Site is { } site) contact["url"] = site.AbsoluteUri;
        if (ask.Publisher.Email is { } email) contact["email"] = email;
        if (contact.Count > 0) info["contact"] = contact;
        return info;
    }

    internal static JsonObject Operation(string id, Bilingual summary, Language language, string[] parameters, string media, string schema) => new()
    {
        ["get"] = new JsonObject
        {
            ["operationId"] = id,
            ["summary"] = summary.In(language),
            ["parameters"] = new JsonArray([.. parameters.Concat(["f", "lang"]).Select(p => Reference("parameters", p))]),
            ["responses"] = new JsonObject
            {
                ["200"] = new JsonObject
                {
                    ["description"] = summary.In(language),
                    ["content"] = new JsonObject
                    {
                        [media] = new JsonObject { ["schema"] = Reference("schemas", schema) },
                        [Media.Html] = new JsonObject { ["schema"] = new JsonObject { ["type"] = "string" } },
                    },
                },
                ["400"] = Reference("responses", "badRequest"),
                ["401"] = Reference("responses", "unauthorised"),
                ["404"] = Reference("responses", "notFound"),
                ["406"] = Reference("responses", "notAcceptable"),
                ["429"] = Reference("responses", "tooMany"),
                ["503"] = Reference("responses", "unavailable"),
            },
        },
    };

    static JsonObject Equality(Field field, Language language) => new()
    {
        ["name"] = field.Name, ["in"] = "query", ["required"] = false, ["style"] = "form", ["explode"] = false,
        ["description"] = field.Title.In(language) + (field.Unit is { } unit ? $" [{unit}]" : ""),
        ["schema"] = SchemaEndpoint.TypeOf(field),
    };

    internal static JsonObject Reference(string kind, string name) => new() { ["$ref"] = $"#/components/{kind}/{name}" };
}
