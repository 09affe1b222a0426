using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Data.Keys;
using Geo.Server.Http;
using Geo.Server.Security;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>Keys as clients send them: right ones, wrong ones, revoked ones, roles.</summary>
[Collection("published world")]
public sealed class KeyTests(PublishedWorld world)
{
    async Task<string> NewKey(Role role)
    {
        var key = ApiKey.New();
        await new KeyStore(world.Database.DataSource).AddAsync($"{role} {Guid.NewGuid():n}", role.Word(), ApiKey.Hash(key), CancellationToken.None);
        return key;
    }

    async Task<WebApplication> Closed()
    {
        var service = WebService.Build(new ServeOptions(0) { Reading = Reading.Key }, world.Database.DataSource);
        await service.StartAsync();
        return service;
    }

    static (string, string) Basic(string password) => ("Authorization", "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("anyone:" + password)));

    async Task<HttpStatusCode> Status(string address, params (string, string)[] headers)
    {
        using var answer = await world.Send(address, null, headers);
        return answer.StatusCode;
    }

    [Fact]
    public async Task A_key_is_accepted_as_header_bearer_and_basic_password_where_reading_is_closed()
    {
        var key = await NewKey(Role.Reader);
        await using var service = await Closed();
        var address = service.Urls.Single() + "/collections/areas/items";
        foreach (var header in new[] { ("X-API-Key", key), ("Authorization", "Bearer " + key), ("Authorization", "bearer " + key), Basic(key) })
            Assert.Equal(HttpStatusCode.OK, await Status(address, header));
        Assert.Equal(HttpStatusCode.OK, await Status(address, ("X-API-Key", key), Basic(key)));
    }

    [Fact]
    public async Task Closed_reading_asks_for_a_key_everywhere_but_health()
    {
        await using var service = await Closed();
        foreach (var path in new[] { "/", "/collections", "/collections/areas/items", "/api", "/assets/page.css", "/tiles/areas/0/0/0.pbf" })
        {
            using var answer = await world.Send(service.Urls.Single() + path);
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal(["Bearer", "Basic"], answer.Headers.WwwAuthenticate.Select(c => c.Scheme));
            var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
            Assert.Equal((401, "application/problem+json"), ((int)problem["status"]!, answer.Content.Headers.ContentType!.MediaType));
            Assert.Contains("X-API-Key", (string?)problem["detail"], StringComparison.Ordinal);
        }
        Assert.Equal(HttpStatusCode.OK, await Status(service.Urls.Single() + "/health/live"));
        Assert.Equal(HttpStatusCode.OK, await Status(service.Urls.Single() + "/health/ready"));
        using var preflight = await world.Send(service.Urls.Single() + "/collections", HttpMethod.Options, ("Origin", "https://other.example"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
    }

    [Fact]
    public async Task What_is_read_with_a_key_is_kept_by_no_shared_cache()
    {
        var key = await NewKey(Role.Reader);
        await using var service = await Closed();
        foreach (var path in new[] { "/collections/areas/items", "/tiles/segments/0/0/0.pbf", "/assets/page.css" })
        {
            using var answer = await world.Send(service.Urls.Single() + path, null, ("X-API-Key", key));
            Assert.Equal((true, true, false), (answer.IsSuccessStatusCode, answer.Headers.CacheControl?.Private, answer.Headers.CacheControl?.Public));
        }
    }

    [Theory]
    [InlineData("X-API-Key", "geo_wrong")]
    [InlineData("X-API-Key", "")]
    [InlineData("X-API-Key", "' or 1=1 --")]
    [InlineData("Authorization", "Bearer geo_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("Authorization", "Basic !!!")]
    [InlineData("Authorization", "Basic Zm9vOmJhcg==")]
    [InlineData("Authorization", "Negotiate abc")]
    [InlineData("Authorization", "garbage")]
    public async Task A_wrong_key_is_401_on_open_routes_too(string header, string value)
    {
        foreach (var path in new[] { "/collections/areas/items", "/assets/page.css", "/health/live", "/nothing" })
        {
            using var answer = await world.Send(path, null, (header, value));
            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
            if (value.Length > 0) Assert.DoesNotContain(value, await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Two_different_keys_are_401()
    {
        var (one, other) = (await NewKey(Role.Reader), await NewKey(Role.Reader));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/collections", ("X-API-Key", one), ("Authorization", "Bearer " + other)));
        Assert.Equal(HttpStatusCode.OK, await Status("/collections", ("X-API-Key", one), ("Authorization", "Bearer " + one)));
    }

    [Fact]
    public async Task A_revoked_key_stops_within_seconds_and_its_name_can_be_given_again()
    {
        var (store, key, name) = (new KeyStore(world.Database.DataSource), ApiKey.New(), $"revoked {Guid.NewGuid():n}");
        await store.AddAsync(name, "reader", ApiKey.Hash(key), CancellationToken.None);
        await Assert.ThrowsAsync<Data.DataException>(() => store.AddAsync(name, "reader", ApiKey.Hash(ApiKey.New()), CancellationToken.None));
        Assert.Equal(HttpStatusCode.OK, await Status("/collections", ("X-API-Key", key)));
        var row = (await store.ListAsync(CancellationToken.None)).Single(k => k.Name == name);
        Assert.NotNull(row.LastUsedAt);
        await store.RevokeAsync(name, CancellationToken.None);
        for (var i = 0; await Status("/collections", ("X-API-Key", key)) != HttpStatusCode.Unauthorized; i++)
        {
            Assert.True(i < 50, "the key still works after 5 s");
            await Task.Delay(100);
        }
        await Assert.ThrowsAsync<Data.DataException>(() => store.RevokeAsync(name, CancellationToken.None));
        await store.AddAsync(name, "reader", ApiKey.Hash(ApiKey.New()), CancellationToken.None);
    }

    [Fact]
    public async Task Metrics_need_an_operator_unless_asked_on_this_machine_without_a_proxy()
    {
        (string, string) stranger = ("X-Forwarded-For", "203.0.113.9");
        Assert.Equal(HttpStatusCode.OK, await Status("/metrics"));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/metrics", stranger));
        Assert.Equal(HttpStatusCode.Unauthorized, await Status("/metrics", ("Via", "1.1 proxy")));
        Assert.Equal(HttpStatusCode.Forbidden, await Status("/metrics", stranger, ("X-API-Key", await NewKey(Role.Reviewer))));
        Assert.Equal(HttpStatusCode.OK, await Status("/metrics", stranger, ("X-API-Key", await NewKey(Role.Operator))));
        using var answer = await world.Send("/metrics", null, ("Origin", "https://other.example"));
        Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task The_database_has_the_hash_only()
    {
        var key = await NewKey(Role.Operator);
        await using var command = world.Database.DataSource.CreateCommand("select count(*) filter (where hash = $1), count(*) filter (where k::text like '%' || $2 || '%') from geo.api_keys k");
        command.Parameters.Add(new() { Value = SHA256.HashData(Encoding.UTF8.GetBytes(key)) });
        command.Parameters.Add(new() { Value = key[4..] });
        await using var row = await command.ExecuteReaderAsync();
        await row.ReadAsync();
        Assert.Equal((1L, 0L), (row.GetInt64(0), row.GetInt64(1)));
    }

    [Fact]
    public void Keys_have_256_bits_and_are_masked_in_texts()
    {
        var keys = Enumerable.Range(0, 200).Select(_ => ApiKey.New()).ToHashSet();
        Assert.Equal(200, keys.Count);
        Assert.All(keys, k => Assert.True(ApiKey.HasForm(k) && k.Length == 47));
        Assert.Equal("/a?k=geo_***&b=geo_x", ApiKey.Masked($"/a?k={keys.First()}&b=geo_x"));
    }
}
