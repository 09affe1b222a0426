using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Server.Http;
using Geo.Server.Security;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>How much, how long and how often.</summary>
[Collection("published world")]
public sealed class LimitTests(PublishedWorld world)
{
    async Task<WebApplication> Serve(ServeLimits limits)
    {
        var service = WebService.Build(new ServeOptions(0) { Limits = limits }, world.Database.DataSource);
        await service.StartAsync();
        return service;
    }

    [Fact]
    public async Task Beyond_the_rate_requests_are_429_with_when_to_come_again_and_health_is_not()
    {
        await using var service = await Serve(new() { Rate = 2 });
        var refused = 0;
        for (var i = 0; i < 40; i++)
        {
            using var answer = await world.Send(service.Urls.Single() + "/conformance");
            if (answer.StatusCode == HttpStatusCode.OK) continue;
            refused++;
            Assert.Equal(HttpStatusCode.TooManyRequests, answer.StatusCode);
            Assert.InRange(answer.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 10);
            Assert.Equal(429, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["status"]!);
        }
        Assert.InRange(refused, 5, 20); // 20 at once and 2 a second
        using var live = await world.Send(service.Urls.Single() + "/health/live");
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        var guesses = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
        {
            using var guess = await world.Send(service.Urls.Single() + "/health/live", null, ("X-API-Key", ApiKey.New()));
            guesses.Add(guess.StatusCode);
        }
        Assert.Contains(HttpStatusCode.TooManyRequests, guesses); // guessing keys is no way around
        Assert.All(guesses, g => Assert.True(g is HttpStatusCode.Unauthorized or HttpStatusCode.TooManyRequests, g.ToString()));
    }

    [Fact]
    public async Task The_default_lets_a_map_ask_for_300_tiles_at_once()
    {
        await using var service = await Serve(new() { Rate = 100 });
        var tiles = Enumerable.Range(0, 300).Select(async i =>
        {
            using var answer = await world.Send($"{service.Urls.Single()}/tiles/segments/9/{i % 20 + 100}/{i / 20 + 200}.pbf");
            return answer.StatusCode;
        });
        Assert.All(await Task.WhenAll(tiles), s => Assert.True(s is HttpStatusCode.OK or HttpStatusCode.NoContent, s.ToString()));
    }

    [Fact]
    public async Task More_requests_at_a_time_than_allowed_wait_their_turn_and_all_are_answered()
    {
        await using var service = await Serve(new() { Requests = 2 });
        var all = await Task.WhenAll(Enumerable.Range(0, 60).Select(async _ =>
        {
            using var answer = await world.Send(service.Urls.Single() + "/collections/segments/items?limit=50");
            return answer.StatusCode;
        }));
        Assert.All(all, s => Assert.Equal(HttpStatusCode.OK, s));
    }

    [Fact]
    public async Task A_query_that_takes_too_long_is_ended_in_the_database_and_told()
    {
        await using var service = await Serve(new() { Query = TimeSpan.FromSeconds(1) });
        await using var hold = await world.Database.DataSource.OpenConnectionAsync();
        await using var locking = await hold.BeginTransactionAsync();
        await using (var command = new NpgsqlCommand("lock table geo.areas in access exclusive mode", hold, locking)) await command.ExecuteNonQueryAsync();
        var begun = Stopwatch.StartNew();
        using var answer = await world.Send(service.Urls.Single() + "/collections/areas/items");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.InRange(begun.Elapsed.TotalSeconds, 0.9, 10);
        var problem = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.Contains("smaller bbox", (string?)problem["detail"], StringComparison.Ordinal);
        Assert.Equal(0, await Waiting());
    }

    /// <summary>Statements of services that wait, for a lock or for a client.</summary>
    async Task<long> Waiting()
    {
        await using var ask = world.Database.DataSource.CreateCommand("""
            select count(*) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and state = 'active'
            and (wait_event_type = 'Lock' or wait_event = 'ClientWrite')
            """);
        return (long)(await ask.ExecuteScalarAsync())!;
    }

    [Theory]
    [InlineData(129 * 1024, 414)]
    [InlineData(100 * 1024, 400)] // read, and found to be no filter
    public async Task An_address_that_is_too_long_is_a_414_document(int length, int status)
    {
        var answer = await Raw($"GET /collections/areas/items?filter={new string('x', length)} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Headers_that_are_too_large_are_a_431_document()
    {
        var answer = await Raw($"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n{string.Concat(Enumerable.Range(0, 40).Select(i => $"X-{i}: {new string('x', 1000)}\r\n"))}\r\n");
        Assert.StartsWith("HTTP/1.1 431", answer, StringComparison.Ordinal);
        Assert.Contains("application/problem+json", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_a_413_document_and_is_not_waited_for()
    {
        var answer = await Raw("POST /collections/areas/items HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 999999999999\r\n\r\nabc");
        Assert.StartsWith("HTTP/1.1 413", answer, StringComparison.Ordinal);
        Assert.Contains("1 MB", answer, StringComparison.Ordinal);
    }

    async Task<string> Raw(string request)
    {
        var uri = new Uri(world.Base);
        using var client = new TcpClient();
        await client.ConnectAsync(uri.Host, uri.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(20));
    }
}
