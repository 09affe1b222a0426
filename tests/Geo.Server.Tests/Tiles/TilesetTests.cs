using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Tiles;

/// <summary>The documents around tiles; numbers are those of the executable test suite's assertions (OGC API Tiles 1.0).</summary>
[Collection("published world")]
public sealed class TilesetTests(PublishedWorld world)
{
    const string Relations = "http://www.opengis.net/def/rel/ogc/1.0/";

    [Fact]
    [Trait("assertion", "Tiles A.1")]
    public async Task A01_conformance_lists_tiles()
    {
        var classes = (await world.Json("/conformance"))["conformsTo"]!.AsArray().Select(c => (string?)c).ToList();
        foreach (var c in new[] { "core", "tileset", "tilesets-list", "dataset-tilesets", "geodata-tilesets", "collections-selection", "mvt", "png", "oas30" })
            Assert.Contains("http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/" + c, classes);
    }

    [Theory]
    [InlineData("/", "tilesets-vector")]                     // A.10
    [InlineData("/collections/segments", "tilesets-vector")] // A.12, A.13
    [InlineData("/collections/scenes", "tilesets-map")]
    [Trait("assertion", "Tiles A.2")]
    [Trait("assertion", "Tiles A.3")]
    [Trait("assertion", "Tiles A.4")]
    [Trait("assertion", "Tiles A.5")]
    [Trait("assertion", "Tiles A.9")]
    [Trait("assertion", "Tiles A.12")]
    [Trait("assertion", "Tiles A.13")]
    public async Task A02_to_A06_links_lead_from_the_landing_page_and_collections_to_tiles(string start, string relation)
    {
        var list = await world.Json((await world.Json(start)).Link(Relations + relation, "application/json"));
        Assert.Contains("/tiles", list.Link("self", "application/json"), StringComparison.Ordinal); // A.9
        Assert.Equal(2, list["tilesets"]!.AsArray().Count);
        foreach (var entry in list["tilesets"]!.AsArray().Select(t => t!.AsObject()))
        {
            Assert.StartsWith("http://www.opengis.net/def/tilematrixset/OGC/1.0/W", (string?)entry["tileMatrixSetURI"], StringComparison.Ordinal); // A.9
            var self = entry.Link("self", "application/json");
            Assert.Contains("f=json", self, StringComparison.Ordinal);
            var tileset = await world.Json(self);
            foreach (var member in new[] { "dataType", "crs", "tileMatrixSetURI" }) Assert.Equal((string?)entry[member], (string?)tileset[member]);
            var template = tileset.Links().First(l => (string?)l["rel"] == "item");
            Assert.True((bool)template["templated"]!);
            var address = (string)template["href"]!;
            foreach (var variable in new[] { "{tileMatrix}", "{tileRow}", "{tileCol}" }) Assert.Contains(variable, address, StringComparison.Ordinal); // A.3 to A.5
            using var tile = await world.Send(address.Replace("{tileMatrix}", "2").Replace("{tileRow}", "1").Replace("{tileCol}", "0"));
            Assert.True(tile.StatusCode is HttpStatusCode.OK or HttpStatusCode.NoContent || relation == "tilesets-map", $"{address}: {tile.StatusCode}");
            var scheme = await world.Json(tileset.Link(Relations + "tiling-scheme"));
            Assert.Equal((string?)tileset["tileMatrixSetURI"], (string?)scheme["uri"]);
        }
    }

    [Fact]
    public async Task Tile_matrix_sets_are_those_of_the_standard()
    {
        Assert.Equal(["WebMercatorQuad", "WorldCRS84Quad"], (await world.Json("/tileMatrixSets"))["tileMatrixSets"]!.AsArray().Select(s => (string?)s!["id"]));
        // OGC 17-083r4, annex D.
        foreach (var (id, scale, cell, columns) in new[] { ("WebMercatorQuad", 559082264.028717, 156543.033928041, 1), ("WorldCRS84Quad", 279541132.014358, 0.703125, 2) })
        {
            var matrices = (await world.Json("/tileMatrixSets/" + id))["tileMatrices"]!.AsArray();
            Assert.Equal(25, matrices.Count);
            Assert.Equal(scale, (double)matrices[0]!["scaleDenominator"]!, 1e-5);
            Assert.Equal(cell, (double)matrices[0]!["cellSize"]!, 1e-8);
            Assert.Equal((columns << 5, 1 << 5), ((int)matrices[5]!["matrixWidth"]!, (int)matrices[5]!["matrixHeight"]!));
        }
    }

    [Theory]
    [InlineData("/tileMatrixSets")]
    [InlineData("/tileMatrixSets/WebMercatorQuad")]
    [InlineData("/tiles")]
    [InlineData("/tiles/WorldCRS84Quad")]
    [InlineData("/collections/segments/tiles")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad")]
    [InlineData("/collections/scenes/map/tiles")]
    public async Task Documents_link_to_themselves_and_have_a_page(string path)
    {
        var document = await world.Json(path);
        using var self = await world.Send(document.Link("self", "application/json"));
        using var page = await world.Send(document.Link("alternate", "text/html"));
        Assert.Equal(("application/json", "text/html"), (self.Content.Headers.ContentType?.MediaType, page.Content.Headers.ContentType?.MediaType));
    }

    [Fact]
    [Trait("assertion", "Tiles A.23")]
    [Trait("assertion", "Tiles A.24")]
    public async Task A23_A24_the_api_definition_has_tile_operations()
    {
        var paths = (await world.Json("/api"))["paths"]!.AsObject();
        foreach (var (path, id) in new[]
        {
            ("/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "dataset.vector.getTile"),
            ("/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "collection.vector.getTile"),
            ("/collections/segments/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "segments.collection.vector.getTile"),
            ("/collections/scenes/map/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}", "scenes.collection.map.getTile"),
        })
            Assert.Equal(id, (string?)paths[path]!["get"]!["operationId"]);
        foreach (var (id, kind) in new[] { ("getTileSetsList", ".vector."), ("getTileSet", ".vector."), ("getTileSetsList", ".map.") })
            Assert.Contains(paths, p => ((string)p.Value!["get"]!["operationId"]!).EndsWith(kind + id, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/tiles/segments.json", 1)]
    [InlineData("/tiles.json", 8)]
    public async Task Tilejson_names_tiles_layers_and_fields(string path, int layers)
    {
        var document = await world.Json(path);
        Assert.Equal("3.0.0", (string?)document["tilejson"]);
        Assert.InRange((int)document["maxzoom"]!, (int)document["minzoom"]! + 1, 30);
        Assert.Equal(4, document["bounds"]!.AsArray().Count);
        Assert.Equal(layers, document["vector_layers"]!.AsArray().Count);
        var segments = document["vector_layers"]!.AsArray().Single(l => (string?)l!["id"] == "segments")!;
        var template = (string)document["tiles"]![0]!;
        var (column, row) = WebMercator.Tile(-102.545, 22.75, 12);
        using var answer = await world.Send(template.Replace("{z}", "12").Replace("{x}", column.ToString(CultureInfo.InvariantCulture)).Replace("{y}", row.ToString(CultureInfo.InvariantCulture)));
        var drawn = VectorTileReader.Read(await answer.Content.ReadAsByteArrayAsync()).Single(l => l.Name == "segments").Features;
        Assert.NotEmpty(drawn);
        Assert.All(drawn.SelectMany(f => f.Properties.Keys), p => Assert.NotNull(segments["fields"]![p]));
    }

    [Theory]
    [InlineData("segments")]
    [InlineData("all")]
    public async Task A_style_draws_every_layer_by_class_and_fetches_nothing_from_elsewhere(string id)
    {
        var style = await world.Json($"/styles/{id}.json");
        Assert.Equal(8, (int)style["version"]!);
        Assert.Null(style["glyphs"] ?? style["sprite"]);
        Assert.DoesNotContain("http", style.ToJsonString().Replace(world.Base, "", StringComparison.Ordinal), StringComparison.Ordinal);
        var layers = style["layers"]!.AsArray().Select(l => l!.AsObject()).ToList();
        Assert.Equal(layers.Count, layers.Select(l => (string?)l["id"]).Distinct().Count());
        Assert.All(layers.Skip(1), l => Assert.NotNull(style["sources"]![(string)l["source"]!]));
        var fill = layers.Single(l => (string?)l["id"] == "segments-fill")["paint"]!["fill-color"]!.AsArray();
        Assert.Equal("match", (string?)fill[0]);
        Assert.Equal("#d1495b", (string?)fill[fill.Select((v, i) => (v, i)).First(v => v.v is JsonValue value && value.ToString() == "building").i + 1]);
    }

    [SkippableFact]
    public async Task Qgis_takes_the_style_of_a_collection()
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/qgis"), "python3-qgis is not installed");
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".qml");
        try
        {
            using var answer = await world.Send("/styles/segments.qml?lang=es");
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            var output = await ClientProgram.Run("/usr/bin/python3", Repository.PathOf("tests", "Geo.Server.Tests", "Tiles", "qgis_style.py"), file);
            var style = JsonNode.Parse(output.Split('\n').Last(l => l.StartsWith('{')))!;
            Assert.True((bool)style["loaded"]!, output);
            Assert.Equal("class_code", (string?)style["field"]);
            var building = style["categories"]!.AsArray().Single(c => (string?)c!["value"] == "building")!;
            Assert.Equal(("Edificio «ñ»", "#d1495b"), ((string?)building["label"], (string?)building["colour"]));
        }
        finally
        {
            File.Delete(file);
        }
    }
}
