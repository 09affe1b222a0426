using Geo.Text.Comparison;
using Xunit;

namespace Geo.Text.Tests.Statistics;

public sealed class CalibrationTests
{
    static readonly ScoredAnswer[] Answers =
        [.. Reference.Numbers("calibration", "confidence").Zip(Reference.Of("calibration", "right").EnumerateArray(), (c, r) => new ScoredAnswer(r.GetBoolean() ? 1 : 0, 1, c))];

    [Fact]
    public void Calibration_error_and_Brier_are_those_computed_elsewhere()
    {
        var reliability = Reliability.Of(Answers);
        Assert.Equal(Reference.Number("calibration", "ece"), reliability.Error, 12);
        Assert.Equal(Reference.Number("calibration", "brier"), Reliability.Brier(Answers), 12);
        Assert.Equal(Answers.Length, reliability.Bins.Sum(b => b.Count));
    }

    [Fact]
    public void Accuracy_by_coverage_takes_the_surest_first_and_does_not_depend_on_the_order()
    {
        var coverage = RiskCoverage.Of(Answers, seed: 1);
        var sorted = Answers.OrderByDescending(a => a.Confidence).ToArray();
        var at = coverage.Named.Single(p => p.Coverage == 0.5);
        // ties at the border: no more than their number away from the plain count
        Assert.Equal(sorted.Take(100).Average(a => a.Right ? 1.0 : 0), at.Accuracy, 0.02);
        Assert.Equal([0.2, 0.5, 0.8, 1], coverage.Named.Select(p => p.Coverage));
        Assert.All(coverage.Named, p => Assert.InRange(p.Accuracy, p.Interval!.Value.Low, p.Interval.Value.High));
        var turned = RiskCoverage.Of([.. Answers.Reverse()], seed: 1);
        Assert.Equal(coverage.Curve.Select(p => p.Accuracy), turned.Curve.Select(p => p.Accuracy), (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(coverage.Area, turned.Area, 12);
    }

    [Fact]
    public void Four_answers_by_hand()
    {
        ScoredAnswer[] four = [new(0, 0, 0.9), new(0, 1, 0.8), new(1, 1, 0.8), new(1, 0, 0.6)];
        var curve = RiskCoverage.Of(four, seed: 1).Curve;
        Assert.Equal([1, 0.75, 2 / 3.0, 0.5], curve.Select(p => p.Accuracy), (a, b) => Math.Abs(a - b) < 1e-12);   // the two of 0.8 count half each
        Assert.Equal(1 - (1 + 0.75 + 2 / 3.0 + 0.5) / 4, RiskCoverage.Of(four, seed: 1).Area, 12);
    }

    [Fact]
    public void Pictures_are_well_formed_and_hold_the_figures()
    {
        foreach (var svg in new[] { ComparisonPictures.Reliability("a<b", Reliability.Of(Answers)), ComparisonPictures.Coverage("a<b", RiskCoverage.Of(Answers, 1)) })
            Assert.Contains("a<b", System.Xml.Linq.XDocument.Parse(svg).Root!.Value);
    }
}
