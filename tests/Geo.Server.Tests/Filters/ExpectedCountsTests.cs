using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Filters;

/// <summary>The abstract test suite of CQL2 (OGC 21-065r2, annex A): its data, its filters, its counts, over HTTP.</summary>
[Collection("imported world")]
public sealed class ExpectedCountsTests(ImportedWorld world)
{
    public static TheoryData<string> Classes() => new(
        "basic-cql2", "advanced-comparison-operators", "basic-spatial-functions", "basic-spatial-functions-plus", "spatial-functions", "temporal-functions");

    [SkippableTheory]
    [MemberData(nameof(Classes))]
    public async Task Counts_are_those_of_the_standard(string conformance)
    {
        var file = SharedData.PathOf("data", "cql2", "expected.tsv");
        var rows = File.ReadLines(file).Skip(1).Select(l => l.Split('\t')).Where(r => r[0] == conformance).ToList();
        Assert.NotEmpty(rows);
        var wrong = new List<string>();
        foreach (var row in rows)
        {
            var (status, page) = await world.Ask(ImportedWorld.Items(row[1], row[2]));
            var got = (int?)page["numberReturned"];
            if (got?.ToString(System.Globalization.CultureInfo.InvariantCulture) != row[3]) wrong.Add($"{row[2]}: expected {row[3]}, got {got} ({(int)status} {page["detail"]})");
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {rows.Count}:\n{string.Join('\n', wrong)}");
    }
}
