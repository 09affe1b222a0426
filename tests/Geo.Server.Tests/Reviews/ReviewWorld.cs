using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Dapper;
using Geo.Data;
using Geo.Data.Keys;
using Geo.Server.Http;
using Geo.Server.Security;
using Geo.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Reviews;

/// <summary>A served map of its own: 40 squares in two clusters, ground under no mask, an area over most of it, keys, and a decision that waits for each cluster.</summary>
public sealed class ReviewWorld : IAsyncDisposable
{
    public const string Run = "cccccccccccc";

    readonly HttpClient client = new();
    readonly Dictionary<string, string> keys = [];
    WebApplication? service;

    ReviewWorld(GeoDatabase database) => Database = database;

    public GeoDatabase Database { get; }

    public string Base => service!.Urls.Single();

    /// <param name="runs">Folder of the runs' sheets.</param>
    public static async Task<ReviewWorld> OpenAsync(PostgisFixture postgis, string? runs = null)
    {
        var world = new ReviewWorld(await postgis.CreateDatabaseAsync());
        await world.SqlAsync(Rows);
        var store = new KeyStore(world.Database.DataSource);
        foreach (var (name, role) in new[] { ("ana", "reviewer"), ("beto", "reviewer"), ("carla", "reviewer"), ("jefa", "operator"), ("lector", "reader") })
        {
            world.keys[name] = ApiKey.New();
            await store.AddAsync(name, role, ApiKey.Hash(world.keys[name]), CancellationToken.None);
        }
        world.service = WebService.Build(new ServeOptions(0) { RunsFolder = runs }, world.Database.DataSource);
        await world.service.StartAsync();
        return world;
    }

    public async Task SqlAsync(string sql, object? values = null)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        await connection.ExecuteAsync(sql, values);
    }

    public async Task<T> OneAsync<T>(string sql, object? values = null)
    {
        await using var connection = await Database.DataSource.OpenConnectionAsync();
        return await connection.QuerySingleAsync<T>(sql, values);
    }

    /// <param name="who">A key's holder; null sends none, as a program on this machine.</param>
    public async Task<(HttpStatusCode Status, JsonObject Body)> Get(string path, string? who = null) => await Send(new(HttpMethod.Get, Base + path), who);

    public async Task<(HttpStatusCode Status, JsonObject Body)> Say(long decision, string? who, object word) =>
        await Send(new(HttpMethod.Post, $"{Base}/reviews/{decision}") { Content = JsonContent.Create(word) }, who);

    public async Task<(HttpStatusCode Status, JsonObject Body)> Send(HttpRequestMessage request, string? who)
    {
        if (who is not null) request.Headers.Add("X-API-Key", keys[who]);
        using var answer = await client.SendAsync(request);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public Task<long> DecisionOf(int cluster) => OneAsync<long>("select decision from geo.decisions where kind = 'cluster-label' and subject = @subject", new { subject = $"{Run}-{cluster:0000}" });

    /// <summary>Class codes of the published segments, by cluster, as the next OGC request tells them.</summary>
    public async Task<Dictionary<int, string?>> PublishedClasses()
    {
        using var answer = await client.GetAsync($"{Base}/collections/segments/items?f=json&limit=100");
        var features = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["features"]!.AsArray();
        return features.Select(f => f!["properties"]!).GroupBy(p => (int)p["cluster"]!).ToDictionary(g => g.Key, g => g.Select(p => (string?)p["class_code"]).Distinct().Single());
    }

    public async ValueTask DisposeAsync()
    {
        if (service is not null) await service.DisposeAsync();
        await Database.DisposeAsync();
        client.Dispose();
    }

    // Columns 0-9 of squares of 0.001 degrees are cluster 0, 10-19 cluster 1; the last row and a half is under no mask.
    const string Rows = $$"""
        insert into geo.scenes values ('scene', 'Escena', 'test', null, 'EPSG:4326', 100, 100, 3, 0.5, st_multi(st_makeenvelope(-100.02, 20, -100, 20.003, 4326)));
        insert into geo.runs(run, name, state, current, scene, completed_at, parameters, provenance) values ('{{Run}}', 'r', 'complete', true, 'scene', '2024-02-01', '{}', '{}');
        insert into geo.classes (catalogue, code, label_es, label_en) values ('cat', 'building', 'Edificio', 'Building'), ('cat', 'tree', 'Árbol', 'Tree'), ('cat', 'water', 'Agua', 'Water');
        create table geo.segments_r partition of geo.segments for values in ('{{Run}}');
        create table geo.segments_flat_r partition of geo.segments_flat for values in ('{{Run}}');
        create table geo.unlabelled_r partition of geo.unlabelled for values in ('{{Run}}');
        create table geo.embeddings_r partition of geo.embeddings for values in ('{{Run}}');
        insert into geo.segments
        select '{{Run}}', '{{Run}}-' || lpad(i::text, 7, '0'), null, 0, i % 20 / 10, geo.area_m2(g), 40, 0.8, 0.9, 1.5, 0.91, 0.95, array[1, 2, 3], array[0.1, 0.2, 0.3], st_multi(g)
        from generate_series(0, 39) i cross join lateral (select st_makeenvelope(-100.02 + i % 20 * 0.001, 20 + i / 20 * 0.001, -100.019 + i % 20 * 0.001, 20.001 + i / 20 * 0.001, 4326) as g) s;
        insert into geo.segments_flat select run, id, cluster, area_m2, geom from geo.segments;
        insert into geo.unlabelled select '{{Run}}', 1, geo.area_m2(g), st_multi(g) from st_makeenvelope(-100.02, 20.002, -100, 20.003, 4326) g;
        -- half of cluster 0 looks this way, half that way: (1, 0) and (0, 1) as half floats
        insert into geo.embeddings select run, id, case when substr(id, 14)::int % 2 = 0 then '\x003c0000'::bytea else '\x0000003c'::bytea end from geo.segments;
        insert into geo.clusters
        select '{{Run}}', c, 20, '{{Run}}-00000' || c || '0', array['{{Run}}-00000' || c || '0'], 0.5, code, es, en, 'rules', 0.6
        from (values (0, 'building', 'Edificio', 'Building'), (1, 'tree', 'Árbol', 'Tree')) v(c, code, es, en);
        insert into geo.areas values ('mun.32056', 'mun', 'municipality', '32056', 'Zacatecas', '32', 1000, 300, 4e8, '{}', st_multi(st_makeenvelope(-100.02, 20, -100.003, 20.003, 4326)));
        select geo.join_areas('{{Run}}');
        insert into geo.decisions (kind, subject, run, state, source, value, score, confidence, candidates, evidence, at_stake)
        select 'cluster-label', '{{Run}}-' || lpad(c::text, 4, '0'), '{{Run}}', 'pending', 'rules', code, 0.6, sure, '[]', '{"catalogue": "cat"}', 1000
        from (values (0, 'building', 0.5), (1, 'tree', 0.8)) v(c, code, sure);
        """;
}
