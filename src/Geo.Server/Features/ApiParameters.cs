using System.Text.Json.Nodes;
using Geo.Server.Http;

namespace Geo.Server.Features;

/// <summary>components.parameters of the OpenAPI document.</summary>
internal static class ApiParameters
{
    public static JsonObject All(Language language)
    {
        JsonObject Query(string name, Bilingual description, JsonObject schema) => new()
        {
            ["name"] = name, ["in"] = "query", ["required"] = false, ["style"] = "form", ["explode"] = false,
            ["description"] = description.In(language), ["schema"] = schema,
        };
        JsonObject InPath(string name, Bilingual description) => new()
        {
            ["name"] = name, ["in"] = "path", ["required"] = true,
            ["description"] = description.In(language), ["schema"] = new JsonObject { ["type"] = "string" },
        };
        return new()
        {
            ["limit"] = Query("limit",
                new("Cuántos elementos por página; más del máximo se sirve como el máximo.", "Features a page; above the maximum the maximum is served."),
                new() { ["type"] = "integer", ["minimum"] = 1, ["maximum"] = Selection.MaximumLimit, ["default"] = Selection.DefaultLimit }),
            ["bbox"] = Query("bbox",
                new("Oeste, sur, este, norte en grados (con alturas son seis números); oeste mayor que este cruza el antimeridiano.",
                    "West, south, east, north in degrees (six numbers with heights); west above east crosses the antimeridian."),
                new() { ["type"] = "array", ["minItems"] = 4, ["maxItems"] = 6, ["items"] = new JsonObject { ["type"] = "number" } }),
            ["bbox-crs"] = Query("bbox-crs",
                new("Sistema de referencia de bbox.", "Reference system of bbox."),
                new() { ["type"] = "string", ["format"] = "uri", ["enum"] = new JsonArray(BoundingBox.Crs84), ["default"] = BoundingBox.Crs84 }),
            ["datetime"] = Query("datetime",
                new("Instante o intervalo RFC 3339, abierto con '..'.", "RFC 3339 instant or interval, open with '..'."),
                new() { ["type"] = "string" }),
            ["cursor"] = Query("cursor",
                new("Dónde empieza la página; viene en el enlace 'next'.", "Where the page begins; found in the 'next' link."),
                new() { ["type"] = "string" }),
            ["f"] = Query("f",
                new("Formato de la respuesta.", "Format of the answer."),
                new() { ["type"] = "string", ["enum"] = new JsonArray("json", "html") }),
            ["lang"] = Query("lang",
                new("Idioma de títulos y páginas.", "Language of titles and pages."),
                new() { ["type"] = "string", ["enum"] = new JsonArray("es", "en") }),
            ["collectionId"] = InPath("collectionId", new("Nombre de la colección", "Collection name")),
            ["featureId"] = InPath("featureId", new("Id del elemento", "Feature id")),
        };
    }
}
