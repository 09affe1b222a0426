using System.Text.Json.Nodes;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>OGC API Features Part 2 (crs, bbox-crs, Content-Crs), sortby, properties, skipGeometry, q, queryables, functions.</summary>
[Collection("published world")]
public sealed class ReferenceSystemTests(PublishedWorld world)
{
    const string Epsg = "http://www.opengis.net/def/crs/EPSG/0/", Crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

    static double[] FirstPosition(JsonObject page)
    {
        JsonNode node = page["features"]![0]!["geometry"]!["coordinates"]!;
        while (node[0] is JsonArray inner) node = inner;
        return [.. node.AsArray().Select(v => (double)v!)];
    }

    [Fact]
    [Trait("assertion", "CRS 1")]
    [Trait("assertion", "CRS 2")]
    [Trait("assertion", "CRS 3")]
    public async Task Collections_list_their_reference_systems_with_crs84_first()
    {
        foreach (var id in new[] { "segments", "areas", "scenes" })
        {
            var collection = await world.Json("/collections/" + id);
            var crs = collection["crs"]!.AsArray().Select(c => (string)c!).ToList();
            Assert.Equal(Crs84, crs[0]);
            foreach (var code in new[] { 4326, 3857, 6372, 32611, 32612, 32613, 32614, 32615, 32616, 32660 }) Assert.Contains(Epsg + code, crs);
            Assert.Equal(crs.Count, crs.Distinct().Count());
            Assert.Contains((string)collection["storageCrs"]!, crs);
        }
    }

    /// <summary>Positions that PROJ's cs2cs gives for longitude -102.545, latitude 22.75, the first corner of the first segment, within a centimetre.</summary>
    [Theory]
    [InlineData(4326, 22.75, -102.545)]
    [InlineData(3857, -11415257.18, 2602304.16)]
    [InlineData(32613, 752141.52, 2517984.06)]
    [InlineData(6372, 1191892.85, 2443988.54)] // EPSG: northing before easting
    [Trait("assertion", "CRS 4")]
    [Trait("assertion", "CRS 5")]
    [Trait("assertion", "CRS 7")]
    public async Task Answers_come_in_the_reference_system_asked_for(int code, double first, double second)
    {
        var expected = await Transformed(code);
        foreach (var path in new[] { "/collections/segments/items?limit=1&crs=" + Epsg + code, $"/collections/segments/items/{PublishedWorld.Run}-0000001?crs={Epsg}{code}" })
        {
            using var answer = await world.Send(path);
            Assert.Equal($"<{Epsg}{code}>", answer.Headers.GetValues("Content-Crs").Single());
            var body = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            var position = FirstPosition(body["features"] is null ? new JsonObject { ["features"] = new JsonArray(body.DeepClone()) } : body);
            // the corner at which a ring begins depends on its direction: the box is a thousandth of a degree
            Assert.InRange(position[0], expected[0] - 130, expected[0] + 130);
            Assert.InRange(position[1], expected[1] - 130, expected[1] + 130);
        }
        Assert.InRange(expected[0], first - 40_000, first + 40_000);
        Assert.InRange(expected[1], second - 40_000, second + 40_000);
        if (code == 4326) Assert.InRange(expected[0], 22, 23);
    }

    async Task<double[]> Transformed(int code)
    {
        await using var command = world.Database.DataSource.CreateCommand(
            "select st_x(p), st_y(p) from (select st_transform(st_setsrid(st_point(-102.545, 22.75), 4326), $1) as p) q");
        command.Parameters.Add(new() { Value = code });
        await using var reader = await command.ExecuteReaderAsync();
        await reader.ReadAsync();
        return code is 4326 or 6372 ? [reader.GetDouble(1), reader.GetDouble(0)] : [reader.GetDouble(0), reader.GetDouble(1)];
    }

    [Fact]
    [Trait("assertion", "CRS 8")]
    [Trait("assertion", "CRS 10")]
    public async Task A_box_selects_the_same_in_every_reference_system()
    {
        var plain = (await world.Walk("/collections/segments/items?limit=1000&bbox=-102.541,22.756,-102.499,22.794")).Ids;
        Assert.InRange(plain.Count, 20, 200);
        Assert.Equal(plain, (await world.Walk($"/collections/segments/items?limit=1000&bbox=-102.541,22.756,-102.499,22.794&bbox-crs={Crs84}")).Ids);
        Assert.Equal(plain, (await world.Walk($"/collections/segments/items?limit=1000&bbox=22.756,-102.541,22.794,-102.499&bbox-crs={Epsg}4326")).Ids);
        Assert.Equal(plain, (await world.Walk($"/collections/segments/items?limit=1000&bbox=-11414811.91,2602537.51,-11410136.49,2607125.36&bbox-crs={Epsg}3857")).Ids);
        var far = (await world.Walk("/collections/segments/items?limit=7&bbox=179,65,-179,67")).Ids;
        Assert.Equal(far, (await world.Walk($"/collections/segments/items?limit=3&bbox=65,179,67,-179&bbox-crs={Epsg}4326")).Ids);
    }

    [Theory]
    [InlineData("area_m2", "area_m2, id")]
    [InlineData("%2Barea_m2", "area_m2, id")]
    [InlineData("-area_m2", "area_m2 desc, id")]
    [InlineData("level,-cluster", "level, cluster desc nulls last, id")]
    [InlineData("-parent,level", "parent desc nulls last, level, id")]
    [InlineData("label_es,-id", "label_es nulls last, id desc")]
    public async Task Sorted_pages_are_those_of_one_sorted_list(string sortby, string order)
    {
        var expected = new List<string>();
        await using (var command = world.Database.DataSource.CreateCommand($"select id from published.segments order by {order}"))
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync()) expected.Add(reader.GetString(0));
        var (ids, pages) = await world.Walk($"/collections/segments/items?limit=23&sortby={sortby}");
        Assert.Equal(expected, ids);
        Assert.Equal((expected.Count + 22) / 23, pages);
    }

    [Fact]
    public async Task Every_parameter_stays_in_the_next_link()
    {
        const string Query = "limit=5&sortby=-area_m2&properties=area_m2,cluster&skipGeometry=true&filter=area_m2%20%3E%20150&filter-lang=cql2-text&bbox=-103,22,-102,23&q=edificio";
        var page = await world.Json("/collections/segments/items?" + Query);
        var next = page.Link("next");
        foreach (var parameter in Query.Split('&')) Assert.Contains(parameter.Split('=')[0] + "=", next, StringComparison.Ordinal);
        var second = await world.Json(next);
        var areas = page["features"]!.AsArray().Concat(second["features"]!.AsArray()).Select(f => (double)f!["properties"]!["area_m2"]!).ToList();
        Assert.Equal(10, areas.Count);
        Assert.Equal(areas.OrderDescending(), areas);
        foreach (var feature in second["features"]!.AsArray())
        {
            Assert.Equal(["cluster", "area_m2"], feature!["properties"]!.AsObject().Select(p => p.Key));
            Assert.Null(feature["geometry"]);
            Assert.Equal(0, (int)feature["properties"]!["cluster"]!);
        }
    }

    [Fact]
    public async Task Search_finds_words_without_case_and_accents()
    {
        async Task<int> Found(string q) => (await world.Walk($"/collections/segments/items?limit=1000&q={Uri.EscapeDataString(q)}")).Ids.Count;
        var buildings = await Found("EDIFICIO");
        Assert.Equal(127, buildings);
        Assert.Equal(127, await Found("edifício ñ"));
        Assert.Equal(0, await Found("edificio alert"));
        Assert.Equal(254, await Found("edificio, alert"));
        Assert.Equal(0, await Found("edi%cio"));
    }

    [Fact]
    public async Task Queryables_say_types_units_codes_and_titles()
    {
        using var answer = await world.Send("/collections/segments/queryables?lang=en");
        Assert.Equal("application/schema+json", answer.Content.Headers.ContentType?.MediaType);
        var schema = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Equal(("object", false), ((string?)schema["type"], (bool)schema["additionalProperties"]!));
        Assert.Equal("https://json-schema.org/draft/2020-12/schema", (string?)schema["$schema"]);
        var properties = schema["properties"]!.AsObject();
        Assert.Equal("geometry-multipolygon", (string?)properties["geom"]!["format"]);
        Assert.Null(properties["geom"]!["type"]);
        Assert.Equal(("number", "m2", "Area"), ((string?)properties["area_m2"]!["type"], (string?)properties["area_m2"]!["x-ogc-unit"], (string?)properties["area_m2"]!["title"]));
        Assert.Equal(["building"], properties["class_code"]!["enum"]!.AsArray().Select(c => (string)c!));
        var collection = await world.Json("/collections/segments");
        Assert.Contains("/collections/segments/queryables", collection.Link("http://www.opengis.net/def/rel/ogc/1.0/queryables", "application/schema+json"), StringComparison.Ordinal);
        using var page = await world.Send("/collections/segments/queryables?f=html");
        Assert.Contains("<code>area_m2</code>", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        foreach (var name in properties.Select(p => p.Key))
        {
            var filtered = await world.Json($"/collections/segments/items?limit=1&filter={Uri.EscapeDataString($"\"{name}\" is not null")}");
            Assert.True((int)filtered["numberReturned"]! <= 1);
        }
    }

    [Fact]
    public async Task Functions_are_listed_with_their_arguments()
    {
        var functions = (await world.Json("/functions"))["functions"]!.AsArray();
        Assert.Contains(functions, f => (string?)f!["name"] == "buffer" && f["arguments"]!.AsArray().Count == 2 && (string?)f["returns"]![0] == "geometry");
        using var page = await world.Send("/functions?f=html");
        Assert.Contains("buffer(", await page.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("class_code = 'building'", 127)]
    [InlineData("casei(label_en) = casei('BUILDING') and cluster = 0", 127)]
    [InlineData("class_code in ('building', 'other') and area_m2 > 0", 127)]
    [InlineData("class_code = 'building' or casei(label_es) like casei('%ALERT%')", 254)]
    [InlineData("class_code is null", 135)]
    [InlineData("not (class_code = 'nothing')", 127)]
    [InlineData("class_code is null or class_code = 'building'", 262)]
    [InlineData("class_code = 'nothing'", 0)]
    [InlineData("a_contains(band_mean, (1.5))", 262)]
    [InlineData("compactness = 0.8", 262)]
    [InlineData("band_mean is null or parent is not null", 51)]
    public async Task Segments_are_filtered_by_what_their_cluster_is_called(string filter, int expected) =>
        Assert.Equal(expected, (await world.Walk($"/collections/segments/items?limit=100&filter={Uri.EscapeDataString(filter)}")).Ids.Count);
}
