using Xunit;

namespace Geo.Server.Tests.Pages;

/// <summary>The map of a question's indicators in a real browser.</summary>
public sealed class NewsPageTests(SegmentedWorld world, Browser browser) : IClassFixture<SegmentedWorld>, IClassFixture<Browser>
{
    [SkippableFact]
    public async Task The_map_is_drawn_in_classes_with_a_legend_and_follows_the_month()
    {
        await world.ExecuteAsync("""
            insert into geo.questions values ('q@000000000000', 'q', '1', 'Pregunta', 'Question', '{1,2}', '1', 0);
            insert into geo.areas (id, area_set, level, code, name, population, geom)
            select 'n.0000' || i, 'n', 'municipality', '0000' || i, 'Área ' || i, 1000, st_multi(st_makeenvelope(i, 20, i + 1, 21, 4326)) from generate_series(0, 4) i;
            insert into geo.indicator_sets values ('q', 'q@000000000000', 'n', 'municipality', 'm', '{m}', '{"formula":"f"}', '{"2026-01":{"moran":null},"all":{"moran":null}}');
            insert into geo.indicators (question, area, period, monitored, count, events, share, intensity, intensity_low, intensity_high, lisa, withheld)
            select 'q', 'n.0000' || i, p, 9, i, i, i / 9.0, 20 * i, 19 * i, 21 * i, 'ns', false from generate_series(0, 4) i, unnest(array['all', '2026-01']) p on conflict do nothing
            """);
        await using var visit = await browser.OpenAsync(world.Base + "/news/q?f=html");
        var page = visit.Page;
        await page.Locator("#map[data-idle='intensity all']").WaitForAsync();
        Assert.Equal(7, await page.Locator("#legend span").CountAsync());       // five classes, no articles, withheld
        await page.Locator("input[name=month]").FillAsync("1");
        await page.Locator("#map[data-idle='intensity 2026-01']").WaitForAsync();
        await page.Locator("select[name=measure]").SelectOptionAsync("lisa");
        await page.Locator("#map[data-idle='lisa 2026-01']").WaitForAsync();
        Assert.DoesNotContain(visit.Complaints, c => !c.Contains("WebGL", StringComparison.Ordinal) && !c.Contains("GL Driver", StringComparison.Ordinal));
    }
}
