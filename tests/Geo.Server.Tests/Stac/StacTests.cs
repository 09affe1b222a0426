using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Stac;

/// <summary>STAC API 1.0.0 over two scenes: one of Zacatecas, dated, one across the antimeridian, undated.</summary>
[Collection("published world")]
public sealed class StacTests(PublishedWorld world)
{
    [Fact]
    public async Task The_root_says_what_it_is_and_its_links_lead_to_every_item()
    {
        var root = await world.Json("/stac");
        Assert.Equal("Catalog", (string?)root["type"]);
        Assert.Equal("1.0.0", (string?)root["stac_version"]);
        Assert.Contains("https://api.stacspec.org/v1.0.0/item-search", root["conformsTo"]!.AsArray().Select(c => (string)c!));
        Assert.Equal(["GET", "POST"], root.Links().Where(l => (string?)l["rel"] == "search").Select(l => (string)l["method"]!).Order());
        Assert.NotNull(await world.Json(root.Link("conformance")));

        var scenes = await world.Json(root.Link("child"));
        Assert.Equal("Collection", (string?)scenes["type"]);
        Assert.NotNull(scenes["license"]);
        Assert.Equal(4, scenes["extent"]!["spatial"]!["bbox"]![0]!.AsArray().Count);
        Assert.Equal(2, scenes["extent"]!["temporal"]!["interval"]![0]!.AsArray().Count);
        var items = await world.Json(scenes.Link("items"));
        Assert.Equal(["scene1", "scene2"], Ids(items));
    }

    [Fact]
    public async Task An_item_has_all_that_the_specification_asks_for()
    {
        var item = await world.Json("/stac/collections/scenes/items/scene1");
        Assert.Equal(("Feature", "1.0.0", "scene1", "scenes"), ((string?)item["type"], (string?)item["stac_version"], (string?)item["id"], (string?)item["collection"]));
        Assert.Equal([-102.6, 22.7, -102.4, 22.9], item["bbox"]!.AsArray().Select(b => (double)b!));
        var properties = item["properties"]!;
        Assert.Equal(new DateTime(2024, 3, 5, 17, 30, 0, DateTimeKind.Utc), properties["datetime"]!.GetValue<DateTime>().ToUniversalTime());
        Assert.Equal(32613, (int)properties["proj:epsg"]!);
        Assert.Equal([1000, 1000], properties["proj:shape"]!.AsArray().Select(n => (int)n!));
        foreach (var rel in new[] { "self", "root", "parent", "collection" }) Assert.NotNull(await world.Json(item.Link(rel)));
        var assets = item["assets"]!.AsObject();
        Assert.Equal(["run", "source", "thumbnail", "tiles"], assets.Select(a => a.Key).Order());
        Assert.All(assets, a => Assert.StartsWith(world.Base, (string?)a.Value!["href"], StringComparison.Ordinal));
        Assert.Equal(PublishedWorld.Run, (string?)(await world.Json((string)assets["run"]!["href"]!))["run"]);
    }

    [Fact]
    public async Task An_item_without_a_time_has_an_interval_and_a_box_may_cross_the_antimeridian()
    {
        var item = await world.Json("/stac/collections/scenes/items/scene2");
        Assert.Null(item["properties"]!["datetime"]);
        Assert.True(item["properties"]!.AsObject().ContainsKey("datetime"));
        Assert.NotNull(item["properties"]!["start_datetime"]);
        Assert.NotNull(item["properties"]!["end_datetime"]);
        Assert.Equal([179.5, 65.5, -179.5, 66.5], item["bbox"]!.AsArray().Select(b => (double)b!));
    }

    public static TheoryData<string, string, string[]> Searches => new()
    {
        { "", "{}", ["scene1", "scene2"] },
        { "bbox=-103,22,-102,23", """{"bbox":[-103,22,-102,23]}""", ["scene1"] },
        { "bbox=179,65,-179,67", """{"bbox":[179,65,-179,67]}""", ["scene2"] },
        { "datetime=2024-03-05T17:30:00Z&ids=scene1", """{"datetime":"2024-03-05T17:30:00Z","ids":["scene1"]}""", ["scene1"] },
        { "datetime=2025-01-01/..&ids=scene1", """{"datetime":"2025-01-01/..","ids":["scene1"]}""", [] },
        { "ids=scene2,none", """{"ids":["scene2","none"]}""", ["scene2"] },
        { "collections=other", """{"collections":["other"]}""", [] },
        { "collections=scenes,other", """{"collections":["scenes","other"]}""", ["scene1", "scene2"] },
        {
            "intersects=%7B%22type%22%3A%22Point%22%2C%22coordinates%22%3A%5B-102.5%2C22.8%5D%7D",
            """{"intersects":{"type":"Point","coordinates":[-102.5,22.8]}}""", ["scene1"]
        },
    };

    [Theory]
    [MemberData(nameof(Searches))]
    public async Task A_search_finds_the_same_by_GET_and_by_POST(string query, string body, string[] expected)
    {
        Assert.Equal(expected, Ids(await world.Json("/stac/search?" + query)));
        Assert.Equal(expected, Ids(await Post(body)));
    }

    [Fact]
    public async Task Pages_follow_one_another_by_both_methods()
    {
        var first = await world.Json("/stac/search?limit=1");
        Assert.Equal(["scene1"], Ids(first));
        var second = await world.Json(first.Link("next"));
        Assert.Equal(["scene2"], Ids(second));
        Assert.Null(second.LinkOrNull("next"));

        var posted = await Post("""{"limit":1,"bbox":[-180,-90,180,90]}""");
        var next = posted.Links().Single(l => (string?)l["rel"] == "next");
        Assert.Equal("POST", (string?)next["method"]);
        Assert.Equal(["scene2"], Ids(await Post(next["body"]!.ToJsonString())));
    }

    [Theory]
    [InlineData("limit=0")]
    [InlineData("bbox=1,2,3")]
    [InlineData("datetime=soon")]
    [InlineData("intersects=nonsense")]
    [InlineData("intersects=5")]
    [InlineData("intersects=%7B%22property%22%3A%22id%22%7D")]
    [InlineData("intersects=%7B%22type%22%3A%22Point%22%7D")]
    [InlineData("bbox=-103,22,-102,23&intersects=%7B%22type%22%3A%22Point%22%2C%22coordinates%22%3A%5B-102.5%2C22.8%5D%7D")]
    [InlineData("token=!!")]
    [InlineData("nothing=1")]
    public async Task Bad_searches_are_refused_with_the_parameter(string query)
    {
        var problem = await world.Json("/stac/search?" + query, HttpStatusCode.BadRequest);
        Assert.NotNull(problem["parameter"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"bbox\":\"x\"}")]
    [InlineData("{\"ids\":[1]}")]
    [InlineData("{\"sortby\":[]}")]
    [InlineData("{")]
    public async Task Bad_bodies_are_refused(string body) => await Post(body, HttpStatusCode.BadRequest);

    [Fact]
    public async Task There_is_no_item_and_no_run_of_another_name()
    {
        await world.Json("/stac/collections/scenes/items/none", HttpStatusCode.NotFound);
        await world.Json("/runs/none", HttpStatusCode.NotFound);
        await world.Json("/scenes/none/thumbnail.png", HttpStatusCode.NotFound);
        await world.Json("/scenes/none/source", HttpStatusCode.NotFound);
    }

    static IEnumerable<string> Ids(JsonObject found) => found["features"]!.AsArray().Select(f => (string)f!["id"]!);

    async Task<JsonObject> Post(string body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var client = new HttpClient();
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await client.PostAsync(new Uri(world.Base + "/stac/search"), content);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{body}: {(int)answer.StatusCode} {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }
}
