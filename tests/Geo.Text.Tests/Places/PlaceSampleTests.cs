using Geo.Testing;
using Geo.Text.Places;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Text.Tests.Places;

/// <summary>The labelled sample: codes by article, labelled by data/news/LABELLING.md before the locator was made.</summary>
[Collection(nameof(Country))]
public sealed class PlaceSampleTests(Country country, ITestOutputHelper output)
{
    static string Labels => Repository.PathOf("tests", "Geo.Text.Tests", "labels", "sample.jsonl");

    [SkippableFact]
    public async Task Finds_the_places_of_the_half_that_it_was_not_fitted_on()
    {
        var (report, _) = PlaceEvaluation.Run(await country.GazetteerAsync(), SharedData.PathOf("data", "news"), Labels, refit: false);
        foreach (var (name, t) in new[] { ("tune", report.Tuned), ("held", report.Held), ("fresh", report.Fresh), ("held traps", report.HeldTraps), ("all", report.All), ("all traps", report.AllTraps) })
            output.WriteLine($"{name}: {t} P {t.Precision:0.000} R {t.Recall:0.000} F1 {t.F1:0.000}");
        foreach (var e in report.Errors) output.WriteLine(e.ToString());
        Assert.True(report.All.Labelled >= 150 && report.AllTraps.Labelled >= 60);
        Assert.True(report.All.F1 >= 0.88, $"F1 of all is {report.All.F1:0.000}");
        Assert.True(report.AllTraps.F1 >= 0.82, $"F1 of articles with traps is {report.AllTraps.F1:0.000}");
        Assert.True(report.Held.F1 >= 0.88, $"F1 of the half not seen is {report.Held.F1:0.000}");
        Assert.True(report.Fresh.F1 >= 0.88, $"F1 of the articles labelled last is {report.Fresh.F1:0.000}");
        Assert.True(report.HeldTraps.F1 >= 0.82, $"F1 of its articles with traps is {report.HeldTraps.F1:0.000}");
        Assert.True(report.CalibrationError <= 0.10, $"calibration error {report.CalibrationError:0.000}");
    }

    [SkippableFact]
    public async Task The_weights_in_the_program_are_those_that_the_training_gives()
    {
        var (_, weights) = PlaceEvaluation.Run(await country.GazetteerAsync(), SharedData.PathOf("data", "news"), Labels, refit: true);
        var (stored, made) = (PlaceWeights.Read(PlaceFiles.Text("weights.json")), PlaceWeights.Read(weights));
        foreach (var name in Features.Names) Assert.Equal(made.Mentioned[name], stored.Mentioned[name], 0.01);
        foreach (var name in Features.EventNames) Assert.Equal(made.Event[name], stored.Event[name], 0.01);
    }
}
