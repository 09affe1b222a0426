using System.Net;
using System.Text.Json.Nodes;
using Geo.Data;
using Geo.Server.Http;
using Geo.Testing;
using Microsoft.AspNetCore.Builder;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>
/// A served database: one scene with two runs (the older is not current), one scene across the antimeridian, areas with and
/// without geometry.
/// </summary>
public sealed class PublishedWorld : IAsyncLifetime
{
    public const string Run = "aaaaaaaaaaaa", OldRun = "0ld0ld0ld0ld", FarRun = "bbbbbbbbbbbb";
    public const int Segments = 254, FarSegments = 8;

    readonly PostgisFixture _postgis = new();
    readonly HttpClient _client = new(new HttpClientHandler { AllowAutoRedirect = false, AutomaticDecompression = DecompressionMethods.None });
    WebApplication? _service;

    internal GeoDatabase Database { get; private set; } = null!;
    public string Base { get; private set; } = "";

    public async Task InitializeAsync()
    {
        await _postgis.InitializeAsync();
        Database = await _postgis.CreateDatabaseAsync();
        await using (var command = Database.DataSource.CreateCommand(Rows)) await command.ExecuteNonQueryAsync();
        _service = WebService.Build(new ServeOptions(0), Database.DataSource);
        await _service.StartAsync();
        Base = _service.Urls.Single();
    }

    public async Task DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        await Database.DisposeAsync();
        _client.Dispose();
    }

    public Task<HttpResponseMessage> Send(string path, HttpMethod? method = null, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method ?? HttpMethod.Get, path.StartsWith("http", StringComparison.Ordinal) ? path : Base + path);
        foreach (var (name, value) in headers) Assert.True(request.Headers.TryAddWithoutValidation(name, value));
        return _client.SendAsync(request);
    }

    public async Task<JsonObject> Json(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Send(path);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == expected, $"{path}: {(int)answer.StatusCode} {text}");
        return (JsonObject)JsonNode.Parse(text)!;
    }

    /// <summary>Follows next links; every page must come from the address the page before gave.</summary>
    public async Task<(List<string> Ids, int Pages)> Walk(string path)
    {
        var (ids, pages, next) = (new List<string>(), 0, path);
        while (next is not null)
        {
            var page = await Json(next);
            ids.AddRange(page["features"]!.AsArray().Select(f => (string)f!["id"]!));
            Assert.True(++pages < 300, "paging does not stop");
            next = page.LinkOrNull("next");
        }
        return (ids, pages);
    }

    const string Rows = $$$"""
        insert into geo.scenes values
         ('scene1', 'Zacatecas <b>&', 'test', '2024-03-05T17:30:00Z', 'EPSG:32613', 1000, 1000, 3, 0.5, st_multi(st_makeenvelope(-102.6, 22.7, -102.4, 22.9, 4326))),
         ('scene2', 'Antimeridiano', 'test', null, 'EPSG:32660', 1000, 1000, 3, 10,
          st_collect(st_makeenvelope(179.5, 65.5, 180, 66.5, 4326), st_makeenvelope(-180, 65.5, -179.5, 66.5, 4326)));
        insert into geo.runs(run, name, state, current, scene, completed_at, parameters, provenance) values
         ('{{{OldRun}}}', 'old', 'complete', false, 'scene1', '2024-01-01', '{}', '{}'),
         ('{{{Run}}}', 'new', 'complete', true, 'scene1', '2024-02-01', '{}', '{}'),
         ('{{{FarRun}}}', 'far', 'complete', true, 'scene2', '2024-02-01', '{}', '{}');
        insert into geo.clusters values
         ('{{{Run}}}', 0, 100, '{{{Run}}}-0000001', array['{{{Run}}}-0000001', '{{{Run}}}-0000002'], 0.25, 'building', 'Edificio «ñ»', 'Building', 'rules', 0.9),
         ('{{{Run}}}', 1, 154, '{{{Run}}}-9999999', '{}', 'NaN', null, '<script>alert(1)</script>', null, 'rules', null);
        create table geo.segments_a partition of geo.segments for values in ('{{{Run}}}');
        create table geo.segments_o partition of geo.segments for values in ('{{{OldRun}}}');
        create table geo.segments_b partition of geo.segments for values in ('{{{FarRun}}}');
        create table geo.segments_flat_a partition of geo.segments_flat for values in ('{{{Run}}}');
        insert into geo.segments
        select run, run || '-' || lpad(i::text, 7, '0'), case when i % 5 = 0 then run || '-0000001' end, (i % 5 = 0)::int, case when run = '{{{Run}}}' then i % 2 end,
               100.5 + i, 40, 0.8, 0.9, 1.5, 0.91, 0.95, array[1.5, case i when 200 then 'NaN'::real else 2 end, 3], array[0.1, 0.2, 0.3],
               st_multi(st_reverse(st_makeenvelope(x, y, x + 0.001, y + 0.001, 4326)))
        from (select run, i, -102.55 + (i % 20) * 0.005 as x, 22.75 + (i / 20) * 0.005 as y
              from (values ('{{{Run}}}', 254), ('{{{OldRun}}}', 20)) r(run, n), generate_series(1, n) i
              union all
              select '{{{FarRun}}}', i, case when i <= 4 then 179.90 + i * 0.01 else -180 + i * 0.01 end, 66 from generate_series(1, 8) i) s;
        insert into geo.segments_flat select run, id, cluster, area_m2, geom from geo.segments where run = '{{{Run}}}';
        insert into geo.areas values
         ('mun.32056', 'mun', 'municipality', '32056', 'Zacatecas', '32', 149607, 50000, 4e8, '{}', st_multi(st_makeenvelope(-102.7, 22.6, -102.3, 23.0, 4326))),
         ('mun.32017', 'mun', 'municipality', '32017', 'Guadalupe', '32', null, null, null, '{}', null);
        insert into geo.area_observations values ('{{{Run}}}', 'mun.32056', 1e8, 1e6);
        insert into geo.area_clusters values ('{{{Run}}}', 'mun.32056', 0, 100, 12345.678), ('{{{Run}}}', 'mun.32056', 1, 154, 54321);
        """;
}

internal static class LinksOfDocuments
{
    public static IEnumerable<JsonObject> Links(this JsonObject document) => document["links"]!.AsArray().Select(l => l!.AsObject());

    public static string? LinkOrNull(this JsonObject document, string rel, string? type = null) =>
        (string?)document.Links().FirstOrDefault(l => (string?)l["rel"] == rel && (type is null || (string?)l["type"] == type))?["href"];

    public static string Link(this JsonObject document, string rel, string? type = null) =>
        document.LinkOrNull(rel, type) ?? throw new Xunit.Sdk.XunitException($"no link {rel} {type} in {document.ToJsonString()[..200]}");
}

[CollectionDefinition("published world")]
public sealed class PublishedWorldTests : ICollectionFixture<PublishedWorld>;
