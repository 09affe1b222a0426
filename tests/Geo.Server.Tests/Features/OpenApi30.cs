using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>The rules of OpenAPI 3.0.3 (sections 4.7 and 4.8) for the kinds of objects that the service's definition has; anything else fails.</summary>
internal static partial class OpenApi30
{
    static readonly Dictionary<string, (string[] Required, string[] Optional)> Members = new(StringComparer.Ordinal)
    {
        ["definition"] = (["openapi", "info", "paths"], ["servers", "components", "security", "tags", "externalDocs"]),
        ["info"] = (["title", "version"], ["description", "termsOfService", "contact", "license"]),
        ["server"] = (["url"], ["description", "variables"]),
        ["path"] = ([], ["summary", "description", "get", "put", "post", "delete", "options", "head", "patch", "trace", "servers", "parameters"]),
        ["operation"] = (["responses"], ["tags", "summary", "description", "externalDocs", "operationId", "parameters", "requestBody", "callbacks", "deprecated", "security", "servers"]),
        ["parameter"] = (["name", "in", "schema"], ["description", "required", "deprecated", "allowEmptyValue", "style", "explode", "allowReserved", "example", "examples"]),
        ["response"] = (["description"], ["headers", "content", "links"]),
        ["requestBody"] = (["content"], ["description", "required"]),
        ["media"] = ([], ["schema", "example", "examples", "encoding"]),
        ["schema"] = ([], ["title", "multipleOf", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum", "maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems",
            "maxProperties", "minProperties", "required", "enum", "type", "allOf", "oneOf", "anyOf", "not", "items", "properties", "additionalProperties", "description", "format", "default",
            "nullable", "discriminator", "readOnly", "writeOnly", "xml", "externalDocs", "example", "deprecated"]),
        ["components"] = ([], ["schemas", "responses", "parameters", "examples", "requestBodies", "headers", "securitySchemes", "links", "callbacks"]),
    };

    public static void Check(JsonObject api)
    {
        Assert.Matches(@"^3\.0\.\d+$", (string?)api["openapi"]);
        Object(api, "definition");
        Object(api["info"]!, "info");
        foreach (var server in api["servers"]?.AsArray() ?? []) Object(server!, "server");
        var components = api["components"]!.AsObject();
        Object(components, "components");
        foreach (var (kind, single) in new[] { ("schemas", "schema"), ("responses", "response"), ("parameters", "parameter") })
            foreach (var (name, value) in components[kind]?.AsObject() ?? [])
            {
                Assert.Matches("^[a-zA-Z0-9._-]+$", name);
                Any(value!, single);
            }
        foreach (var (_, scheme) in components["securitySchemes"]?.AsObject() ?? [])
            Assert.True((string?)scheme!["type"] switch { "apiKey" => (string?)scheme["in"] == "header" && scheme["name"] is not null, "http" => (string?)scheme["scheme"] is "basic" or "bearer", _ => false }, scheme.ToJsonString());
        foreach (var needed in api["security"]?.AsArray() ?? []) Assert.All(needed!.AsObject(), n => Assert.NotNull(components["securitySchemes"]![n.Key]));
        foreach (var (path, item) in api["paths"]!.AsObject()) Path(api, path, item!.AsObject());
    }

    static void Path(JsonObject api, string path, JsonObject item)
    {
        Assert.StartsWith("/", path, StringComparison.Ordinal);
        Object(item, "path");
        foreach (var (method, operation) in item.Where(m => m.Key is "get" or "put" or "post" or "delete" or "patch"))
        {
            Object(operation!, "operation");
            var parameters = (item["parameters"]?.AsArray() ?? []).Concat(operation!["parameters"]?.AsArray() ?? []).Select(p => Resolved(api, p!)).ToList();
            Assert.Equal(parameters.Count, parameters.Select(p => ((string?)p["name"], (string?)p["in"])).Distinct().Count());
            // each part of the template is a parameter that must be given, and the other way round
            Assert.Equal(Template().Matches(path).Select(m => m.Groups[1].Value).Order(), parameters.Where(p => (string?)p["in"] == "path").Select(p => (string)p["name"]!).Order());
            foreach (var parameter in operation["parameters"]?.AsArray() ?? []) Any(parameter!, "parameter");
            if (operation["requestBody"] is { } body) Any(body, "requestBody");
            var responses = operation["responses"]!.AsObject();
            Assert.NotEmpty(responses);
            foreach (var (status, response) in responses)
            {
                Assert.Matches("^([1-5](\\d\\d|XX)|default)$", status);
                Any(response!, "response");
            }
        }
    }

    static JsonObject Resolved(JsonObject api, JsonNode node) =>
        (string?)node["$ref"] is { } reference ? reference[2..].Split('/').Aggregate((JsonNode)api, (n, part) => n[part]!).AsObject() : node.AsObject();

    /// <summary>An object or a reference to one: nothing may stand beside $ref.</summary>
    static void Any(JsonNode node, string kind)
    {
        if (node["$ref"] is not null)
        {
            Assert.Single(node.AsObject());
            return;
        }
        Object(node, kind);
        switch (kind)
        {
            case "parameter":
                Assert.Contains((string?)node["in"], new[] { "query", "header", "path", "cookie" });
                if ((string?)node["in"] == "path") Assert.True((bool?)node["required"]);
                if ((string?)node["in"] == "query" && node["style"] is { } style) Assert.Contains((string?)style, new[] { "form", "spaceDelimited", "pipeDelimited", "deepObject" });
                Any(node["schema"]!, "schema");
                break;
            case "response" or "requestBody":
                foreach (var (_, media) in node["content"]?.AsObject() ?? []) { Object(media!, "media"); if (media!["schema"] is { } schema) Any(schema, "schema"); }
                break;
            case "schema": Schema(node); break;
        }
    }

    static void Schema(JsonNode schema)
    {
        if (schema["type"] is { } type) Assert.Contains((string)type!, new[] { "array", "boolean", "integer", "number", "object", "string" }); // one, never a list, never null
        if ((string?)schema["type"] == "array") Assert.NotNull(schema["items"]);
        if (schema["required"] is { } required) Assert.NotEmpty(required.AsArray());
        if (schema["enum"] is { } values) Assert.NotEmpty(values.AsArray());
        foreach (var bound in new[] { "exclusiveMinimum", "exclusiveMaximum", "nullable" })
            if (schema[bound] is { } flag) Assert.True(flag.GetValueKind() is System.Text.Json.JsonValueKind.True or System.Text.Json.JsonValueKind.False, bound);
        if (schema["items"] is { } items) Any(items, "schema");
        foreach (var (_, property) in schema["properties"]?.AsObject() ?? []) Any(property!, "schema");
        foreach (var many in new[] { "allOf", "oneOf", "anyOf" }) foreach (var part in schema[many]?.AsArray() ?? []) Any(part!, "schema");
    }

    static void Object(JsonNode node, string kind)
    {
        var (required, optional) = Members[kind];
        var names = node.AsObject().Select(m => m.Key).Where(k => !k.StartsWith("x-", StringComparison.Ordinal)).ToList();
        Assert.Empty(required.Except(names));
        Assert.True(names.All(n => required.Contains(n) || optional.Contains(n)), $"{kind} with {string.Join(", ", names.Except(required).Except(optional))}: {node.ToJsonString()}");
    }

    [GeneratedRegex(@"\{([^}]+)\}")]
    private static partial Regex Template();
}
