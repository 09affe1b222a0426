using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>What holds for every answer: addresses behind proxies, cross-origin reads, compression, headers.</summary>
[Collection("published world")]
public sealed class HttpTests(PublishedWorld world)
{
    [Fact]
    public async Task Links_follow_the_proxys_headers()
    {
        using var answer = await world.Send("/collections/segments/items?limit=1", null,
            ("X-Forwarded-Proto", "https"), ("X-Forwarded-Host", "mapas.example.mx, inner"), ("X-Forwarded-Prefix", "/geo"));
        var page = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.All(page.Links(), l => Assert.StartsWith("https://mapas.example.mx/geo/collections/segments", (string?)l["href"], StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("evil.example/\"><script>")]
    [InlineData("user@evil.example")]
    [InlineData("a b")]
    public async Task A_forged_host_does_not_reach_the_links(string host)
    {
        using var answer = await world.Send("/", null, ("X-Forwarded-Host", host));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var landing = (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.StartsWith(world.Base, landing.Link("self"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_public_address_wins_and_its_path_may_be_kept_or_stripped_by_the_proxy()
    {
        await using var service = WebService.Build(new ServeOptions(0, PublicUrl: new Uri("https://mapas.example.mx/geo/")), world.Database.DataSource);
        await service.StartAsync();
        foreach (var path in new[] { "/collections/segments/items?limit=1", "/geo/collections/segments/items?limit=1" })
        {
            var page = await world.Json(service.Urls.Single() + path);
            Assert.StartsWith("https://mapas.example.mx/geo/collections/segments/items?limit=1&f=json", page.Link("self"), StringComparison.Ordinal);
            Assert.StartsWith("https://mapas.example.mx/geo/collections/segments/items?limit=1&f=json&cursor=", page.Link("next"), StringComparison.Ordinal);
        }
        using var html = await world.Send(service.Urls.Single() + "/?f=html");
        Assert.Contains("href=\"/geo/assets/page.css\"", await html.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/collections/segments/items")]
    [InlineData("/collections/areas/items/mun.32056")]
    [InlineData("/")]
    public async Task Options_says_that_layers_are_read_only(string path)
    {
        using var answer = await world.Send(path, HttpMethod.Options, ("Origin", "https://other.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.Content.Headers.Allow);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
    }

    [Fact]
    public async Task Head_answers_like_get_without_a_body()
    {
        using var answer = await world.Send("/collections/segments/items?limit=2", HttpMethod.Head);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        using var wrong = await world.Send("/collections/segments/items?limit=x", HttpMethod.Head);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task Features_travel_compressed(string encoding)
    {
        using var answer = await world.Send("/collections/segments/items?limit=1000", null, ("Accept-Encoding", encoding));
        Assert.Equal([encoding], answer.Content.Headers.ContentEncoding);
        await using var raw = await answer.Content.ReadAsStreamAsync();
        await using Stream plain = encoding == "gzip" ? new GZipStream(raw, CompressionMode.Decompress) : new BrotliStream(raw, CompressionMode.Decompress);
        var page = (await JsonNode.ParseAsync(plain))!;
        Assert.Equal(PublishedWorld.Segments + PublishedWorld.FarSegments, page["features"]!.AsArray().Count);
    }

    [Fact]
    public async Task Pages_escape_data_and_allow_no_foreign_scripts()
    {
        foreach (var path in new[] { "/collections/segments/items?f=html", "/collections/segments/items?f=html&label_es=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "/collections/scenes/items/scene1?f=html" })
        {
            using var answer = await world.Send(path);
            var html = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("Zacatecas <b>", html, StringComparison.Ordinal);
            Assert.DoesNotContain("style=\"", html, StringComparison.Ordinal);
            var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.Contains("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        }
    }

    [Fact]
    public async Task A_client_that_leaves_ends_its_query()
    {
        using var socket = new System.Net.Sockets.TcpClient();
        await using (var hold = await world.Database.DataSource.OpenConnectionAsync())
        {
            await using var locking = await hold.BeginTransactionAsync();
            await using (var command = new Npgsql.NpgsqlCommand("lock table geo.areas in access exclusive mode", hold, locking)) await command.ExecuteNonQueryAsync();
            var uri = new Uri(world.Base);
            await socket.ConnectAsync(uri.Host, uri.Port);
            await socket.GetStream().WriteAsync("GET /collections/areas/items HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            await Until(() => Waiting(1));
            socket.Close();
            await Until(() => Waiting(0));
        }

        async Task<bool> Waiting(long expected)
        {
            await using var ask = world.Database.DataSource.CreateCommand(
                "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%published%areas%'");
            return (long)(await ask.ExecuteScalarAsync())! == expected;
        }

        static async Task Until(Func<Task<bool>> reached)
        {
            for (var i = 0; !await reached(); i++)
            {
                Assert.True(i < 200, "not reached within 10 s");
                await Task.Delay(50);
            }
        }
    }

    [Fact]
    public async Task Map_scripts_are_served()
    {
        foreach (var (file, type) in new[] { ("map.js", "text/javascript"), ("page.css", "text/css"), ("maplibre/maplibre-gl.mjs", "text/javascript"), ("maplibre/maplibre-gl-worker.mjs", "text/javascript") })
        {
            using var answer = await world.Send("/assets/" + file);
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }
    }
}
