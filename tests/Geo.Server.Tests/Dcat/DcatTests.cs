using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Dcat;

/// <summary>What DCAT-AP 3.0 makes mandatory or recommends of a catalogue, its data sets and their distributions.</summary>
[Collection("published world")]
public sealed class DcatTests(PublishedWorld world)
{
    [Fact]
    public async Task The_catalogue_holds_a_record_of_every_collection()
    {
        var catalogue = await world.Json("/dcat");
        Assert.Equal("dcat:Catalog", (string?)catalogue["@type"]);
        Assert.NotNull(catalogue["dct:publisher"]!["foaf:name"]);
        var collections = (await world.Json("/collections"))["collections"]!.AsArray().Select(c => (string)c!["id"]!);
        Assert.Equal(collections, catalogue["dcat:dataset"]!.AsArray().Select(d => (string)d!["dct:identifier"]!));
    }

    [Fact]
    public async Task A_record_is_in_two_languages_has_place_and_time_and_its_distributions_answer()
    {
        var record = await world.Json((await world.Json("/collections/scenes")).Link("describedby"));
        Assert.Equal("http://www.w3.org/ns/dcat#", (string?)record["@context"]!["dcat"]);
        Assert.Equal(["es", "en"], record["dct:title"]!.AsArray().Select(t => (string)t!["@language"]!));
        Assert.StartsWith("POLYGON((", (string?)record["dct:spatial"]!["dcat:bbox"]!["@value"], StringComparison.Ordinal);
        Assert.Equal("2024-03-05T17:30:00Z", (string?)record["dct:temporal"]!["dcat:startDate"]!["@value"]);
        foreach (var distribution in record["dcat:distribution"]!.AsArray().OfType<JsonObject>())
        {
            using var answer = await world.Send((string)distribution["dcat:accessURL"]!["@id"]!);
            Assert.True(answer.IsSuccessStatusCode, distribution.ToJsonString());
            Assert.EndsWith(answer.Content.Headers.ContentType!.MediaType!, (string)distribution["dcat:mediaType"]!["@id"]!, StringComparison.Ordinal);
        }
    }
}
