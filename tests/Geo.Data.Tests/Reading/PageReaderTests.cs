using Geo.Data.Reading;
using Geo.Data.Tests.Loading;
using Geo.Testing;
using Npgsql;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Reading;

public sealed class PageReaderTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    [Fact]
    public async Task Pages_follow_each_other_without_gap_or_repetition_over_runs()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        foreach (var (run, x) in new[] { ("bbb", 0.0), ("aaa", 1.0) })
            await database.PublishAsync(Run(run, Scene($"s{run}", Box(x, 0, x + 0.5, 0.5))), [.. Enumerable.Range(0, 7).Select(i => (Box(x, i, x + 1, i + 1), (int?)0))], []);
        var reader = new PageReader(database.DataSource);
        var ids = new List<string>();
        for (string? after = null; ;)
        {
            var page = await reader.StreamAsync(new PageQuery("segments", ["id"], After: after, Limit: 3), r => r.GetString(0), CancellationToken.None).ToArrayAsync();
            if (page.Length == 0) break;
            ids.AddRange(page);
            after = page[^1];
        }
        Assert.Equal(Enumerable.Range(0, 7).Select(i => $"aaa-{i:0000000}").Concat(Enumerable.Range(0, 7).Select(i => $"bbb-{i:0000000}")), ids);
        var some = await reader.StreamAsync(new PageQuery("segments", ["id", "st_asbinary(geom)"], "run = $1 and geom && st_makeenvelope($2, 21, $2 + 1, 24.5, 4326)",
            ["bbb", -101.5], After: "bbb-0000000"), r => r.GetString(0), CancellationToken.None).ToArrayAsync();
        Assert.Equal(["bbb-0000001", "bbb-0000002"], some);
    }

    [Fact]
    public async Task A_page_is_read_from_the_index_in_order_and_a_box_from_the_spatial_index()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        foreach (var run in new[] { "aaa", "bbb", "ccc" })   // the first is hidden by the second, the third lies elsewhere
        {
            var x = run == "ccc" ? 3.0 : 0;
            await database.PublishAsync(Run(run, Scene($"s{run}", Box(x, 0, x + 1, 1))), [(Box(x, 0, x + 1, 1), 0)], []);
            await database.AskAsync<object>($"""
                insert into geo.segments select run, run || '-' || lpad(n::text, 7, '0'), parent, level, cluster, area_m2, perimeter_m, compactness, rectangularity, elongation,
                  predicted_iou, stability, band_mean, band_sd, st_multi(st_makeenvelope(-102 + {x} + n % 200 * 0.005, 22 + n / 200 * 0.005, -101.996 + {x} + n % 200 * 0.005, 22.004 + n / 200 * 0.005, 4326))
                from geo.segments, generate_series(1, 20000) n where run = '{run}'
                """);
            await database.AskAsync<object>($"analyze geo.segments__{run}");
        }
        var runs = await new PageReader(database.DataSource).CurrentRunsAsync(CancellationToken.None);
        Assert.Equal(["bbb", "ccc"], runs);
        var page = await PlanAsync(database, PageReader.Command(new PageQuery("segments", ["id", "class_code", "geom"], After: "bbb-0010000", Limit: 100), runs));
        Assert.DoesNotContain("Sort Method", page);
        Assert.DoesNotContain("aaa", page);
        Assert.Contains("_id_idx", page);
        var box = await PlanAsync(database, PageReader.Command(new PageQuery("segments", ["id", "geom"], "geom && st_makeenvelope(-101.6, 22.1, -101.59, 22.11, 4326)", Limit: 100), runs));
        Assert.Contains("geom_idx", box);
        // other callers, who only know the view
        var view = await PlanAsync(database, new NpgsqlCommand("select id, class_code, geom from published.segments where id > 'bbb-0010000' order by id limit 100"));
        Assert.DoesNotContain("Sort Method", view);
    }

    static async Task<string> PlanAsync(GeoDatabase database, NpgsqlCommand command)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        command.Connection = connection;
#pragma warning disable CA2100
        command.CommandText = "explain (analyze, costs off) " + command.CommandText;
#pragma warning restore CA2100
        var lines = new List<string>();
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync()) lines.Add(reader.GetString(0));
        return string.Join('\n', lines);
    }
}
