using System.Globalization;
using Geo.Pipeline.Labelling;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Labelling;

public class RuleLabellerTests(Xunit.Abstractions.ITestOutputHelper output)
{
    static readonly ClassCatalogue Sample = ClassCatalogue.Read(Repository.PathOf("sample-tiles", "classes.csv"));

    static ClusterDescription Cluster(double area, double compactness, double rectangularity, double elongation, (double, double, double) rgb, double sd) =>
        new(50, area, compactness, rectangularity, elongation, new(rgb.Item1, rgb.Item2, rgb.Item3), new(sd, sd, sd), 0.5);

    public static TheoryData<string, ClusterDescription> Plain => new()
    {
        { "building", Cluster(140, 0.65, 0.92, 1.4, (170, 95, 75), 25) },
        { "building", Cluster(420, 0.62, 0.95, 1.6, (190, 190, 188), 25) },
        { "road", Cluster(4000, 0.04, 0.3, 12, (110, 112, 116), 20) },
        { "water", Cluster(20_000, 0.3, 0.6, 3, (40, 70, 110), 8) },
        { "water", Cluster(40, 0.7, 0.9, 1.7, (80, 175, 215), 20) },
        { "tree", Cluster(40, 0.75, 0.75, 1.1, (50, 85, 42), 22) },
        { "tree", Cluster(30_000, 0.4, 0.6, 1.5, (42, 75, 38), 25) },
        { "crop", Cluster(8000, 0.7, 0.93, 1.4, (120, 165, 70), 12) },
        { "grass", Cluster(180, 0.3, 0.55, 1.6, (105, 150, 80), 25) },
        { "soil", Cluster(900, 0.2, 0.5, 2, (190, 145, 100), 20) },
        { "vehicle", Cluster(9, 0.6, 0.92, 2.2, (230, 230, 230), 30) },
    };

    [Theory]
    [MemberData(nameof(Plain))]
    public void A_plain_case_gets_its_class(string code, ClusterDescription cluster)
    {
        var label = RuleLabeller.Label(cluster, Sample);
        Assert.Equal(code, label.ClassCode);
        Assert.Equal(Sample.Classes.Single(c => c.Code == code).LabelEs, label.LabelEs);
        Assert.Equal("rules", label.Source);
        Assert.InRange(label.Confidence, 0.42, 0.9);
        Assert.Contains($"«{code}»", label.Reason);
        Assert.Contains("m²", label.Reason);
    }

    [Fact]
    public void Vehicles_are_not_seen_on_coarse_imagery() => Assert.NotEqual("vehicle",
        RuleLabeller.Label(Cluster(9, 0.6, 0.92, 2.2, (230, 230, 230), 30) with { MetresPerPixel = 1.5 }, Sample).ClassCode);

    [Fact]
    public void Only_classes_of_the_catalogue_are_answered()
    {
        var catalogue = ClassCatalogue.Parse("code,es,en,rule\n7,Vegetación,Vegetation,tree grass crop\n8,Agua,Water,water\n9,Sin regla,No rule,\n", "c.csv");
        Assert.Equal("7", RuleLabeller.Label(Cluster(40, 0.75, 0.75, 1.1, (50, 85, 42), 22), catalogue).ClassCode);
        Assert.Equal("7", RuleLabeller.Label(Cluster(8000, 0.7, 0.93, 1.4, (120, 165, 70), 12), catalogue).ClassCode);
        Assert.Equal("8", RuleLabeller.Label(Cluster(20_000, 0.3, 0.6, 3, (40, 70, 110), 8), catalogue).ClassCode);
    }

    [Fact]
    public void Without_a_rule_that_applies_the_cluster_stays_unnamed()
    {
        var label = RuleLabeller.Label(Cluster(9, 0.6, 0.92, 2.2, (230, 230, 230), 30),
            ClassCatalogue.Parse("code,es,en,rule\n8,Agua,Water,\n", "c.csv"));
        Assert.Equal((null, 0.0), (label.ClassCode, label.Confidence));
        label = RuleLabeller.Label(Cluster(9, 0.6, 0.92, 2.2, (230, 230, 230), 30),
            ClassCatalogue.Parse("code,es,en,rule\n8,Cultivo,Crop,crop\n", "c.csv"));
        Assert.Null(label.ClassCode);
    }

    [Fact]
    public void Strange_measures_never_break_it()
    {
        foreach (var area in new[] { 0, 1e-3, 1e9 })
            foreach (var shape in new[] { 0.0, 1.0 })
                foreach (var level in new[] { 0.0, 255.0 })
                {
                    var label = RuleLabeller.Label(Cluster(area, shape, shape, 1 + 1e6 * shape, (level, level, level), level), Sample);
                    Assert.InRange(label.Confidence, 0, 0.9);
                    Assert.DoesNotContain("NaN", label.Reason);
                }
    }

    /// <summary>Each object of the sample as a cluster of one: harder than real clusters, whose means are steadier; see benchmarks/labelling.</summary>
    [Fact]
    public void Objects_of_the_sample_are_mostly_named_right()
    {
        var rows = File.ReadLines(Repository.PathOf("tests", "Geo.Pipeline.Tests", "Labelling", "sample-objects.csv")).Skip(1)
            .Select(l => l.Split(',')).Select(f => (Truth: f[1], Label: RuleLabeller.Label(Describe(f), Sample))).ToList();
        Assert.True(rows.Count > 300);
        // the table of docs/quality.md
        var codes = Sample.Classes.Select(c => c.Code).ToList();
        output.WriteLine($"| truth | {string.Join(" | ", codes)} |");
        foreach (var truth in codes) output.WriteLine($"| {truth} | {string.Join(" | ", codes.Select(c => rows.Count(r => r.Truth == truth && r.Label.ClassCode == c)))} |");
        Assert.InRange(rows.Average(r => r.Truth == r.Label.ClassCode ? 1.0 : 0), 0.55, 1);
        foreach (var code in new[] { "building", "tree", "water" })
            Assert.InRange(rows.Where(r => r.Truth == code).Average(r => code == r.Label.ClassCode ? 1.0 : 0), 0.6, 1);
        var sure = rows.Where(r => r.Label.Confidence >= 0.7).ToList();
        Assert.True(sure.Count > rows.Count / 5);
        Assert.InRange(sure.Average(r => r.Truth == r.Label.ClassCode ? 1.0 : 0), 0.6, 1);
    }

    internal static ClusterDescription Describe(string[] row)
    {
        var n = row.Skip(2).Select(v => double.Parse(v, CultureInfo.InvariantCulture)).ToArray();
        return new(1, n[1], n[2], n[3], n[4], new(n[5], n[6], n[7]), new(n[8], n[9], n[10]), n[0]);
    }
}
