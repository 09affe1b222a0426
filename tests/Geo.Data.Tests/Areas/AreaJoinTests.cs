using Dapper;
using Geo.Data.Areas;
using Geo.Data.Runs;
using Geo.Data.Tests.Loading;
using Geo.Testing;
using NetTopologySuite.Geometries;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Areas;

public sealed class AreaJoinTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    static AreaRow Area(string code, Geometry geom, string level = "municipality") => new("t", level, code, $"area {code}", null, null, null, null, geom);

    /// <summary>A scene of n × n cells of 0.01°: every fifth is unlabelled, the others are in turn of cluster 0, 1 and none.</summary>
    static (IReadOnlyList<(Polygon, int?)> Pieces, IReadOnlyList<Polygon> Gaps) Cells(double x, double y, int n)
    {
        var cells = Enumerable.Range(0, n * n).Select(i => (i, Box(x + i % n * 0.01, y + i / n * 0.01, x + (i % n + 1) * 0.01, y + (i / n + 1) * 0.01))).ToArray();
        return ([.. cells.Where(c => c.i % 5 != 0).Select(c => (c.Item2, c.i % 3 == 2 ? (int?)null : c.i % 3))], [.. cells.Where(c => c.i % 5 == 0).Select(c => c.Item2)]);
    }

    static readonly AreaRow[] areas =
    [
        Area("in", Ring((0.013, 0.011), (0.052, 0.027), (0.031, 0.058))),          // wholly inside, cuts cells
        Area("edge", Ring((0.05, 0.05), (0.163, 0.071), (0.087, 0.154))),          // half outside
        Area("exact", Box(0.02, 0.06, 0.04, 0.09)),                                // on cell borders
        Area("half", Box(0.005, 0.095, 0.015, 0.2)),                               // its border runs through cells' interior points
        Area("all", Box(-1, -1, 1, 1), "state"),
        Area("away", Box(3, 3, 4, 4)),
        Area("named", null!),
    ];

    [Fact]
    public async Task Clusters_and_unlabelled_ground_make_up_what_was_observed_also_where_scenes_overlap()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await new AreaStore(database.DataSource).ImportAsync(areas, CancellationToken.None);
        var (pieces, gaps) = Cells(0, 0, 10);
        await database.PublishAsync(Run("old", Scene("s1", Box(0, 0, 0.1, 0.1))), pieces, gaps);
        await CheckAsync(database, "old", Box(0, 0, 0.1, 0.1));

        (pieces, gaps) = Cells(0.0751, 0.0152, 10);   // newer, off the old grid, over 21 % of the old scene
        await database.PublishAsync(Run("new", Scene("s2", Box(0.0751, 0.0152, 0.1751, 0.1152))), pieces, gaps);
        var together = Box(0, 0, 0.1, 0.1).Union(Box(0.0751, 0.0152, 0.1751, 0.1152));
        await CheckAsync(database, "old,new", together);

        await new RunStore(database.DataSource).PinAsync("old", true, CancellationToken.None);   // now the overlap is the old scene's
        await CheckAsync(database, "old,new", together);
        var all = await database.RowsAsync<(string, double)>("select run, observed_m2 from geo.area_observations where area = 't.all' order by run desc");
        Assert.Equal(await database.AreaM2Async(Box(0, 0, 0.1, 0.1)), all[0].Item2, 1.0);
    }

    static async Task CheckAsync(GeoDatabase database, string runs, Geometry seen)
    {
        await using var connection = await database.DataSource.OpenConnectionAsync();
        var sums = (await connection.QueryAsync<(string Run, string Area, double Observed, double Sum)>("""
            select o.run, o.area, o.observed_m2,
                   o.unlabelled_m2 + coalesce((select sum(m2) from geo.area_clusters c where c.run = o.run and c.area = o.area), 0)
            from geo.area_observations o
            """)).ToArray();
        Assert.Equal(runs.Split(',').Order(), sums.Select(s => s.Run).Distinct().Order());
        Assert.All(sums, s => Assert.InRange(s.Sum / s.Observed, 0.99999, 1.00001));
        foreach (var area in areas.Where(a => a.Geom is not null))
        {
            var expected = await database.AreaM2Async(area.Geom!.Intersection(seen));
            Assert.Equal(expected, sums.Where(s => s.Area == $"t.{area.Code}").Sum(s => s.Observed), 1e-6 * expected + 1e-6);
        }
    }

    [Fact]
    public async Task A_piece_counts_once_where_its_interior_point_lies()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var (pieces, gaps) = Cells(0, 0, 10);
        await database.PublishAsync(Run("r", Scene("s1", Box(0, 0, 0.1, 0.1))), pieces, gaps);
        // the border between west and east runs through the interior points of a column of cells
        await new AreaStore(database.DataSource).ImportAsync(
            [Area("west", Box(0, 0, 0.045, 0.1)), Area("east", Box(0.045, 0, 0.1, 0.1)), Area("whole", Box(0, 0, 0.1, 0.1), "state")], CancellationToken.None);
        var counts = (await database.RowsAsync<(string, long)>("select area, sum(segments) from geo.area_clusters group by 1")).ToDictionary(c => c.Item1, c => c.Item2);
        Assert.Equal(80, counts["t.whole"]);
        Assert.Equal(80, counts["t.west"] + counts["t.east"]);
        Assert.InRange(counts["t.west"], 30, 40);   // its three whole columns, and of the cut one those that fell to it
        var m2 = await database.RowsAsync<double>("select sum(m2) from geo.area_clusters group by area order by area");
        Assert.Equal(m2[2], m2[0] + m2[1], 1e-6 * m2[2]);
    }

    [Fact]
    public async Task Profiles_sum_the_current_runs()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await new AreaStore(database.DataSource).ImportAsync(areas, CancellationToken.None);
        var (pieces, gaps) = Cells(0, 0, 10);
        await database.PublishAsync(Run("r", Scene("s1", Box(0, 0, 0.1, 0.1))), pieces, gaps);
        var rows = await database.RowsAsync<(string Id, double Share, long Segments, long Buildings, double BuiltUp, string Classes)>(
            "select id, observed_share, segments, buildings, built_up_m2, classes::text from published.area_profiles order by id");
        Assert.Equal(["t.all", "t.edge", "t.exact", "t.half", "t.in"], rows.Select(r => r.Id));
        var exact = rows[2];
        Assert.Equal(1, exact.Share, 6);
        var cells = pieces.Where(p => areas[2].Geom!.Contains(p.Item1)).ToArray();
        Assert.Equal((cells.Length, cells.Count(c => c.Item2 == 0)), ((int)exact.Segments, (int)exact.Buildings));
        double built = 0;
        foreach (var cell in cells.Where(c => c.Item2 == 0)) built += await database.AreaM2Async(cell.Item1);
        Assert.Equal(built, exact.BuiltUp, 1e-6 * built);
        Assert.Contains("\"building\"", exact.Classes);
        Assert.Contains("\"unnamed\"", exact.Classes);
    }
}
