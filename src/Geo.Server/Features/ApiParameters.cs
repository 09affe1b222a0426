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
        static JsonObject Crs() => new() { ["type"] = "string", ["format"] = "uri", ["default"] = Collections.Crs.Crs84.Uri };
        static JsonObject List() => new() { ["type"] = "array", ["minItems"] = 1, ["items"] = new JsonObject { ["type"] = "string" } };
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
                new("Sistema de referencia de bbox: uno de la lista crs de la colección.", "Reference system of bbox: one of the collection's list crs."), Crs()),
            ["crs"] = Query("crs",
                new("Sistema de referencia de la respuesta: uno de la lista crs de la colección.", "Reference system of the answer: one of the collection's list crs."), Crs()),
            ["filter"] = Query("filter",
                new("Condición en CQL2; los campos están en /queryables, las funciones en /functions.", "Condition in CQL2; the fields are at /queryables, the functions at /functions."),
                new() { ["type"] = "string" }),
            ["filter-lang"] = Query("filter-lang",
                new("Lenguaje de filter.", "Language of filter."),
                new() { ["type"] = "string", ["enum"] = new JsonArray(FilterParameter.Text, FilterParameter.Json), ["default"] = FilterParameter.Text }),
            ["filter-crs"] = Query("filter-crs",
                new("Sistema de referencia de las geometrías de filter.", "Reference system of the geometries in filter."), Crs()),
            ["sortby"] = Query("sortby",
                new("Orden: campos con + o - delante, p. ej. +name,-population.", "Order: fields after + or -, e.g. +name,-population."), List()),
            ["properties"] = Query("properties", new("Campos que se piden.", "Fields to return."), List()),
            ["q"] = Query("q",
                new("Palabras por buscar en los textos, sin mayúsculas ni acentos; una coma es «o».", "Words to find in the texts, case and accents aside; a comma is “or”."), List()),
            ["skipGeometry"] = Query("skipGeometry",
                new("true deja fuera las geometrías.", "true leaves the geometries out."), new() { ["type"] = "boolean", ["default"] = false }),
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
            ["collections"] = Query("collections",
                new("Colecciones que se piden, separadas por comas.", "Collections to return, separated by commas."), List()),
            ["tileMatrixSetId"] = InPath("tileMatrixSetId", new("Cuadrícula de teselas, p. ej. WebMercatorQuad", "Tile matrix set, e.g. WebMercatorQuad")),
            ["tileMatrix"] = InPath("tileMatrix", new("Acercamiento, de 0 a 24", "Zoom, 0 to 24")),
            ["tileRow"] = InPath("tileRow", new("Fila, contada desde el norte", "Row, counted from the north")),
            ["tileCol"] = InPath("tileCol", new("Columna, contada desde el oeste", "Column, counted from the west")),
            ["sceneId"] = InPath("sceneId", new("Nombre de la escena", "Scene name")),
            ["runId"] = InPath("runId", new("Nombre de la corrida", "Run name")),
            ["ids"] = Query("ids", new("Escenas que se piden, separadas por comas.", "Scenes to return, separated by commas."), List()),
            ["intersects"] = Query("intersects",
                new("Geometría GeoJSON que la escena toca; no junto con bbox.", "GeoJSON geometry that the scene meets; not together with bbox."), new() { ["type"] = "string" }),
            ["token"] = Query("token",
                new("Dónde empieza la página; viene en el enlace 'next'.", "Where the page begins; found in the 'next' link."), new() { ["type"] = "string" }),
            ["featureId"] = InPath("featureId", new("Id del elemento", "Feature id")),
        };
    }
}
