using System.Text.Json.Nodes;

namespace Geo.Server.Features;

/// <summary>components.schemas and components.responses of the OpenAPI document.</summary>
internal static class ApiSchemas
{
    public static JsonObject All() => (JsonObject)JsonNode.Parse("""
        {
          "link": { "type": "object", "required": ["href", "rel"], "properties": {
            "href": { "type": "string" }, "rel": { "type": "string" }, "type": { "type": "string" }, "title": { "type": "string" } } },
          "links": { "type": "array", "items": { "$ref": "#/components/schemas/link" } },
          "landingPage": { "type": "object", "required": ["links"], "properties": {
            "title": { "type": "string" }, "description": { "type": "string" }, "links": { "$ref": "#/components/schemas/links" } } },
          "conformance": { "type": "object", "required": ["conformsTo"], "properties": {
            "conformsTo": { "type": "array", "items": { "type": "string" } } } },
          "collections": { "type": "object", "required": ["links", "collections"], "properties": {
            "links": { "$ref": "#/components/schemas/links" },
            "collections": { "type": "array", "items": { "$ref": "#/components/schemas/collection" } } } },
          "collection": { "type": "object", "required": ["id", "links"], "properties": {
            "id": { "type": "string" }, "title": { "type": "string" }, "description": { "type": "string" },
            "itemType": { "type": "string", "default": "feature" }, "itemCount": { "type": "integer", "minimum": 0 },
            "extent": { "$ref": "#/components/schemas/extent" },
            "crs": { "type": "array", "items": { "type": "string" } }, "storageCrs": { "type": "string" },
            "links": { "$ref": "#/components/schemas/links" } } },
          "extent": { "type": "object", "properties": {
            "spatial": { "type": "object", "properties": {
              "bbox": { "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } } },
              "crs": { "type": "string" } } },
            "temporal": { "type": "object", "properties": {
              "interval": { "type": "array", "minItems": 1, "items": { "type": "array", "minItems": 2, "maxItems": 2,
                "items": { "type": "string", "format": "date-time", "nullable": true } } },
              "trs": { "type": "string" } } } } },
          "geometry": { "type": "object", "nullable": true, "required": ["type"], "properties": {
            "type": { "type": "string" }, "coordinates": { "type": "array", "items": {} } } },
          "feature": { "type": "object", "required": ["type", "geometry", "properties"], "properties": {
            "type": { "type": "string", "enum": ["Feature"] }, "id": { "type": "string" },
            "geometry": { "$ref": "#/components/schemas/geometry" },
            "properties": { "type": "object", "nullable": true }, "links": { "$ref": "#/components/schemas/links" } } },
          "featureCollection": { "type": "object", "required": ["type", "features"], "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] },
            "features": { "type": "array", "items": { "$ref": "#/components/schemas/feature" } },
            "links": { "$ref": "#/components/schemas/links" }, "timeStamp": { "type": "string", "format": "date-time" },
            "numberMatched": { "type": "integer", "minimum": 0 }, "numberReturned": { "type": "integer", "minimum": 0 } } },
          "stacCatalog": { "type": "object", "required": ["type", "id", "stac_version", "description", "links", "conformsTo"], "properties": {
            "type": { "type": "string", "enum": ["Catalog"] }, "id": { "type": "string" }, "stac_version": { "type": "string" },
            "title": { "type": "string" }, "description": { "type": "string" },
            "conformsTo": { "type": "array", "items": { "type": "string" } }, "links": { "$ref": "#/components/schemas/links" } } },
          "stacCollection": { "type": "object", "required": ["type", "id", "stac_version", "description", "license", "extent", "links"], "properties": {
            "type": { "type": "string", "enum": ["Collection"] }, "id": { "type": "string" }, "stac_version": { "type": "string" },
            "title": { "type": "string" }, "description": { "type": "string" }, "license": { "type": "string" },
            "providers": { "type": "array", "items": { "type": "object" } },
            "extent": { "$ref": "#/components/schemas/extent" }, "links": { "$ref": "#/components/schemas/links" } } },
          "stacItem": { "type": "object", "required": ["type", "stac_version", "id", "geometry", "bbox", "properties", "links", "assets"], "properties": {
            "type": { "type": "string", "enum": ["Feature"] }, "stac_version": { "type": "string" },
            "stac_extensions": { "type": "array", "items": { "type": "string" } }, "id": { "type": "string" }, "collection": { "type": "string" },
            "geometry": { "$ref": "#/components/schemas/geometry" }, "bbox": { "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } },
            "properties": { "type": "object", "required": ["datetime"], "properties": { "datetime": { "type": "string", "format": "date-time", "nullable": true } } },
            "links": { "$ref": "#/components/schemas/links" }, "assets": { "type": "object", "additionalProperties": { "type": "object", "required": ["href"],
              "properties": { "href": { "type": "string" }, "type": { "type": "string" }, "title": { "type": "string" }, "roles": { "type": "array", "items": { "type": "string" } } } } } } },
          "stacItems": { "type": "object", "required": ["type", "features", "links"], "properties": {
            "type": { "type": "string", "enum": ["FeatureCollection"] }, "features": { "type": "array", "items": { "$ref": "#/components/schemas/stacItem" } },
            "links": { "$ref": "#/components/schemas/links" }, "numberReturned": { "type": "integer", "minimum": 0 } } },
          "stacSearch": { "type": "object", "additionalProperties": false, "properties": {
            "limit": { "type": "integer", "minimum": 1 }, "bbox": { "type": "array", "minItems": 4, "maxItems": 6, "items": { "type": "number" } },
            "datetime": { "type": "string" }, "intersects": { "$ref": "#/components/schemas/geometry" },
            "ids": { "type": "array", "items": { "type": "string" } }, "collections": { "type": "array", "items": { "type": "string" } }, "token": { "type": "string" } } },
          "schema": { "type": "object" },
          "problem": { "type": "object", "properties": {
            "type": { "type": "string" }, "title": { "type": "string" }, "status": { "type": "integer" },
            "detail": { "type": "string" }, "parameter": { "type": "string" } } }
        }
        """)!;

    /// <summary>The ways to show a key (docs/operating.md).</summary>
    public static JsonObject Keys() => new()
    {
        ["key"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" },
        ["basic"] = new JsonObject { ["type"] = "http", ["scheme"] = "basic", ["description"] = "Any user name; the key is the password." },
    };

    public static JsonObject Problems()
    {
        static JsonObject Problem(string description) => new()
        {
            ["description"] = description,
            ["content"] = new JsonObject
            {
                ["application/problem+json"] = new JsonObject { ["schema"] = ApiDocument.Reference("schemas", "problem") },
            },
        };
        return new()
        {
            ["badRequest"] = Problem("An unknown parameter or a wrong value; the document names it."),
            ["unauthorised"] = Problem("A key is needed here, or the one that was shown is not known."),
            ["tooMany"] = Problem("The client sends more requests a second than it may; Retry-After says when to come again."),
            ["notFound"] = Problem("No such collection or feature."),
            ["notAcceptable"] = Problem("No format that the client accepts."),
            ["unavailable"] = Problem("The database does not answer now."),
        };
    }
}
