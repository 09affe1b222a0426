using Geo.Server.Collections;
using Geo.Server.Features;
using Geo.Server.Filters;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>Which filters name their clusters beforehand: those that no segment without a cluster can meet.</summary>
[Collection("published world")]
public sealed class ClusterChoiceTests(PublishedWorld world)
{
    [Theory]
    [InlineData("class_code = 'building'", new[] { 0 })]
    [InlineData("area_m2 > 5 and casei(label_en) like casei('build%')", new[] { 0 })]
    [InlineData("class_code = 'building' or label_es like '%alert%'", new[] { 0, 1 })]
    [InlineData("class_code in ('building') and label_source = 'rules'", new[] { 0 })]
    [InlineData("class_code = 'nothing'", new int[0])]
    [InlineData("class_code is null", null)]
    [InlineData("not class_code = 'building'", null)]
    [InlineData("class_code = 'building' or area_m2 > 5", null)]
    [InlineData("cluster = 1", null)]
    public async Task Clusters_of_a_filter(string filter, int[]? clusters)
    {
        var collection = await new CollectionRegistry(world.Database.DataSource).Get("segments", CancellationToken.None);
        await using var connection = await world.Database.DataSource.OpenConnectionAsync();
        var selection = new Selection(10, null, null, [], null) { Filter = Cql2Text.Parse(filter) };
        Assert.Equal(clusters, (await ClusterChoice.Narrowed(connection, collection, selection, CancellationToken.None)).Clusters?.Order());
    }
}
