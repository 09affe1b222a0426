using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Stac;

/// <summary>What the STAC API answers, against schemas written from the specification.</summary>
[Collection("published world")]
public sealed class StacSchemaTests(PublishedWorld world)
{
    static readonly string Schemas = Repository.PathOf("tests", "Geo.Server.Tests", "Stac", "schemas", "stac.json");

    [SkippableFact]
    public async Task Every_document_is_valid()
    {
        var verdicts = await JsonSchemas.Verdicts(Schemas,
        [
            ("catalog", await world.Json("/stac")), ("collections", await world.Json("/stac/collections")), ("collection", await world.Json("/stac/collections/scenes")),
            ("items", await world.Json("/stac/collections/scenes/items")), ("items", await world.Json("/stac/search?limit=1")), ("items", await world.Json("/stac/search?ids=none")),
            ("item", await world.Json("/stac/collections/scenes/items/scene1")), ("item", await world.Json("/stac/collections/scenes/items/scene2")),
        ]);
        Assert.All(verdicts, v => Assert.Equal("valid", v));
    }

    [SkippableFact]
    public async Task Wrong_items_are_not() => await JsonSchemas.Check(Schemas, "item", await world.Json("/stac/collections/scenes/items/scene1"),
        i => i.Remove("bbox"), i => i["bbox"]!.AsArray().RemoveAt(0), i => i["properties"]!.AsObject().Remove("datetime"), i => i["properties"]!["datetime"] = null,
        i => i["properties"]!["datetime"] = "2024-03-05", i => i["assets"]!["source"]!.AsObject().Remove("href"), i => i["links"]!.AsArray().RemoveAt(0), i => i["properties"]!["proj:epsg"] = "EPSG:32613",
        i => i["geometry"]!["type"] = "Point", i => i["stac_version"] = "1.1.0");

    [SkippableFact]
    public async Task Wrong_collections_and_catalogues_are_not()
    {
        await JsonSchemas.Check(Schemas, "collection", await world.Json("/stac/collections/scenes"),
            c => c.Remove("license"), c => c["extent"]!.AsObject().Remove("temporal"), c => c["extent"]!["temporal"]!["interval"]![0]!.AsArray().RemoveAt(0), c => c["providers"]![0]!["roles"]![0] = "owner");
        await JsonSchemas.Check(Schemas, "catalog", await world.Json("/stac"), c => c.Remove("description"), c => c["conformsTo"] = new JsonArray(), c => c["links"] = new JsonArray());
    }

    [Fact]
    public async Task The_api_definition_names_every_address()
    {
        var paths = (await world.Json("/api"))["paths"]!;
        foreach (var path in new[] { "/stac", "/stac/conformance", "/stac/collections", "/stac/collections/scenes", "/stac/collections/scenes/items", "/stac/collections/scenes/items/{sceneId}", "/runs/{runId}" })
            Assert.NotNull(paths[path]!["get"]);
        Assert.NotNull(paths["/stac/search"]!["post"]!["requestBody"]);
        Assert.Contains("http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/oas30", (await world.Json("/stac/conformance"))["conformsTo"]!.AsArray().Select(c => (string)c!));
    }
}
