using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Tiles;

/// <summary>Vector tiles of the published world; numbers are those of the executable test suite's assertions (OGC API Tiles 1.0).</summary>
[Collection("published world")]
public sealed class VectorTileTests(PublishedWorld world)
{
    const string First = PublishedWorld.Run + "-0000001";
    const double West = -102.545, South = 22.75, Side = 0.001; // of the first segment

    async Task<List<TileLayer>> Tile(string path)
    {
        using var answer = await world.Send(path);
        var bytes = await answer.Content.ReadAsByteArrayAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {(int)answer.StatusCode} {System.Text.Encoding.UTF8.GetString(bytes)}");
        Assert.Equal("application/vnd.mapbox-vector-tile", answer.Content.Headers.ContentType?.ToString());
        return VectorTileReader.Read(bytes);
    }

    static string Address(string collection, int zoom, double lon = West + Side / 2, double lat = South + Side / 2)
    {
        var (column, row) = WebMercator.Tile(lon, lat, zoom);
        return string.Create(CultureInfo.InvariantCulture, $"/collections/{collection}/tiles/WebMercatorQuad/{zoom}/{row}/{column}");
    }

    [Theory]
    [InlineData(10)]
    [InlineData(14)]
    [InlineData(17)]
    [Trait("assertion", "Tiles A.6")]
    public async Task A06_a_segment_lies_at_its_place_within_a_pixel(int zoom)
    {
        var (column, row) = WebMercator.Tile(West + Side / 2, South + Side / 2, zoom);
        var layer = Assert.Single(await Tile(Address("segments", zoom)));
        Assert.Equal(("segments", 4096), (layer.Name, layer.Extent));
        var feature = Assert.Single(layer.Features, f => (string)f.Properties["id"] == First);
        var (left, top) = WebMercator.Place(West, South + Side, zoom);
        var (right, bottom) = WebMercator.Place(West + Side, South, zoom);
        var ring = Assert.Single(feature.Rings);
        const double Pixel = 4096.0 / 512, Margin = 64;
        double Cut(double v) => Math.Clamp(v, -Margin, 4096 + Margin);
        Assert.Equal(Cut((left - column) * 4096), ring.Min(p => p.X), Pixel);
        Assert.Equal(Cut((right - column) * 4096), ring.Max(p => p.X), Pixel);
        Assert.Equal(Cut((top - row) * 4096), ring.Min(p => p.Y), Pixel);
        Assert.Equal(Cut((bottom - row) * 4096), ring.Max(p => p.Y), Pixel);
    }

    [Fact]
    public async Task A06_in_longitude_and_latitude_too()
    {
        const int Zoom = 13; // 0.02197 degrees a tile
        const double Tile = 180.0 / (1 << Zoom);
        int column = (int)((West + 180) / Tile), row = (int)((90 - South - Side / 2) / Tile);
        var layer = Assert.Single(await this.Tile(string.Create(CultureInfo.InvariantCulture, $"/collections/segments/tiles/WorldCRS84Quad/{Zoom}/{row}/{column}?f=mvt")));
        var ring = Assert.Single(Assert.Single(layer.Features, f => (string)f.Properties["id"] == First).Rings);
        Assert.Equal(((West + 180) / Tile - column) * 4096, ring.Min(p => p.X), 2.0);
        Assert.Equal(((90 - South - Side) / Tile - row) * 4096, ring.Min(p => p.Y), 2.0);
    }

    [Fact]
    public async Task Features_keep_their_ids_and_what_maps_show()
    {
        var near = Assert.Single(await Tile(Address("segments", 14))).Features;
        var far = Assert.Single(await Tile(Address("segments", 11))).Features;
        Assert.Equal(far.Count, far.Select(f => f.Id).Distinct().Count());
        var numbers = far.ToDictionary(f => (string)f.Properties["id"], f => f.Id);
        Assert.All(near, f => Assert.Equal(numbers[(string)f.Properties["id"]], f.Id)); // the same in every tile
        Assert.All(far, f => Assert.InRange(f.Id, 1ul, (1ul << 53) - 1));              // exact as a JavaScript number
        var second = Assert.Single(near, f => (string)f.Properties["id"] == PublishedWorld.Run + "-0000002").Properties;
        Assert.Equal(("building", "Edificio «ñ»", 0L, 102.5), ((string)second["class_code"], (string)second["label_es"], (long)second["cluster"], (double)second["area_m2"]));
        Assert.DoesNotContain("band_mean", second.Keys);
        var item = await world.Json("/collections/segments/items/" + PublishedWorld.Run + "-0000002");
        Assert.Equal((double)item["properties"]!["area_m2"]!, second["area_m2"]);
    }

    [Fact]
    public async Task Far_out_what_is_smaller_than_a_pixel_is_left_out_and_nothing_is_204()
    {
        Assert.Equal(PublishedWorld.Segments, Assert.Single(await Tile(Address("segments", 10))).Features.Count);
        using var far = await world.Send(Address("segments", 9)); // 0.001 degrees are less than a 512th of the tile
        Assert.Equal(HttpStatusCode.NoContent, far.StatusCode);
        Assert.Empty(await far.Content.ReadAsByteArrayAsync());
        Assert.Single(Assert.Single(await Tile(Address("areas", 9))).Features);
        using var elsewhere = await world.Send(Address("segments", 14, 10, 50));
        Assert.Equal(HttpStatusCode.NoContent, elsewhere.StatusCode);
    }

    [Fact]
    public async Task Larger_features_come_first_so_that_small_ones_are_drawn_on_top()
    {
        var areas = Assert.Single(await Tile(Address("segments", 10))).Features.Select(f => (double)f.Properties["area_m2"]).ToList();
        Assert.Equal(areas.OrderDescending(), areas);
    }

    [Theory]
    [InlineData("filter=class_code='building'", "class_code='building'")]
    [InlineData("filter=area_m2>200 and cluster=1", "area_m2>200 and cluster=1")]
    [InlineData("cluster=0", "cluster=0")]
    [InlineData("q=edificio", "class_code='building'")]
    public async Task Filters_select_as_on_items(string query, string same)
    {
        var features = Assert.Single(await Tile(Address("segments", 10) + "?" + query)).Features;
        var (ids, _) = await world.Walk($"/collections/segments/items?limit=1000&bbox=-103,22,-102,23&filter={Uri.EscapeDataString(same)}");
        Assert.NotEmpty(ids);
        Assert.Equal(ids.Order(StringComparer.Ordinal), features.Select(f => (string)f.Properties["id"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_short_form_is_the_same_tile()
    {
        var (column, row) = WebMercator.Tile(West, South, 12);
        using var ours = await world.Send(Address("segments", 12, West, South));
        using var shortForm = await world.Send(string.Create(CultureInfo.InvariantCulture, $"/tiles/segments/12/{column}/{row}.pbf"));
        Assert.Equal(await ours.Content.ReadAsByteArrayAsync(), await shortForm.Content.ReadAsByteArrayAsync());
        Assert.Equal("*", shortForm.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    [Trait("assertion", "Tiles A.10")]
    public async Task A10_a_tile_of_the_whole_has_a_layer_for_each_collection()
    {
        var (column, row) = WebMercator.Tile(West, South, 12);
        var path = string.Create(CultureInfo.InvariantCulture, $"/tiles/WebMercatorQuad/12/{row}/{column}");
        var layers = await Tile(path);
        Assert.Equal(["area_profiles", "areas", "clusters", "scenes", "segments", "segments_flat"], layers.Select(l => l.Name).Order(StringComparer.Ordinal));
        Assert.Equal(layers.Single(l => l.Name == "segments").Features.Count, layers.Single(l => l.Name == "segments_flat").Features.Count);
        Assert.Equal(["areas", "segments"], (await Tile(path + "?collections=segments,areas")).Select(l => l.Name).Order(StringComparer.Ordinal));
        Assert.Equal("collections", (string?)(await world.Json(path + "?collections=nothing", HttpStatusCode.BadRequest))["parameter"]);
    }

    [Theory]
    [InlineData("segments")] // known by the set of current runs
    [InlineData("areas")]    // known by its content
    public async Task An_unchanged_tile_is_304_and_another_has_another_tag(string collection)
    {
        var path = Address(collection, 11);
        using var first = await world.Send(path);
        var tag = first.Headers.ETag!.ToString();
        Assert.NotNull(first.Headers.CacheControl);
        using var again = await world.Send(path, null, ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, tag), (again.StatusCode, again.Headers.ETag!.ToString()));
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
        using var other = await world.Send(Address(collection, 12), null, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
        Assert.NotEqual(tag, other.Headers.ETag!.ToString());
        using var filtered = await world.Send(path + "?filter=id='x'", null, ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.NoContent, filtered.StatusCode);
    }

    [Fact]
    public async Task Tiles_travel_compressed_once()
    {
        using var packed = await world.Send(Address("segments", 10), null, ("Accept-Encoding", "gzip, br"));
        Assert.Equal(["gzip"], packed.Content.Headers.ContentEncoding);
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var memory = new MemoryStream();
        await unpacked.CopyToAsync(memory);
        using var plain = await world.Send(Address("segments", 10));
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(await plain.Content.ReadAsByteArrayAsync(), memory.ToArray());
        Assert.Equal(memory.Length, plain.Content.Headers.ContentLength);
        using var head = await world.Send(Address("segments", 10), HttpMethod.Head);
        Assert.Equal((HttpStatusCode.OK, 0), (head.StatusCode, (await head.Content.ReadAsByteArrayAsync()).Length));
    }

    [Theory]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/8/0", 404, "tileRow")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/0/8", 404, "tileCol")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/25/0/0", 404, "tileMatrix")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/99999999999999999999/0/0", 400, "tileMatrix")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/x/0/0", 400, "tileMatrix")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/-1/0", 400, "tileRow")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/1.5/0", 400, "tileRow")]
    [InlineData("/collections/segments/tiles/Nothing/3/0/0", 404, "tileMatrixSetId")]
    [InlineData("/collections/nothing/tiles/WebMercatorQuad/3/0/0", 404, "collectionId")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/0/0?f=png", 400, "f")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/0/0?limit=3", 400, "limit")]
    [InlineData("/collections/segments/tiles/WebMercatorQuad/3/0/0?filter=nothing=1", 400, "filter")]
    [InlineData("/tiles/WebMercatorQuad/3/0/8", 404, "tileCol")]
    [InlineData("/tiles/segments/3/8/0.pbf", 404, "tileCol")]
    [InlineData("/tiles/Nothing", 404, "tileMatrixSetId")]
    [InlineData("/tileMatrixSets/Nothing", 404, "tileMatrixSetId")]
    [Trait("assertion", "Tiles A.7")]
    public async Task A07_bad_addresses_are_told(string path, int status, string parameter)
    {
        var problem = await world.Json(path, (HttpStatusCode)status);
        Assert.Equal((status, parameter), ((int)problem["status"]!, (string?)problem["parameter"]));
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_query()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await using var hold = await world.Database.DataSource.OpenConnectionAsync();
        await using var locking = await hold.BeginTransactionAsync();
        await using (var command = new Npgsql.NpgsqlCommand("lock table geo.areas in access exclusive mode", hold, locking)) await command.ExecuteNonQueryAsync();
        var uri = new Uri(world.Base);
        await socket.ConnectAsync(uri.Host, uri.Port);
        await socket.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"GET {Address("areas", 3)} HTTP/1.1\r\nHost: x\r\n\r\n"));
        await Until(1);
        socket.Close();
        await Until(0);

        async Task Until(long waiting)
        {
            for (var i = 0; ; i++)
            {
                await using var ask = world.Database.DataSource.CreateCommand(
                    "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%st_asmvt%'");
                if ((long)(await ask.ExecuteScalarAsync())! == waiting) return;
                Assert.True(i < 200, "not reached within 10 s");
                await Task.Delay(50);
            }
        }
    }

    [SkippableFact]
    public async Task Gdal_reads_a_tile_at_its_place()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".pbf");
        var (column, row) = WebMercator.Tile(West, South, 14);
        try
        {
            using var answer = await world.Send(Address("segments", 14, West, South));
            await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
            var info = await ClientProgram.Run("ogr2ogr", "-oo", "Z=14", "-oo", $"X={column}", "-oo", $"Y={row}",
                "-f", "GeoJSON", "-t_srs", "EPSG:4326", "-where", $"id='{First}'", "/vsistdout/", "MVT:" + file, "segments");
            var feature = Assert.Single(JsonNode.Parse(info)!["features"]!.AsArray())!;
            var ring = feature["geometry"]!["coordinates"]!.AsArray();
            while (ring[0]![0] is JsonArray) ring = ring[0]!.AsArray();
            const double Cell = 360.0 / (1 << 14) / 4096;
            Assert.Equal(West, ring.Min(p => (double)p![0]!), 2 * Cell);
            Assert.Equal(South + Side, ring.Max(p => (double)p![1]!), 2 * Cell);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
