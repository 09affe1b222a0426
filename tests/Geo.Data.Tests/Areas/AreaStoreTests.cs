using Geo.Data.Areas;
using Geo.Testing;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Areas;

public sealed class AreaStoreTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    static readonly AreaRow area = new("inegi", "municipality", "32056", "Zacatecas", "32", 149607, null, """{"a":1}""", Box(0, 0, 0.1, 0.1));

    [Fact]
    public async Task A_second_file_updates_by_code_and_never_drops_what_it_lacks()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new AreaStore(database.DataSource);
        var first = await store.ImportAsync([area, area with { Code = "32010" }], CancellationToken.None);
        Assert.Equal((2, 0), (first.Added, first.Updated));
        var second = await store.ImportAsync(
            [new("inegi", "municipality", "32056", "", null, null, 44000, """{"b":2}""", null), area with { Code = "32017", Geom = null }], CancellationToken.None);
        Assert.Equal((1, 1), (second.Added, second.Updated));
        var row = (await database.RowsAsync<(string Name, string Parent, long Population, long Dwellings, string Attributes, double Area, bool Has)>(
            "select name, parent, population, dwellings, attributes::text, area_m2, geom is not null from geo.areas where id = 'inegi.32056'"))[0];
        Assert.Equal(("Zacatecas", "32", 149607L, 44000L, """{"a": 1, "b": 2}""", true),
            (row.Name, row.Parent, row.Population, row.Dwellings, row.Attributes, row.Has));
        Assert.Equal(await database.AreaM2Async(area.Geom!), row.Area, 0.01);
        Assert.Equal(3, await database.AskAsync<int>("select count(*) from published.areas"));
    }

    [Fact]
    public async Task Doubled_codes_and_broken_geometries_are_refused_whole_and_crossed_rings_mended()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new AreaStore(database.DataSource);
        var doubled = await Assert.ThrowsAsync<DataException>(() => store.ImportAsync([area, area], CancellationToken.None));
        Assert.Contains("inegi.32056", doubled.Message);
        var bad = await Assert.ThrowsAsync<DataException>(
            () => store.ImportAsync([area, area with { Code = "x", Geom = Multi() }], CancellationToken.None));
        Assert.Contains("x (empty", bad.Message);
        Assert.Equal(0, await database.AskAsync<int>("select count(*) from geo.areas"));
        var import = await store.ImportAsync([area with { Geom = Ring((0, 0), (0.1, 0.1), (0.1, 0), (0, 0.1)) }], CancellationToken.None);
        Assert.Equal(["inegi.32056"], import.Mended);
        Assert.True(await database.AskAsync<bool>("select st_isvalid(geom) and area_m2 > 1e7 from geo.areas"));
    }
}
