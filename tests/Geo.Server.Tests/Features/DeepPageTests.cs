using Geo.Server.Collections;
using Geo.Server.Features;
using Npgsql;
using Xunit;

namespace Geo.Server.Tests.Features;

[Collection("published world")]
public sealed class DeepPageTests(PublishedWorld world)
{
    /// <summary>Page 10,000 costs what page 1 costs only while the index is entered at the cursor and nothing is sorted.</summary>
    [Theory]
    [InlineData("segments")]
    [InlineData("segments_flat")]
    public async Task A_page_enters_the_index_at_its_cursor(string id)
    {
        var collection = await new CollectionRegistry(world.Database.DataSource).Get(id, CancellationToken.None);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        await using (var settings = new NpgsqlCommand("set enable_seqscan = off; set enable_bitmapscan = off; set enable_sort = off", connection))
            await settings.ExecuteNonQueryAsync();
        await using var page = RowQuery.Page(connection, collection, new Selection(10, null, null, [], new Cursor(PublishedWorld.Run + "-0000100", [])), collection);
#pragma warning disable CA2100 // the page's own text
        page.CommandText = "explain " + page.CommandText;
#pragma warning restore CA2100
        var plan = new List<string>();
        await using (var lines = await page.ExecuteReaderAsync())
            while (await lines.ReadAsync()) plan.Add(lines.GetString(0).Trim());
        Assert.Contains(plan, l => l.StartsWith("Index Cond", StringComparison.Ordinal) && l.Contains("(id > ", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, l => l.StartsWith("Sort Key", StringComparison.Ordinal) && l.Contains(".id", StringComparison.Ordinal));
        await using var reset = new NpgsqlCommand("reset all", connection);
        await reset.ExecuteNonQueryAsync();
    }
}
