using System.Globalization;
using System.Text.Json.Nodes;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>OGC API Features Part 1, abstract tests 2, 13-19 and 22-29: features, pages and their parameters.</summary>
[Collection("published world")]
public sealed class ItemsTests(PublishedWorld world)
{
    const int All = PublishedWorld.Segments + PublishedWorld.FarSegments;

    [Theory]
    [InlineData("/collections/segments/items")]
    [InlineData("/collections/segments/items?limit=3")]
    [InlineData("/collections/segments/items?bbox=-102.55,22.75,-102.5,22.8")]
    [InlineData("/collections/scenes/items?datetime=2024-01-01T00:00:00Z/..")]
    [Trait("assertion", "Features A.1")]
    [Trait("assertion", "Features A.2")]
    [Trait("assertion", "Features A.13")]
    [Trait("assertion", "Features A.22")]
    [Trait("assertion", "Features A.23")]
    [Trait("assertion", "Features A.24")]
    [Trait("assertion", "Features A.25")]
    [Trait("assertion", "Features A.26")]
    [Trait("assertion", "CRS 6")]
    public async Task Answer_has_the_members_of_a_feature_collection(string path)
    {
        using var answer = await world.Send(path);
        Assert.Equal(new Version(1, 1), answer.Version);
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("<http://www.opengis.net/def/crs/OGC/1.3/CRS84>", answer.Headers.GetValues("Content-Crs").Single());
        var page = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal("FeatureCollection", (string?)page["type"]);
        Assert.Equal(page["features"]!.AsArray().Count, (int)page["numberReturned"]!);
        Assert.True((int)page["numberMatched"]! >= (int)page["numberReturned"]!);
        var stamp = (string)page["timeStamp"]!;
        Assert.EndsWith("Z", stamp, StringComparison.Ordinal);
        Assert.True((DateTimeOffset.UtcNow - DateTimeOffset.Parse(stamp, CultureInfo.InvariantCulture)).Duration() < TimeSpan.FromMinutes(1));
        foreach (var feature in page["features"]!.AsArray())
            foreach (var (lon, lat) in Positions(feature!["geometry"]?["coordinates"]))
                Assert.True(Math.Abs(lon) <= 180 && Math.Abs(lat) <= 90);
    }

    [Fact]
    [Trait("assertion", "Features A.27")]
    [Trait("assertion", "Features A.28")]
    [Trait("assertion", "Features A.29")]
    public async Task Values_keep_their_types_and_rings_their_direction()
    {
        var feature = (await world.Json($"/collections/segments/items/{PublishedWorld.Run}-0000002"))!;
        Assert.Equal("Feature", (string?)feature["type"]);
        var p = feature["properties"]!;
        Assert.Equal((102.5, 0, "Edificio «ñ»", "building"), ((double)p["area_m2"]!, (int)p["cluster"]!, (string?)p["label_es"], (string?)p["class_code"]));
        Assert.Equal("[1.5,2,3]", p["band_mean"]!.ToJsonString());
        var notANumber = (await world.Json($"/collections/segments/items/{PublishedWorld.Run}-0000200"))["properties"]!["band_mean"]!;
        Assert.Equal("[1.5,null,3]", notANumber.ToJsonString());
        Assert.Null(p["parent"]);
        Assert.Equal("[[[[-102.54,22.75],[-102.539,22.75],[-102.539,22.751],[-102.54,22.751],[-102.54,22.75]]]]",
            Turned(feature["geometry"]!["coordinates"]!).ToJsonString());
        Assert.Equal(["self", "alternate", "collection"], feature.Links().Select(l => (string)l["rel"]!));

        var scene = await world.Json("/collections/scenes/items/scene1");
        Assert.Equal("2024-03-05T17:30:00Z", (string?)scene["properties"]!["acquired"]);
        var profile = await world.Json("/collections/area_profiles/items/mun.32056");
        Assert.Equal(100, (int)profile["properties"]!["classes"]!["building"]!["segments"]!);
        Assert.Equal(PublishedWorld.Run, (string?)profile["properties"]!["runs"]![0]);
        var cluster = await world.Json($"/collections/clusters/items/{PublishedWorld.Run}-0001");
        Assert.Null(cluster["geometry"]);
        Assert.Null(cluster["properties"]!["spread"]);
    }

    [Theory]
    [InlineData("/collections/segments/items?limit=37", All, 8)]
    [InlineData("/collections/segments/items?limit=131", All, 2)]
    [InlineData("/collections/segments/items?limit=262", All, 1)]
    [InlineData("/collections/segments/items?limit=999999999999", All, 1)]
    [InlineData("/collections/segments/items?limit=20&cluster=1", 127, 7)]
    [InlineData("/collections/segments/items?limit=7&bbox=-102.5501,22.7499,-102.5,22.76", 32, 5)]
    [InlineData("/collections/clusters/items?limit=1", 2, 2)]
    [InlineData("/collections/areas/items?limit=1", 2, 2)]
    [Trait("assertion", "Features A.17")]
    public async Task Paging_visits_each_row_once_in_order_and_stops(string path, int rows, int pages)
    {
        var (ids, walked) = await world.Walk(path);
        Assert.Equal((rows, pages), (ids.Count, walked));
        Assert.Equal(ids.Order(StringComparer.Ordinal).Distinct(), ids);
        Assert.Equal(rows, (int)(await world.Json(path))["numberMatched"]!);
    }

    [Fact]
    public async Task Next_keeps_every_parameter()
    {
        var next = (await world.Json("/collections/segments/items?limit=5&cluster=1&bbox=-103,22,-102,23&lang=en")).Link("next");
        foreach (var part in new[] { "limit=5", "cluster=1", "bbox=-103,22,-102,23", "lang=en", "cursor=" }) Assert.Contains(part, next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("177,65,-177,70", PublishedWorld.FarSegments)]
    [InlineData("177,65,0,-177,70,100", PublishedWorld.FarSegments)]
    [InlineData("179.905,65,180,70", 4)]
    [InlineData("-180,-90,180,90", All)]
    [InlineData("-720,-100,720,100", All)]
    [InlineData("-102.545,22.75,-102.545,22.75", 1)]
    [InlineData("0,0,1,1", 0)]
    [InlineData("-180,85,180,90", 0)]
    [Trait("assertion", "Features A.15")]
    public async Task Bbox_selects_what_it_touches(string bbox, int expected) =>
        Assert.Equal(expected, (int)(await world.Json($"/collections/segments/items?limit=1000&bbox={bbox}"))["numberReturned"]!);

    [Fact]
    public async Task Features_without_geometry_or_time_match_every_bbox_and_datetime()
    {
        Assert.Equal(1, (int)(await world.Json("/collections/areas/items?bbox=0,0,1,1"))["numberReturned"]!);
        Assert.Equal(["scene2"], (await world.Walk("/collections/scenes/items?datetime=1999-01-01")).Ids);
    }

    [Theory]
    [InlineData("2024-03-05T17:30:00Z", true)]
    [InlineData("2024-03-05T17:30:01Z", false)]
    [InlineData("2024-03-05", true)]
    [InlineData("2024-03-01T00:00:00Z/2024-03-31T00:00:00Z", true)]
    [InlineData("2024-03-05T11:30:00-06:00", true)]
    [InlineData("../2024-03-04T00:00:00Z", false)]
    [InlineData("2024-03-04T00:00:00Z/..", true)]
    [InlineData("/2024-12-31", true)]
    [InlineData("2024-12-31/", false)]
    [InlineData("../..", true)]
    [InlineData("2024-03-01/P1M", true)]
    [InlineData("P1DT2H/2024-03-05T00:00:00Z", false)]
    [InlineData("0000-01-01T00:00:00Z/..", true)]
    [InlineData("../9999-12-31T23:59:59Z", true)]
    [Trait("assertion", "Features A.19")]
    public async Task Datetime_selects_scenes_by_their_date(string datetime, bool found)
    {
        var (ids, _) = await world.Walk("/collections/scenes/items?datetime=" + Uri.EscapeDataString(datetime));
        Assert.Equal(found, ids.Contains("scene1"));
        Assert.Equal(All, (await world.Walk("/collections/segments/items?limit=1000&datetime=" + Uri.EscapeDataString(datetime))).Ids.Count);
    }

    [Theory]
    [InlineData("segments", "run=" + PublishedWorld.FarRun, 8)]
    [InlineData("segments", "class_code=building&level=0", 102)]
    [InlineData("segments", "elongation=1.5&predicted_iou=0.91", All)]
    [InlineData("segments", "label_es=Edificio%20%C2%AB%C3%B1%C2%BB", 127)]
    [InlineData("segments", "cluster=99999999999", 0)]
    [InlineData("segments", "class_code=" + "x%27%20or%201%3D1--", 0)]
    [InlineData("scenes", "acquired=2024-03-05T17:30:00Z", 1)]
    [InlineData("areas", "name=Zacatecas", 1)]
    public async Task Fields_filter_by_equality(string collection, string filter, int expected) =>
        Assert.Equal(expected, (int)(await world.Json($"/collections/{collection}/items?limit=1000&{filter}"))["numberMatched"]!);

    static IEnumerable<(double, double)> Positions(JsonNode? node) =>
        node is not JsonArray array ? []
        : array[0] is JsonArray ? array.SelectMany(Positions)
        : [((double)array[0]!, (double)array[1]!)];

    /// <summary>A ring begun at its smallest corner, so that only its direction is compared.</summary>
    static JsonArray Turned(JsonNode multi)
    {
        var ring = multi[0]![0]!.AsArray().Select(p => ((double)p![0]!, (double)p[1]!)).SkipLast(1).ToList();
        var first = ring.IndexOf(ring.Min());
        var turned = ring.Skip(first).Concat(ring.Take(first)).Append(ring[first]);
        return new(new JsonArray(new JsonArray([.. turned.Select(p => new JsonArray(p.Item1, p.Item2))])));
    }
}
