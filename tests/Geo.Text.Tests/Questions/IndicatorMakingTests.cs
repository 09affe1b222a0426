using Dapper;
using Geo.Data.Indicators;
using Geo.Testing;
using Geo.Testing.Models;
using Geo.Text.Indicators;
using Xunit;

namespace Geo.Text.Tests.Questions;

[Collection(nameof(Places.Country))]
public sealed class IndicatorMakingTests(PostgisFixture postgis)
{
    [Fact]
    public async Task Counts_events_shares_and_rates_are_those_of_the_articles()
    {
        await using var world = await AskedWorld.CreateAsync(postgis, 60, new WireModel("uno"));
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        // a copy of a positive article of area 0, and an area that nobody wrote about
        await connection.ExecuteAsync("""
            insert into geo.articles (article, event, content, title, published, source, text, file, line)
            select 'copy', event, content, title, published, 'Otro', text, file, line from geo.articles where title = 'Nota 0';
            insert into geo.article_places values ('copy', '99000', 0.9, true, true);
            insert into geo.areas (id, area_set, level, code, name, parent, population, geom) values ('t.99006', 't', 'municipality', '99006', 'Sola', '99', 500, st_multi(st_makeenvelope(9, 9, 9.1, 9.1, 4326)))
            """);
        await world.AskAsync();
        var store = new IndicatorStore(world.Database.DataSource);
        var report = await new IndicatorMaking(world.Answers, store).MakeAsync("prueba", null, "municipality", CancellationToken.None);
        Assert.Equal(("uno", "t", 6, 2), (report.By, report.AreaSet, report.Areas, report.Months));

        var rows = (await connection.QueryAsync("select * from geo.indicators where period = 'all' order by area")).ToList();
        Assert.Equal(7, rows.Count);
        // area 0 has articles 0, 6, … 54 and the copy; those divisible by 4 name migrants: 0, 12, 24, 36, 48
        Assert.Equal((11, 6, 5, 6 / 11.0, 500.0), ((int)rows[0].monitored, (int)rows[0].count, (int)rows[0].events, (double)rows[0].share, (double)rows[0].rate));
        Assert.True((double)rows[0].eb_low < (double)rows[0].eb_rate && (double)rows[0].eb_rate < (double)rows[0].rate && (double)rows[0].eb_rate < (double)rows[0].eb_high);
        Assert.Equal((0, null, null), ((int)rows[6].monitored, (object?)rows[6].count, (object?)rows[6].eb_rate));
        Assert.Equal(Intensity.Of((double)rows[0].eb_rate / 2), (double)rows[0].intensity, 9);
        Assert.Equal(11, await connection.ExecuteScalarAsync<int>("select sum(monitored) from geo.indicators where area = 't.99000' and period <> 'all'"));
        // the island is its nearest area's neighbour, and both are written of again without doubling
        Assert.Equal("t.99005", await connection.ExecuteScalarAsync<string>("select neighbour from geo.area_neighbours where area = 't.99006'"));
        var again = await new IndicatorMaking(world.Answers, store).MakeAsync("prueba", null, "municipality", CancellationToken.None);
        Assert.Equal(report with { Lisa = again.Lisa }, again);

        var check = (await new IndicatorComparison(store).CompareAsync("prueba", ["areas.population"], CancellationToken.None)).Single(c => c.Indicator == "events");
        Assert.Equal(6, check.N);
        await Assert.ThrowsAsync<Geo.Data.DataException>(() => new IndicatorComparison(store).CompareAsync("prueba", ["albergues"], CancellationToken.None));

        var published = await connection.QuerySingleAsync("select codes, st_numgeometries(geom) as points from published.articles where id = 'copy'");
        Assert.Equal([], (string[])published.codes);      // placed when places are looked for
        Assert.DoesNotContain("text", await connection.QueryAsync<string>("select attname from pg_attribute where attrelid = 'published.articles'::regclass and attnum > 0"));
    }

    [Fact]
    public async Task Without_answers_or_places_the_message_says_what_lacks()
    {
        await using var world = await AskedWorld.CreateAsync(postgis, 6, new WireModel("uno"));
        var making = new IndicatorMaking(world.Answers, new(world.Database.DataSource));
        Assert.Contains("geo news ask", (await Assert.ThrowsAsync<IndicatorException>(() => making.MakeAsync("prueba", null, "municipality", CancellationToken.None))).Message);
        await world.AskAsync();
        Assert.Contains("geo areas import", (await Assert.ThrowsAsync<IndicatorException>(() => making.MakeAsync("prueba", null, "state", CancellationToken.None))).Message);
    }
}
