using Geo.Data.Loading;
using Geo.Data.Runs;
using Geo.Testing;
using NetTopologySuite.Geometries;
using NetTopologySuite.IO;
using Xunit;
using static Geo.Data.Tests.Shapes;

namespace Geo.Data.Tests.Loading;

public sealed class RunLoaderTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>
{
    static readonly RunRow run = Run("00000000aaaa", Scene("scene1", Box(0, 0, 0.1, 0.1)));

    [Fact]
    public async Task Rows_come_back_as_they_were_sent()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var holed = (Polygon)Box(0, 0, 0.1, 0.1).Difference(Box(0.02, 0.02, 0.03, 0.05));
        var segment = Loads.Segment(run.Run, 7, Multi(holed, Box(0.2, 0, 0.3, 0.1)), 1234.5678901234567) with { Parent = $"{run.Run}-ñ", Level = 2 };
        var plain = Loads.Segment(run.Run, 8, Box(0, 0, 1e-9, 1e-9), double.Epsilon, cluster: null) with { BandMean = default, BandSd = default };
        Half[] vector = [(Half)0.5, Half.Epsilon, (Half)(-1)];
        await using (var claim = await new RunStore(database.DataSource).BeginAsync(run, CancellationToken.None))
        await using (var loader = await RunLoader.BeginAsync(claim, CancellationToken.None))
        {
            Assert.Equal(2, await loader.CopyAsync(new[] { segment, plain }.ToAsyncEnumerable(), CancellationToken.None));
            await loader.CopyAsync(new[] { new FlatRow(segment.Id, 0, 2, holed) }.ToAsyncEnumerable(), CancellationToken.None);
            await loader.CopyAsync(new[] { new UnlabelledRow(3, 9.5, holed) }.ToAsyncEnumerable(), CancellationToken.None);
            await loader.CopyAsync(new[] { new EmbeddingRow(segment.Id, vector) }.ToAsyncEnumerable(), CancellationToken.None);
            await loader.PublishAsync(run.Scene.Geom, [Loads.Building], """{"segments":2}""", CancellationToken.None);
        }
        await using var connection = await database.DataSource.OpenConnectionAsync();
        await using var command = new Npgsql.NpgsqlCommand("""
            select id, parent, level, cluster, area_m2, perimeter_m, compactness, rectangularity, elongation, predicted_iou, stability, band_mean, band_sd,
                   st_asewkb(geom), class_code from published.segments order by id
            """, connection);
        await using (var reader = await command.ExecuteReaderAsync())
        {
            foreach (var expected in new[] { segment, plain })
            {
                Assert.True(await reader.ReadAsync());
                var wkb = (Geometry)new WKBReader().Read(reader.GetFieldValue<byte[]>(13));
                Assert.Equal(4326, wkb.SRID);
                var sent = expected.Geom is Polygon p ? Multi(p) : expected.Geom;
                Assert.True(sent.EqualsExact(wkb), $"{wkb}");
                Assert.Equal(expected, new SegmentRow(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetInt16(2),
                    reader.IsDBNull(3) ? null : reader.GetInt32(3), reader.GetDouble(4), reader.GetDouble(5), reader.GetFloat(6), reader.GetFloat(7),
                    reader.GetFloat(8), reader.GetFloat(9), reader.GetFloat(10), expected.BandMean, expected.BandSd, expected.Geom));
                Assert.Equal(expected.BandMean.ToArray(), reader.GetFieldValue<float[]>(11));
                Assert.Equal(expected.BandSd.ToArray(), reader.GetFieldValue<float[]>(12));
                Assert.Equal(expected.Cluster is null, reader.IsDBNull(14));
            }
        }
        Assert.Equal(vector, Enumerable.Range(0, 3).Select(i =>
            BitConverter.ToHalf(database.AskAsync<byte[]>("select vector from geo.embeddings").Result, 2 * i)));
        Assert.Equal((3, 9.5, true), (await database.RowsAsync<(int, double, bool)>(
            "select n, area_m2, st_orderingequals(geom, (select geom from geo.segments_flat)) from geo.unlabelled"))[0]);
        Assert.Equal("2", await database.AskAsync<string>("select summary->>'segments' from geo.runs where state = 'complete' and current"));
    }

    [Fact]
    public async Task Bad_rows_are_reported_and_not_sent()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await using var claim = await new RunStore(database.DataSource).BeginAsync(run, CancellationToken.None);
        await using var loader = await RunLoader.BeginAsync(claim, CancellationToken.None);
        Polygon nan = Box(0, 0, 1, 1), open = Box(0, 0, 1, 1), far = Box(0, 0, 1, 1);
        nan.ExteriorRing.CoordinateSequence.SetOrdinate(1, 0, double.NaN);
        open.ExteriorRing.CoordinateSequence.SetOrdinate(0, 0, -102.5);
        far.ExteriorRing.CoordinateSequence.SetOrdinate(2, 0, 1e6);
        Geometry[] bad = [nan, open, far, Polygon.Empty, new Point(1, 2), Multi(Box(0, 0, 1, 1), open)];
        var rows = bad.Select((g, i) => Loads.Segment(run.Run, i, g)).Append(Loads.Segment(run.Run, 90, Box(0, 0, 1, 1), double.NaN))
            .Append(Loads.Segment(run.Run, 99, Box(0, 0, 1, 1)));
        Assert.Equal(1, await loader.CopyAsync(rows.ToAsyncEnumerable(), CancellationToken.None));
        Assert.Equal(
            ["longitude", "not closed", "longitude", "empty", "Point", "not closed", "area_m2"],
            loader.BadRows.Select(b => new[] { "longitude", "not closed", "empty", "Point", "area_m2" }.First(w => b.Reason.Contains(w))));
        await loader.PublishAsync(run.Scene.Geom, [Loads.Building], "{}", CancellationToken.None);
        Assert.Equal($"{run.Run}-0000099", await database.AskAsync<string>("select string_agg(id, ',') from published.segments"));
    }

    [Fact]
    public async Task Nothing_is_seen_before_it_is_published_and_an_abandoned_load_leaves_nothing()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        var store = new RunStore(database.DataSource);
        await using (var claim = await store.BeginAsync(run, CancellationToken.None))
        await using (var loader = await RunLoader.BeginAsync(claim, CancellationToken.None))
        {
            await loader.CopyAsync(new[] { Loads.Segment(run.Run, 1, Box(0, 0, 1, 1)) }.ToAsyncEnumerable(), CancellationToken.None);
            Assert.Equal(0, await database.AskAsync<int>("select (select count(*) from published.segments) + (select count(*) from published.scenes)"));
            // a source that fails in the middle of a copy
            await Assert.ThrowsAsync<InvalidDataException>(() => loader.CopyAsync(Failing(), CancellationToken.None));
        }
        Assert.Null(await database.AskAsync<string?>($"select to_regclass('geo.segments__{run.Run}')::text"));
        await database.PublishAsync(run, [(Box(0, 0, 0.05, 0.1), 0)], [Box(0.05, 0, 0.1, 0.1)]);
        Assert.Equal(1, await database.AskAsync<int>("select count(*) from published.segments"));

        await using var again = await store.BeginAsync(run, CancellationToken.None);
        Assert.Equal(RunStart.Complete, again.Start);
        await Assert.ThrowsAsync<DataException>(() => RunLoader.BeginAsync(again, CancellationToken.None));
        await store.DiscardAsync(again, CancellationToken.None);
        Assert.Equal(0, await database.AskAsync<int>("select (select count(*) from published.segments) + (select count(*) from published.clusters)"));
        await again.DisposeAsync();
        await database.PublishAsync(run, [(Box(0, 0, 0.05, 0.1), 0)], []);
        Assert.Equal(1, await database.AskAsync<int>("select count(*) from published.segments"));

        static async IAsyncEnumerable<FlatRow> Failing()
        {
            for (var i = 0; i < 5000; i++) yield return new FlatRow($"{i}", null, 1, Box(0, 0, 1, 1));
            await Task.Yield();
            throw new InvalidDataException();
        }
    }

    [Fact]
    public async Task A_newer_run_takes_the_place_of_an_older_one_until_that_is_pinned()
    {
        await using var database = await postgis.CreateDatabaseAsync();
        await database.PublishAsync(Run("a", Scene("s1", Box(0, 0, 0.1, 0.1))), [(Box(0, 0, 0.1, 0.1), 0)], []);
        await database.PublishAsync(Run("b", Scene("s2", Box(0, 0, 0.1, 0.06))), [(Box(0, 0, 0.1, 0.06), 0)], []);   // covers 60 % of a
        await database.PublishAsync(Run("c", Scene("s3", Box(0.08, 0, 0.18, 0.1))), [(Box(0.08, 0, 0.18, 0.1), 0)], []);   // 20 %
        const string current = "select string_agg(run, ',' order by run) from geo.current_runs";
        Assert.Equal("b,c", await database.AskAsync<string>(current));
        Assert.Equal("b,c", await database.AskAsync<string>("select string_agg(distinct run, ',') from published.segments"));
        var store = new RunStore(database.DataSource);
        await store.PinAsync("a", true, CancellationToken.None);
        Assert.Equal("a,c", await database.AskAsync<string>(current));   // a covers all of b
        await store.PinAsync("a", false, CancellationToken.None);
        Assert.Equal("b,c", await database.AskAsync<string>(current));
        await Assert.ThrowsAsync<DataException>(() => store.PinAsync("zz", true, CancellationToken.None));
    }
}
