using System.Net;
using Xunit;

namespace Geo.Server.Tests.Filters;

/// <summary>Filters that are wrong, too large or hostile: 400 with the place, and never a word of SQL.</summary>
[Collection("imported world")]
public sealed class RefusedFiltersTests(ImportedWorld world)
{
    [Theory]
    [InlineData("nonsense = 1", 1)]
    [InlineData("width > 1 and nonsense = 1", 15)]
    [InlineData("width = 'a'", 9)]
    [InlineData("title > 3", 9)]
    [InlineData("title = DATE('2024-01-01')", 14)]
    [InlineData("acquired > 'yesterday'", 12)]
    [InlineData("acquired > TIMESTAMP('yesterday')", 22)]
    [InlineData("acquired > DATE('2024-02-30')", 17)]
    [InlineData("t_during(acquired, interval('2024-02-01', '2024-01-01'))", 20)]
    [InlineData("geom = 'x'", 1)]
    [InlineData("bands > 1 and", 14)]
    [InlineData("(width > 1", 11)]
    [InlineData("width > 1)", 10)]
    [InlineData("title = 'abc", 9)]
    [InlineData("\"title = 1", 1)]
    [InlineData("width between 1 or 2", 17)]
    [InlineData("width > > 1", 9)]
    [InlineData("width", 1)]
    [InlineData("title like 'a\\'", 12)]
    [InlineData("title like width", 12)]
    [InlineData("title in ()", 11)]
    [InlineData("nothing(width) = 1", 1)]
    [InlineData("abs(title) = 1", 5)]
    [InlineData("abs(width, width) = 1", 1)]
    [InlineData("s_intersects(geom)", 1)]
    [InlineData("s_intersects(geom, 'x')", 20)]
    [InlineData("s_intersects(geom, POINT(1))", 27)]
    [InlineData("s_intersects(geom, POLYGON((0 0, 1 1, 0 1)))", 20)]
    [InlineData("s_intersects(geom, POLYGON((0 0, 1 1, 0 1, 1 0, 0 0)))", 20)]
    [InlineData("s_intersects(geom, BBOX(0,1,1,0))", 20)]
    [InlineData("s_intersects(geom, BBOX(0,1,1))", 20)]
    [InlineData("s_touches(geom, GEOMETRYCOLLECTION(POINT(0 0)))", 17)]
    [InlineData("a_contains(title, ('a'))", 12)]
    [InlineData("a_contains(('a', 1), ('a'))", 18)]
    [InlineData("width = 1e999", 9)]
    [InlineData("width = 12abc", 9)]
    [InlineData("width # 1", 7)]
    [InlineData("width = 1; drop table geo.runs", 10)]
    [InlineData("width = 1 -- ", 14)]
    [InlineData("title = 'x' or 1=1 union select 1", 20)]
    [InlineData("pg_sleep(10) = 1", 1)]
    [InlineData("\"width\"\" = 1 or 1=1 --\" = 1", 1)]
    [InlineData("", 1)]
    public async Task A_wrong_filter_is_refused_with_its_place(string filter, int position)
    {
        var (status, problem) = await world.Ask($"/collections/scenes/items?filter={Uri.EscapeDataString(filter)}");
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Equal("filter", (string?)problem["parameter"]);
        var detail = (string)problem["detail"]!;
        Assert.True(position == (int)problem["position"]!, $"{filter}: {detail}");
        foreach (var sql in new[] { "select ", "$1", "::", "st_", "published." })
            Assert.DoesNotContain(sql, detail.Replace("union select", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"op":"=","args":[{"property":"width"}""")]
    [InlineData("""{"op":"=","args":[{"property":"width"}]}""")]
    [InlineData("""{"op":"=","args":[{"property":"nonsense"},1]}""")]
    [InlineData("""{"op":"drop","args":[]}""")]
    [InlineData("""{"op":"=","op":"<","args":[{"property":"width"},1]}""")]
    [InlineData("""{"args":[]}""")]
    [InlineData("""null""")]
    [InlineData("""{"op":"in","args":[{"property":"width"},3]}""")]
    [InlineData("""{"op":"=","args":[{"property":"title"},"\ud800"]}""")]
    [InlineData("""{"op":"s_intersects","args":[{"property":"geom"},{"type":"Point","coordinates":["1",2]}]}""")]
    [InlineData("""{"op":"s_intersects","args":[{"property":"geom"},{"type":"Polygon","coordinates":[]}]}""")]
    [InlineData("width > 1")]
    public async Task A_wrong_json_filter_is_refused(string filter)
    {
        var (status, problem) = await world.Ask($"/collections/scenes/items?filter-lang=cql2-json&filter={Uri.EscapeDataString(filter)}");
        Assert.Equal((HttpStatusCode.BadRequest, "filter"), (status, (string?)problem["parameter"]));
        Assert.NotNull(problem["position"]);
    }

    [Fact]
    public async Task Depth_size_and_number_of_parts_have_bounds()
    {
        foreach (var filter in new[]
        {
            new string('(', 5000) + "width = 1" + new string(')', 5000),
            string.Concat(Enumerable.Repeat("not ", 3000)) + "width = 1",
            "width = " + new string('-', 5000) + "x",
            "title = '" + new string('a', 66_000) + "'",
            "s_intersects(geom, " + string.Concat(Enumerable.Repeat("GEOMETRYCOLLECTION(", 500)) + "POINT(0 0)" + new string(')', 501),
        })
        {
            var (status, problem) = await world.Ask($"/collections/scenes/items?filter={Uri.EscapeDataString(filter)}");
            Assert.True(status == HttpStatusCode.BadRequest && problem["position"] is not null, $"{(int)status} {problem.ToJsonString()}");
        }
        var nested = string.Concat(Enumerable.Repeat("""{"op":"not","args":[""", 200)) + "true" + string.Concat(Enumerable.Repeat("]}", 200));
        Assert.Equal(HttpStatusCode.BadRequest, (await world.Ask($"/collections/scenes/items?filter-lang=cql2-json&filter={Uri.EscapeDataString(nested)}")).Status);
    }

    [Theory]
    [InlineData("'; drop table geo.runs; --")]
    [InlineData("' or '1'='1")]
    [InlineData("\\); select pg_sleep(10); --")]
    [InlineData("$1 {0} %s")]
    public async Task Hostile_text_is_only_text(string text)
    {
        var (status, page) = await world.Ask($"/collections/scenes/items?filter={Uri.EscapeDataString($"title = '{text.Replace("'", "''", StringComparison.Ordinal)}'")}");
        Assert.Equal((HttpStatusCode.OK, 0), (status, (int)page["numberReturned"]!));
        Assert.True(await world.Sql<bool>("select to_regclass('geo.runs') is not null"));
    }

    [Theory]
    [InlineData("filter-lang=sql&filter=true", "filter-lang")]
    [InlineData("filter-crs=http://www.opengis.net/def/crs/0/unsupported&filter=true", "filter-crs")]
    [InlineData("crs=http://www.opengis.net/def/crs/0/unsupported", "crs")]
    [InlineData("bbox=2,2,1,1&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/3857", "bbox")]
    [InlineData("bbox=1e30,1e30,2e30,2e30&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/32613", "bbox")]
    [InlineData("sortby=nonsense", "sortby")]
    [InlineData("sortby=%2Btitle,,", "sortby")]
    [InlineData("sortby=", "sortby")]
    [InlineData("properties=title,nonsense", "properties")]
    [InlineData("skipGeometry=yes", "skipGeometry")]
    [InlineData("q=,", "q")]
    [InlineData("sortby=title&cursor=YWJj", "cursor")]
    public async Task Other_wrong_parameters_are_named(string query, string parameter)
    {
        var (status, problem) = await world.Ask("/collections/scenes/items?" + query);
        Assert.Equal((HttpStatusCode.BadRequest, parameter), (status, (string?)problem["parameter"]));
    }
}
