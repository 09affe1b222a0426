using System.Net;
using System.Text.Json.Nodes;
using Geo.Data;
using Geo.Data.Layers;
using Geo.Pipeline.Layers;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Testing;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Filters;

/// <summary>A service over a database into which the tests import layers while it runs.</summary>
public sealed class ImportedWorld : IAsyncLifetime
{
    public const string Countries = "ne_110m_admin_0_countries", Places = "ne_110m_populated_places_simple", Rivers = "ne_110m_rivers_lake_centerlines";

    readonly PostgisFixture _postgis = new();
    readonly HttpClient _client = new();
    WebApplication? _service;

    internal GeoDatabase Database { get; private set; } = null!;
    public string Base { get; private set; } = "";

    /// <summary>Natural Earth's GeoPackage of the CQL2 abstract tests, or null where the shared data are not.</summary>
    public static string? GeoPackage => Path.Combine(Repository.Root, "..", "shared", "data", "cql2", "ne110m4cql2.gpkg") is var path && File.Exists(path) ? path : null;

    public async Task InitializeAsync()
    {
        await _postgis.InitializeAsync();
        Database = await _postgis.CreateDatabaseAsync();
        _service = WebService.Build(new ServeOptions(0), Database.DataSource);
        await _service.StartAsync();
        Base = _service.Urls.Single();
        if (GeoPackage is { } file) await Import(file);
    }

    public async Task DisposeAsync()
    {
        if (_service is not null) await _service.DisposeAsync();
        await Database.DisposeAsync();
        _client.Dispose();
    }

    public Task<IReadOnlyList<ImportedLayer>> Import(string file, string? name = null) =>
        new LayerImporter(new LayerStore(Database.DataSource)).ImportAsync(file, name, CollectionDefinitions.Reserved, CancellationToken.None);

    public async Task<(HttpStatusCode Status, JsonObject Body)> Ask(string path)
    {
        using var answer = await _client.GetAsync(path.StartsWith("http", StringComparison.Ordinal) ? path : Base + path);
        return (answer.StatusCode, (JsonObject)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!);
    }

    public async Task<JsonObject> Json(string path)
    {
        var (status, body) = await Ask(path);
        Assert.True(status == HttpStatusCode.OK, $"{path}: {(int)status} {body.ToJsonString()}");
        return body;
    }

    public static string Items(string collection, string filter, string more = "") =>
        $"/collections/{collection}/items?limit=1000&skipGeometry=true&filter={Uri.EscapeDataString(filter)}{more}";

    public async Task<int> Count(string collection, string filter, string more = "")
    {
        var page = await Json(Items(collection, filter, more));
        var returned = (int)page["numberReturned"]!;
        Assert.Equal(returned, (int)page["numberMatched"]!);
        Assert.Equal(returned, page["features"]!.AsArray().Count);
        return returned;
    }

    public async Task<T> Sql<T>(string sql)
    {
        await using var command = Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The table that a layer's rows are in now.</summary>
    public async Task<string> Table(string layer) => "layers.\"" + await Sql<string>($"select table_name from geo.layers where layer = '{layer}'") + "\"";
}

[CollectionDefinition("imported world")]
public sealed class ImportedWorldTests : ICollectionFixture<ImportedWorld>;
