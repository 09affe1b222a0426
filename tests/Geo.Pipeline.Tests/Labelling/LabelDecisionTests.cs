using System.Text.Json;
using Geo.Data.Labels;
using Geo.LanguageModels.Confidence;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Labelling.Sheets;
using Xunit;

namespace Geo.Pipeline.Tests.Labelling;

public sealed class LabelDecisionTests
{
    static readonly ClassCatalogue catalogue = ClassCatalogue.Parse("code,es,en,parent\nveg,Vegetación,Vegetation,\nwood,Bosque,Wood,veg\npine,Pino,Pine,wood\noak,Encino,Oak,wood\ngrass,Pasto,Grass,veg\nwater,Agua,Water,\n", "classes.csv");
    static readonly Sheet sheet = new([], "", ["s1", "s2", "s3", "s4", "s5", "s6", "s7"]);

    static ClusterDecision Decide(IReadOnlyList<int> outliers, bool mixed, params (string, double)[] shares) =>
        LabelDecision.Of(new() { Cluster = 4, Parts = [4] }, sheet, new([.. shares.OrderByDescending(s => s.Item2)], new Dictionary<string, string>(), outliers, mixed, "Uno", "One", "x"), catalogue, Calibration.Fit([]), "m", []);

    [Theory]
    [InlineData("pine", "coded", "pine 0.9, oak 0.1")]
    [InlineData("wood", "coded", "pine 0.5, oak 0.4, water 0.1")]
    [InlineData("veg", "coded", "pine 0.4, oak 0.2, grass 0.3, water 0.1")]
    [InlineData("veg", "coded", "grass 0.5, pine 0.2, veg 0.2")]
    [InlineData("pine", "pending", "pine 0.5, water 0.5")]
    [InlineData("water", "pending", "water 0.7, pine 0.3")]
    [InlineData(null, "pending", "none 1")]
    public void A_sure_parent_beats_an_unsure_child(string? value, string state, string shares)
    {
        var d = Decide([], false, [.. shares.Split(", ").Select(s => s.Split(' ')).Select(s => (s[0], double.Parse(s[1], System.Globalization.CultureInfo.InvariantCulture)))]);
        Assert.Equal((value, state), (d.Value, d.State));
        Assert.Equal(state == "coded" ? value : null, d.Name?.ClassCode);
    }

    [Fact]
    public void A_mixed_cluster_waits_for_a_person_however_sure_the_vote()
    {
        Assert.Equal("pending", Decide([], true, ("water", 1)).State);
        var many = Decide([1, 2, 3], false, ("water", 1));   // three of seven are no exceptions
        Assert.Equal(("pending", 0), (many.State, many.Outliers.Count));
        Assert.Equal(["s2", "s7"], Decide([2, 7], false, ("water", 1)).Outliers);
    }

    [Fact]
    public void Without_a_reviewed_sample_there_is_a_score_and_no_calibrated_confidence()
    {
        var d = Decide([], false, ("water", 0.95), ("pine", 0.05));
        Assert.Equal((0.95, null), (d.Score, d.Confidence));
        using var evidence = JsonDocument.Parse(d.Evidence);
        Assert.Equal(("water", "m", 4), (evidence.RootElement.GetProperty("guess").GetString(), evidence.RootElement.GetProperty("decider").GetString(), evidence.RootElement.GetProperty("cluster").GetInt32()));
        using var candidates = JsonDocument.Parse(d.Candidates);
        Assert.Equal(["Agua", "Pino"], candidates.RootElement.EnumerateArray().Select(c => c.GetProperty("es").GetString()));
    }
}
