using System.Net;
using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>Response paging (4.4): counts, links, order.</summary>
[Collection("wfs world")]
public sealed class PagingTests(WfsWorld world)
{
    const int All = 262;

    [Theory]
    [InlineData("request=GetFeature&typeNames=geo:segments&resultType=hits&count=1")]
    [InlineData("request=GetFeature&typeNames=geo:segments&resultType=hits&count=1&bbox=22.7,-102.6,23,-102.4")]
    [Trait("assertion", "WFS 4.4.a")]
    public async Task Hits_lead_to_the_first_page(string query)
    {
        var hits = await world.Ask(query);
        Assert.Equal("0", (string?)hits.Attribute("numberReturned"));
        Assert.Null(hits.Attribute("previous"));
        var (status, first) = await Read(world.Get((string)hits.Attribute("next")!));
        Assert.Equal((HttpStatusCode.OK, 1), (status, IdsOf(first).Count));
        Assert.Equal((string?)hits.Attribute("numberMatched"), (string?)first.Attribute("numberMatched"));
    }

    [Fact]
    [Trait("assertion", "WFS 4.4.b")]
    public async Task Pages_lead_on_and_back()
    {
        var first = await world.Features("segments", "&count=1");
        Assert.Null(first.Attribute("previous"));
        var (_, second) = await Read(world.Get((string)first.Attribute("next")!));
        Assert.NotEqual(IdsOf(first), IdsOf(second));
        var (_, back) = await Read(world.Get((string)second.Attribute("previous")!));
        Assert.Equal(IdsOf(first), IdsOf(back));
    }

    [Theory]
    [InlineData("", 50)]
    [InlineData("&sortBy=label_es%20DESC,area_m2", 33)]
    [InlineData("&bbox=22.7,-102.6,23,-102.4&srsName=EPSG:4326", 60)]
    [InlineData("&filter=%3CFilter%20xmlns=%22http://www.opengis.net/fes/2.0%22%3E%3CPropertyIsGreaterThan%3E%3CValueReference%3Earea_m2%3C/ValueReference%3E%3CLiteral%3E200%3C/Literal%3E%3C/PropertyIsGreaterThan%3E%3C/Filter%3E", 20)]
    [Trait("assertion", "WFS 4.4.c")]
    public async Task Links_walk_through_every_feature_once(string more, int size)
    {
        var whole = await world.Ids("segments", more);
        var (ids, next) = (new List<string>(), (string?)$"{world.Address}?service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:segments&count={size}{more}");
        while (next is not null)
        {
            var (_, page) = await Read(world.Get(next));
            Assert.Equal(whole.Count, (int)page.Attribute("numberMatched")!);
            Assert.Equal(IdsOf(page).Count, (int)page.Attribute("numberReturned")!);
            ids.AddRange(IdsOf(page));
            next = (string?)page.Attribute("next");
        }
        Assert.Equal(whole, ids);
        // The same pages by number, from the last to the first: nothing that was remembered helps, and nothing differs.
        for (var start = (whole.Count - 1) / 7 * 7; start >= 0; start -= 7 * size)
            Assert.Equal(whole.Skip(start).Take(7), await world.Ids("segments", $"{more}&count=7&startIndex={start}"));
    }

    [Fact]
    public async Task A_posted_query_has_pages_that_are_addresses()
    {
        var first = await world.AskXml(Query("segments", "<fes:Filter><fes:PropertyIsEqualTo><fes:ValueReference>geo:label_es</fes:ValueReference><fes:Literal>Edificio «ñ»</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>", "count=\"100\""));
        Assert.Equal(("127", "100"), ((string?)first.Attribute("numberMatched"), (string?)first.Attribute("numberReturned")));
        var (_, second) = await Read(world.Get((string)first.Attribute("next")!));
        Assert.Equal(("127", "27"), ((string?)second.Attribute("numberMatched"), (string?)second.Attribute("numberReturned")));
        Assert.Null(second.Attribute("next"));
        Assert.Empty(IdsOf(first).Intersect(IdsOf(second)));
    }

    [Theory]
    [InlineData("&startIndex=0&count=0", 0)]
    [InlineData("&startIndex=262", 0)]
    [InlineData("&startIndex=261", 1)]
    [InlineData("&startIndex=9000000000", 0)]
    [InlineData("&startIndex=0&count=9000000000", All)]
    public async Task Pages_at_the_ends(string page, int returned)
    {
        var answer = await world.Features("segments", page);
        Assert.Equal((All, returned, returned), ((int)answer.Attribute("numberMatched")!, (int)answer.Attribute("numberReturned")!, IdsOf(answer).Count));
        Assert.Null(answer.Attribute("next"));
    }

    [Fact]
    public async Task Hits_are_the_databases_count()
    {
        var hits = await world.Features("segments", "&resultType=hits");
        Assert.Equal(await world.Sql<long>("select count(*) from published.segments"), (long)hits.Attribute("numberMatched")!);
        Assert.Null(hits.Attribute("next"));
    }
}
