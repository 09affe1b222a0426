using Geo.Server.Http;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Security;

/// <summary>/metrics, as Prometheus would read it.</summary>
[Collection("published world")]
public sealed class MetricsTests(PublishedWorld world)
{
    async Task<Dictionary<string, double>> Scraped(WebApplication service)
    {
        using var answer = await world.Send(service.Urls.Single() + "/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        return PrometheusText.Read(await answer.Content.ReadAsStringAsync());
    }

    async Task<WebApplication> Serve(ServeOptions options)
    {
        var service = WebService.Build(options, world.Database.DataSource);
        await service.StartAsync();
        return service;
    }

    [Fact]
    public async Task Requests_features_tiles_and_the_process_are_counted()
    {
        await using var service = await Serve(new(0));
        for (var i = 0; i < 3; i++) (await world.Send(service.Urls.Single() + "/collections/segments/items?limit=7")).Dispose();
        for (var i = 0; i < 2; i++) (await world.Send(service.Urls.Single() + "/tiles/segments/0/0/0.pbf")).Dispose();
        (await world.Send(service.Urls.Single() + "/collections/segments/items?limit=x")).Dispose();
        var series = await Scraped(service);
        const string Items = "http_request_method=\"GET\",http_route=\"/collections/{collectionId}/items\",http_response_status_code=";
        Assert.Equal(3, series[$"http_server_request_duration_seconds_count{{{Items}\"200\"}}"]);
        Assert.Equal(1, series[$"http_server_request_duration_seconds_count{{{Items}\"400\"}}"]);
        Assert.Equal(21, series["geo_features_streamed_total"]);
        Assert.Equal((1, 1), (series["geo_tiles_total{state=\"made\"}"], series["geo_tiles_total{state=\"known\"}"]));
        Assert.InRange(series["dotnet_process_memory_working_set_bytes"], 20e6, 20e9);
        Assert.Contains(series.Keys, k => k.StartsWith("dotnet_gc_collections_total", StringComparison.Ordinal));
        Assert.Contains(series.Keys, k => k.StartsWith("db_client_", StringComparison.Ordinal) && k.Contains("duration_seconds_count", StringComparison.Ordinal));
        Assert.True(series["kestrel_active_connections"] >= 1);
    }

    [Fact]
    public async Task Refused_and_slow_requests_are_counted()
    {
        await using var service = await Serve(new(0) { Limits = new() { Rate = 1, Query = TimeSpan.FromMilliseconds(300) } });
        await using (var hold = await world.Database.DataSource.OpenConnectionAsync())
        await using (var locking = await hold.BeginTransactionAsync())
        {
            await using (var command = new Npgsql.NpgsqlCommand("lock table geo.areas in access exclusive mode", hold, locking)) await command.ExecuteNonQueryAsync();
            (await world.Send(service.Urls.Single() + "/collections/areas/items")).Dispose();
        }
        for (var i = 0; i < 15; i++) (await world.Send(service.Urls.Single() + "/conformance")).Dispose();
        var series = await Scraped(service);
        Assert.Equal(1, series["geo_requests_too_slow_total"]);
        Assert.InRange(series.Where(s => s.Key.Contains("status_code=\"429\"", StringComparison.Ordinal) && s.Key.Contains("_count", StringComparison.Ordinal)).Sum(s => s.Value), 1, 15);
    }

    [Fact]
    public async Task No_address_of_a_client_makes_a_series_and_two_services_do_not_count_for_each_other()
    {
        await using var service = await Serve(new(0));
        await using var other = await Serve(new(0));
        (await world.Send(service.Urls.Single() + "/collections/nothing")).Dispose();
        var before = (await Scraped(service)).Count;
        for (var i = 0; i < 200; i++)
        {
            (await world.Send($"{service.Urls.Single()}/collections/{Guid.NewGuid()}?x{i}=1")).Dispose();
            (await world.Send($"{service.Urls.Single()}/{Guid.NewGuid()}", new HttpMethod("M" + i))).Dispose();
        }
        Assert.InRange((await Scraped(service)).Count - before, 0, 60); // one more status, one more method: of each the buckets
        Assert.DoesNotContain((await Scraped(other)).Keys, k => k.Contains("/collections/", StringComparison.Ordinal));
    }
}
