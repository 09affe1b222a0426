using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>Other origins, proxies, and strangers that claim to be proxies.</summary>
[Collection("published world")]
public sealed class OriginTests(PublishedWorld world)
{
    [Fact]
    public async Task Every_answer_has_the_security_headers_and_none_names_the_server()
    {
        foreach (var (path, status) in new[] { ("/?f=html", 200), ("/collections/areas/items", 200), ("/assets/map.js", 200), ("/tiles/areas/0/0/0.pbf", 200), ("/nothing", 404), ("/?x=1", 400) })
        {
            using var answer = await world.Send(path);
            string One(string header) => answer.Headers.GetValues(header).Single();
            Assert.Equal(status, (int)answer.StatusCode);
            Assert.Equal(("nosniff", "DENY", "same-origin"), (One("X-Content-Type-Options"), One("X-Frame-Options"), One("Referrer-Policy")));
            Assert.Contains("frame-ancestors 'none'", One("Content-Security-Policy"), StringComparison.Ordinal);
            Assert.Matches("^[0-9a-f]{32}$", One("X-Request-Id"));
            Assert.Equal("*", One("Access-Control-Allow-Origin"));
            foreach (var absent in new[] { "Server", "X-Powered-By", "Strict-Transport-Security" }) Assert.False(answer.Headers.Contains(absent), absent);
        }
    }

    [Fact]
    public async Task Strict_transport_is_asked_for_only_when_the_public_address_is_https()
    {
        await using var service = WebService.Build(new ServeOptions(0, PublicUrl: new("https://mapas.example.mx")), world.Database.DataSource);
        await service.StartAsync();
        using var answer = await world.Send(service.Urls.Single() + "/");
        Assert.True(answer.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("https://maps.example.mx", "https://maps.example.mx")]
    [InlineData("https://evil.example", null)]
    [InlineData("null", null)]
    [InlineData(null, null)]
    public async Task Where_origins_are_listed_only_they_may_read(string? origin, string? allowed)
    {
        await using var service = WebService.Build(new ServeOptions(0) { Origins = ["https://maps.example.mx", "http://localhost:3000"] }, world.Database.DataSource);
        await service.StartAsync();
        using var answer = await world.Send(service.Urls.Single() + "/collections", null, origin is null ? [] : [("Origin", origin)]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(allowed, answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null);
        Assert.Contains("Origin", answer.Headers.Vary);
    }

    /// <summary>Asks from another address of the loopback network, which is no trusted proxy.</summary>
    static async Task<(int Status, JsonObject? Body)> AskAsStranger(string service, string path, string headers)
    {
        using var client = new TcpClient(new IPEndPoint(IPAddress.Parse("127.0.0.2"), 0));
        var uri = new Uri(service);
        await client.ConnectAsync(uri.Host, uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {uri.Authority}\r\n{headers}\r\n"));
        using var reader = new StreamReader(client.GetStream());
        var text = await reader.ReadToEndAsync();
        var body = text[(text.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];
        return (int.Parse(text.AsSpan(9, 3), System.Globalization.CultureInfo.InvariantCulture), body.StartsWith('{') ? (JsonObject)JsonNode.Parse(body)! : null);
    }

    [Fact]
    public async Task A_stranger_cannot_set_links_and_a_trusted_proxy_can()
    {
        const string Forwarded = "X-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Prefix: /p\r\nX-Forwarded-For: 127.0.0.1\r\n";
        Assert.StartsWith(world.Base, (await AskAsStranger(world.Base, "/", Forwarded)).Body!.Link("self"), StringComparison.Ordinal);

        await using var trusting = WebService.Build(new ServeOptions(0) { Proxies = [IPNetwork.Parse("127.0.0.2/32")] }, world.Database.DataSource);
        await trusting.StartAsync();
        Assert.StartsWith("https://evil.example/p/", (await AskAsStranger(trusting.Urls.Single(), "/", Forwarded)).Body!.Link("self"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stranger_is_not_local_whatever_it_says()
    {
        await using var service = WebService.Build(new ServeOptions(0) { Limits = new() { Rate = 1 } }, world.Database.DataSource);
        await service.StartAsync();
        var limited = 0;
        for (var i = 0; i < 20; i++) // a new X-Forwarded-For for each request does not dodge the limit
            if ((await AskAsStranger(service.Urls.Single(), "/", $"X-Forwarded-For: 198.51.100.{i}\r\n")).Status == 429) limited++;
        Assert.InRange(limited, 5, 12);
    }
}
