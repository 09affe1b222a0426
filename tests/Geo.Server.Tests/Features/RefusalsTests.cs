using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>What is refused, and how it is said: RFC 9457 documents that name the parameter, never a stack trace.</summary>
[Collection("published world")]
public sealed class RefusalsTests(PublishedWorld world)
{
    [Theory]
    [InlineData("/?nonsense=1", "nonsense")]
    [InlineData("/collections?limit=1", "limit")]
    [InlineData("/collections/segments/items?foo=bar", "foo")]
    [InlineData("/collections/segments/items?Limit=3", "Limit")]
    [InlineData("/collections/segments/items?limit=-1", "limit")]
    [InlineData("/collections/segments/items?limit=0", "limit")]
    [InlineData("/collections/segments/items?limit=abc", "limit")]
    [InlineData("/collections/segments/items?limit=1.5", "limit")]
    [InlineData("/collections/segments/items?limit=", "limit")]
    [InlineData("/collections/segments/items?limit=1&limit=2", "limit")]
    [InlineData("/collections/segments/items?bbox=1,2,3", "bbox")]
    [InlineData("/collections/segments/items?bbox=1,2,3,x", "bbox")]
    [InlineData("/collections/segments/items?bbox=1,2,3,NaN", "bbox")]
    [InlineData("/collections/segments/items?bbox=1,2,3,1e999", "bbox")]
    [InlineData("/collections/segments/items?bbox=0,10,1,5", "bbox")]
    [InlineData("/collections/segments/items?bbox=0,0,9,1,1,5", "bbox")]
    [InlineData("/collections/segments/items?bbox=0,0,1,1&bbox-crs=http://www.opengis.net/def/crs/0/unsupported", "bbox-crs")]
    [InlineData("/collections/segments/items?crs=http://www.opengis.net/def/crs/0/unsupported", "crs")]
    [InlineData("/collections/segments/items/aaaaaaaaaaaa-0000001?crs=http://www.opengis.net/def/crs/0/unsupported", "crs")]
    [InlineData("/collections/segments/items?datetime=yesterday", "datetime")]
    [InlineData("/collections/segments/items?datetime=..", "datetime")]
    [InlineData("/collections/segments/items?datetime=2024-02-30", "datetime")]
    [InlineData("/collections/segments/items?datetime=2024-02-03/2024-02-01", "datetime")]
    [InlineData("/collections/segments/items?datetime=P1D/P1D", "datetime")]
    [InlineData("/collections/segments/items?datetime=2024-01-01/P9999Y", "datetime")]
    [InlineData("/collections/segments/items?cursor=%21%21", "cursor")]
    [InlineData("/collections/segments/items?cursor=_w", "cursor")]
    [InlineData("/collections/segments/items?cursor=AA", "cursor")]
    [InlineData("/collections/segments/items?cluster=x", "cluster")]
    [InlineData("/collections/segments/items?run=a%00b", "run")]
    [InlineData("/collections/segments/items?geom=x", "geom")]
    [InlineData("/collections/segments/items?band_mean=1", "band_mean")]
    [InlineData("/collections/segments/items?f=xml", "f")]
    [InlineData("/collections/segments/items?lang=fr", "lang")]
    [InlineData("/collections/scenes/items?acquired=soon", "acquired")]
    [Trait("assertion", "Features A.20")]
    [Trait("assertion", "Features A.21")]
    [Trait("assertion", "CRS 9")]
    public async Task Wrong_parameters_are_named(string path, string parameter)
    {
        using var answer = await world.Send(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal(parameter, (string?)JsonNode.Parse(text)!["parameter"]);
    }

    [Theory]
    [InlineData("/collections/nothing")]
    [InlineData("/collections/nothing/items")]
    [InlineData("/collections/nothing/schema")]
    [InlineData("/collections/geo.runs/items")]
    [InlineData("/collections/segments/items/nothing")]
    [InlineData("/collections/segments/items/" + PublishedWorld.OldRun + "-0000001")]
    [InlineData("/collections/areas/items/'%20or%20''='")]
    [InlineData("/collections/areas/items/%F0%9F%97%BA%FF")]
    [InlineData("/collections/areas/items/mun.32056%2F..%2F..")]
    [InlineData("/assets/maplibre/package.json")]
    [InlineData("/assets/maplibre/..%2Fpackage.json")]
    [InlineData("/wp-admin.php")]
    public async Task What_is_not_there_is_a_404_document(string path)
    {
        var problem = await world.Json(path, HttpStatusCode.NotFound);
        Assert.Equal(404, (int)problem["status"]!);
        Assert.DoesNotContain("   at ", problem.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/collections/segments/items")]
    [InlineData("DELETE", "/collections/areas/items/mun.32056")]
    [InlineData("PUT", "/")]
    public async Task Writing_is_refused_with_what_is_allowed(string method, string path)
    {
        using var answer = await world.Send(path, new HttpMethod(method));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD", "OPTIONS"], answer.Content.Headers.Allow.Order(StringComparer.Ordinal));
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("image/png", HttpStatusCode.NotAcceptable)]
    [InlineData("application/xml;q=0.5, image/*", HttpStatusCode.NotAcceptable)]
    [InlineData("text/html;q=0", HttpStatusCode.NotAcceptable)]
    [InlineData("application/geo+json, application/json;q=0.9", HttpStatusCode.OK)]
    [InlineData("image/png, */*;q=0.1", HttpStatusCode.OK)]
    [InlineData(";;garbage", HttpStatusCode.OK)]
    public async Task Accept_is_honoured(string accept, HttpStatusCode expected)
    {
        using var answer = await world.Send("/collections/segments/items?limit=1", null, ("Accept", accept));
        Assert.Equal(expected, answer.StatusCode);
        if (expected == HttpStatusCode.OK) Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Without_its_database_the_service_lives_but_is_not_ready()
    {
        await using var nowhere = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=x;Password=secret;Timeout=2");
        await using var service = WebService.Build(new ServeOptions(0), nowhere);
        await service.StartAsync();
        var address = service.Urls.Single();
        using var live = await world.Send(address + "/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        foreach (var path in new[] { "/health/ready", "/collections", "/collections/segments/items" })
        {
            using var answer = await world.Send(address + path);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Npgsql", text, StringComparison.Ordinal);
        }
    }
}
