using Geo.Server.Http;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Fuzz;

/// <summary>Faults that random requests found.</summary>
public sealed class FoundTests(FuzzWorld world) : IClassFixture<FuzzWorld>
{
    [Fact]
    public async Task A_page_of_a_feature_shows_truth_values()
    {
        using var answer = await world.Published.Send("/collections/pozos/items/1?f=html");
        var page = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, page);
        Assert.Matches("<td[^>]*>(sí|no)</td>", page);
    }

    [Fact]
    public async Task Reprojected_features_come_from_parallel_plans_too()
    {
        await using var eager = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(world.Published.Database.ConnectionString)
        {
            Options = "-c parallel_setup_cost=0 -c parallel_tuple_cost=0 -c min_parallel_table_scan_size=0 -c min_parallel_index_scan_size=0",
        });
        await using var service = WebService.Build(new ServeOptions(0), eager);
        await service.StartAsync();
        var page = await world.Published.Json(service.Urls.Single() + "/collections/segments/items?crs=http://www.opengis.net/def/crs/EPSG/0/6372&limit=10000&filter="
            + Uri.EscapeDataString("NOT (S_CONTAINS(geom, POLYGON((-103 22, -102 22, -102 23, -103 23, -103 22))))"));
        Assert.True((int)page["numberReturned"]! > 200);
    }

    [Fact]
    public async Task A_forwarded_prefix_that_is_no_path_is_left_out()
    {
        foreach (var prefix in new[] { "//x/../%00", "geo", "/a b", "/%zz", "/a,b" })
        {
            using var answer = await world.Published.Send("/", null, ("X-Forwarded-Prefix", prefix));
            Assert.True(answer.IsSuccessStatusCode, prefix);
        }
    }
}
