using System.Text.Json.Nodes;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>OGC API Features Part 1, abstract tests 3-12: landing page, API definition, conformance, collections.</summary>
[Collection("published world")]
public sealed class CoreDocumentsTests(PublishedWorld world)
{
    static readonly string[] Resources =
    [
        "/", "/conformance", "/collections", "/collections/segments", "/collections/segments/items", "/collections/segments/schema",
        $"/collections/segments/items/{PublishedWorld.Run}-0000001",
    ];

    [Fact]
    [Trait("assertion", "Features A.3")]
    [Trait("assertion", "Features A.4")]
    public async Task Landing_page_links_to_everything()
    {
        var landing = await world.Json("/");
        foreach (var rel in new[] { "self", "alternate", "service-desc", "service-doc", "conformance", "data" })
        {
            using var answer = await world.Send(landing.Link(rel));
            Assert.True(answer.IsSuccessStatusCode, rel);
        }
        Assert.NotNull(landing.LinkOrNull("service-desc", "application/vnd.oai.openapi+json;version=3.0"));
        Assert.NotNull(landing.LinkOrNull("data", "application/json"));
    }

    [Fact]
    public async Task Every_resource_links_to_itself_and_its_other_form_with_types()
    {
        foreach (var path in Resources.Except(["/collections/segments/schema"]))
        {
            var document = await world.Json(path);
            foreach (var link in document.Links())
            {
                Assert.StartsWith(world.Base, (string?)link["href"], StringComparison.Ordinal);
                Assert.NotNull((string?)link["type"]);
            }
            foreach (var (rel, type) in new[] { ("self", "json"), ("alternate", "text/html") })
            {
                using var answer = await world.Send(document.Link(rel));
                Assert.Contains(type, answer.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public async Task Every_resource_has_a_page_in_two_languages()
    {
        foreach (var path in Resources.Append("/api").Append("/api.html"))
            foreach (var (language, word) in new[] { ("es", "lang=\"es\""), ("en", "lang=\"en\"") })
            {
                using var answer = await world.Send(path, null, ("Accept", "text/html"), ("Accept-Language", language));
                Assert.Equal("text/html", answer.Content.Headers.ContentType?.MediaType);
                Assert.Contains(word, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            }
    }

    [Fact]
    [Trait("assertion", "Features A.5")]
    [Trait("assertion", "Features A.14")]
    [Trait("assertion", "Features A.16")]
    [Trait("assertion", "Features A.18")]
    public async Task Api_definition_has_the_exact_type_and_the_parameters_that_clients_read()
    {
        using var answer = await world.Send("/api", null, ("Accept", "application/vnd.oai.openapi+json;version=3.0, application/json;q=0.9"));
        Assert.Equal("application/vnd.oai.openapi+json;version=3.0", answer.Content.Headers.ContentType!.ToString().Replace(" ", "", StringComparison.Ordinal));
        var api = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.StartsWith("3.0.", (string?)api["openapi"], StringComparison.Ordinal);
        Assert.Equal(world.Base, (string?)api["servers"]![0]!["url"]);

        var limit = api["components"]!["parameters"]!["limit"]!["schema"]!;
        Assert.Equal((100, 10_000, 1), ((int)limit["default"]!, (int)limit["maximum"]!, (int)limit["minimum"]!));
        foreach (var path in new[] { "/collections/{collectionId}/items", "/collections/segments/items" })
            foreach (var name in new[] { "limit", "bbox", "datetime" })
            {
                var reference = api["paths"]![path]!["get"]!["parameters"]!.AsArray().Select(p => (string?)p!["$ref"]).Single(r => r?.EndsWith("/" + name, StringComparison.Ordinal) == true);
                var parameter = api["components"]!["parameters"]![reference![(reference!.LastIndexOf('/') + 1)..]]!;
                Assert.Equal((name, "query", "form"), ((string?)parameter["name"], (string?)parameter["in"], (string?)parameter["style"]));
                Assert.False((bool)parameter["explode"]! || (bool)parameter["required"]!);
            }
        Assert.Equal((4, 6), ((int)api["components"]!["parameters"]!["bbox"]!["schema"]!["minItems"]!, (int)api["components"]!["parameters"]!["bbox"]!["schema"]!["maxItems"]!));
        Assert.Contains("/conformance", api["paths"]!.AsObject().Select(p => p.Key));
    }

    [Fact]
    [Trait("assertion", "Features A.6")]
    public async Task Every_reference_in_the_api_definition_leads_somewhere_and_operation_ids_are_unique()
    {
        var api = await world.Json("/api");
        var operations = new List<string>();
        void Visit(JsonNode? node)
        {
            if (node is JsonArray array) foreach (var item in array) Visit(item);
            if (node is not JsonObject o) return;
            if ((string?)o["operationId"] is { } id) operations.Add(id);
            foreach (var (key, value) in o)
            {
                if (key == "$ref") Assert.NotNull(((string)value!)[2..].Split('/').Aggregate((JsonNode?)api, (n, part) => n?[part]));
                else Visit(value);
            }
        }
        Visit(api);
        Assert.Equal(operations.Count, operations.Distinct().Count());
        OpenApi30.Check(api);
    }

    [Fact]
    [Trait("assertion", "Features A.7")]
    [Trait("assertion", "Features A.8")]
    public async Task Conformance_declares_core()
    {
        var classes = (await world.Json("/conformance"))["conformsTo"]!.AsArray().Select(c => (string?)c).ToList();
        foreach (var c in new[] { "core", "geojson", "html", "oas30" })
            Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/" + c, classes);
    }

    [Fact]
    [Trait("assertion", "Features A.9")]
    [Trait("assertion", "Features A.10")]
    [Trait("assertion", "Features A.11")]
    [Trait("assertion", "Features A.12")]
    public async Task Collections_are_described_alike_in_the_list_and_alone()
    {
        var list = await world.Json("/collections");
        var ids = list["collections"]!.AsArray().Select(c => (string)c!["id"]!).ToList();
        Assert.Equal(["area_profiles", "areas", "articles", "clusters", "indicators", "scenes", "segments", "segments_flat"], ids.Order(StringComparer.Ordinal));
        foreach (var listed in list["collections"]!.AsArray().Select(c => c!.AsObject()))
        {
            var alone = await world.Json($"/collections/{listed["id"]}");
            foreach (var member in new[] { "title", "description", "itemType", "itemCount", "extent", "crs", "storageCrs" })
                Assert.Equal(alone[member]!.ToJsonString(), listed[member]!.ToJsonString());
            Assert.Equal("feature", (string?)listed["itemType"]);
            Assert.Equal("http://www.opengis.net/def/crs/OGC/1.3/CRS84", (string?)listed["crs"]![0]);
            Assert.Single(listed.Links(), l => (string?)l["rel"] == "items" && (string?)l["type"] == "application/geo+json");
        }
    }

    [Fact]
    public async Task Counts_and_extents_are_those_of_current_runs()
    {
        var segments = await world.Json("/collections/segments");
        Assert.Equal(PublishedWorld.Segments + PublishedWorld.FarSegments, (int)segments["itemCount"]!);
        Assert.Equal([-180, 22.7, 180, 66.5], segments["extent"]!["spatial"]!["bbox"]![0]!.AsArray().Select(v => (double)v!));
        Assert.Null(segments["extent"]!["temporal"]);
        var scenes = await world.Json("/collections/scenes");
        Assert.Equal("2024-03-05T17:30:00Z", (string?)scenes["extent"]!["temporal"]!["interval"]![0]![0]);
        Assert.Equal(1, (int)(await world.Json("/collections/area_profiles"))["itemCount"]!);
    }

    [Fact]
    public async Task Titles_come_in_the_language_asked_for()
    {
        Assert.Equal("Segmentos", (string?)(await world.Json("/collections/segments"))["title"]);
        Assert.Equal("Segments", (string?)(await world.Json("/collections/segments?lang=en"))["title"]);
        Assert.Equal("Superficie", (string?)(await world.Json("/collections/segments/schema"))["properties"]!["area_m2"]!["title"]);
    }

    [Fact]
    public async Task Schema_says_types_roles_order_and_units()
    {
        using var answer = await world.Send("/collections/segments/schema");
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
        var schema = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(world.Base + "/collections/segments/schema", (string?)schema["$id"]);
        var properties = schema["properties"]!.AsObject();
        Assert.Equal("id", (string?)properties["id"]!["x-ogc-role"]);
        Assert.Equal(("geometry-multipolygon", "primary-geometry"), ((string?)properties["geom"]!["format"], (string?)properties["geom"]!["x-ogc-role"]));
        Assert.Null(properties["geom"]!["type"]);
        Assert.Equal(("number", "m2"), ((string?)properties["area_m2"]!["type"], (string?)properties["area_m2"]!["x-ogc-unit"]));
        Assert.Equal("number", (string?)properties["band_mean"]!["items"]!["type"]);
        Assert.Equal(Enumerable.Range(0, properties.Count), properties.Select(p => (int)p.Value!["x-ogc-propertySeq"]!));
        var feature = (await world.Json("/collections/segments/items?limit=1"))["features"]![0]!["properties"]!.AsObject();
        Assert.Equal(properties.Select(p => p.Key).Except(["id", "geom"]), feature.Select(p => p.Key));
        var collection = await world.Json("/collections/segments");
        Assert.EndsWith("/schema?f=json", collection.Link("http://www.opengis.net/def/rel/ogc/1.0/schema", "application/schema+json"), StringComparison.Ordinal);
        Assert.Equal("primary-instant", (string?)(await world.Json("/collections/scenes/schema"))["properties"]!["acquired"]!["x-ogc-role"]);
    }
}
