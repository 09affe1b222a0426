using System.Text.Json.Nodes;
using Geo.Data.Layers;
using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Filters;
using Geo.Server.Tests.Filters;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>Totals are exact where they are cheap and absent where they are not: no page reads a whole table to count.</summary>
[Collection("imported world")]
public sealed class CountingTests(ImportedWorld world) : IAsyncLifetime
{
    const string Layer = "many";
    const int Rows = 60_000;

    public async Task InitializeAsync()
    {
        await using var command = world.Database.DataSource.CreateCommand($"""
            create table layers.many_1 (id text collate "C" primary key, n bigint not null, geom geometry(Point, 4326) not null);
            insert into layers.many_1 select lpad(i::text, 6, '0'), i, st_setsrid(st_makepoint(i % 300 * 0.01, i / 300 * 0.01), 4326) from generate_series(0, {Rows - 1}) i;
            create index on layers.many_1 using gist (geom);
            analyze layers.many_1;
            insert into geo.layers (layer, table_name, title, source, source_layer, key_source, lacks_geometry, columns) values ('{Layer}', 'many_1', 'Many', 'test', 'many', 'id', false, '[]');
            """);
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync() => Assert.True(await new LayerStore(world.Database.DataSource).RemoveAsync(Layer, CancellationToken.None));

    [Fact]
    public async Task Totals_are_exact_or_absent_on_every_page()
    {
        var items = $"/collections/{Layer}/items?limit=10";
        var whole = await world.Json(items);
        Assert.Equal(Rows, (int)whole["numberMatched"]!);
        var next = new Uri((string)whole.Links().Single(l => (string?)l["rel"] == "next")["href"]!).PathAndQuery;
        Assert.Equal(Rows, (int)(await world.Json(next))["numberMatched"]!);

        Assert.Equal(9_000, (int)(await world.Json(items + "&filter=n%20%3C%209000"))["numberMatched"]!);
        var many = await world.Json(items + "&filter=n%20%3E%201000");
        Assert.Null(many["numberMatched"]);
        Assert.Equal(3, (int)(await world.Json(items + "&filter=n%20%3C%203"))["numberMatched"]!); // one page holds them
        Assert.Null((await world.Json(new Uri((string)many.Links().Single(l => (string?)l["rel"] == "next")["href"]!).PathAndQuery))["numberMatched"]);
    }

    /// <summary>The count that a filtered first page makes stops one row past its cap, also where nearly every row matches.</summary>
    [Fact]
    public async Task A_filtered_count_reads_no_more_rows_than_its_cap()
    {
        var collection = await new CollectionRegistry(world.Database.DataSource).Get(Layer, CancellationToken.None);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using var count = RowQuery.Count(connection, collection, new Selection(10, null, null, [], null) { Filter = Cql2Text.Parse("n >= 0") });
#pragma warning disable CA2100 // the count's own text
        count.CommandText = "explain (analyze, format json) " + count.CommandText;
#pragma warning restore CA2100
        var plan = JsonNode.Parse((string)(await count.ExecuteScalarAsync())!)![0]!["Plan"]!;
        var rows = new List<(string Kind, int Rows)>();
        void Visit(JsonNode node)
        {
            rows.Add(((string)node["Node Type"]!, (int)node["Actual Rows"]! + (node["Rows Removed by Filter"] is { } removed ? (int)removed : 0)));
            foreach (var child in node["Plans"]?.AsArray() ?? []) Visit(child!);
        }
        Visit(plan);
        Assert.Equal(RowQuery.CountCap + 1, rows.Single(r => r.Kind.EndsWith("Scan", StringComparison.Ordinal)).Rows);
    }

    /// <summary>A page of a small box enters the spatial index and tests exactly only what the border of the box cuts.</summary>
    [Fact]
    public async Task A_small_box_is_asked_for_by_the_spatial_index_with_a_plan_that_is_kept()
    {
        var collection = await new CollectionRegistry(world.Database.DataSource).Get(Layer, CancellationToken.None);
        var totals = new Totals(Rows, [0, 0, 3, 2], null, null);
        Selection Box(double side) => new(100, new BoundingBox(1, 1, 1 + side, 1 + side), null, [], null);
        Assert.True(KeptPlan.Fits(collection, collection, Box(0.05), totals));
        Assert.False(KeptPlan.Fits(collection, collection, Box(1), totals));
        Assert.False(KeptPlan.Fits(collection, collection with { Fields = [] }, Box(0.05), totals));
        Assert.False(KeptPlan.Fits(collection, collection, Box(0.05) with { Filter = Cql2Text.Parse("n > 3") }, totals));

        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using (var generic = new NpgsqlCommand("set plan_cache_mode = force_generic_plan", connection)) await generic.ExecuteNonQueryAsync();
        await using var page = RowQuery.Page(connection, collection, Box(0.05), collection);
#pragma warning disable CA2100 // the page's own text
        page.CommandText = "explain " + page.CommandText;
#pragma warning restore CA2100
        await page.PrepareAsync();
        var plan = new List<string>();
        await using (var lines = await page.ExecuteReaderAsync())
            while (await lines.ReadAsync()) plan.Add(lines.GetString(0));
        Assert.Contains(plan, l => l.Contains("many_1_geom_idx", StringComparison.Ordinal));
        await using var reset = new NpgsqlCommand("reset all", connection);
        await reset.ExecuteNonQueryAsync();
    }

    /// <summary>On the border of a box, outside it by less than floats can say, and inside: as the exact test alone selects.</summary>
    [Theory]
    [InlineData(1e-9, 9)]          // a hair inside: the outer ring of 5 by 5 points is cut off
    [InlineData(-1e-9, 25)]
    [InlineData(-0.0099999, 25)]   // just short of the next ring
    [InlineData(-0.0100001, 49)]
    public async Task Points_at_the_border_of_a_box_are_selected_exactly(double inset, int expected)
    {
        var (low, high) = (1 + inset, 1.04 - inset);
        var page = await world.Json(FormattableString.Invariant($"/collections/{Layer}/items?limit=100&bbox={low:R},{low:R},{high:R},{high:R}"));
        Assert.Equal(expected, (int)page["numberReturned"]!);
        Assert.Equal(expected, await world.Sql<long>(FormattableString.Invariant(
            $"select count(*) from layers.many_1 where st_intersects(geom, st_makeenvelope({low:R}, {low:R}, {high:R}, {high:R}, 4326))")));
    }
}
