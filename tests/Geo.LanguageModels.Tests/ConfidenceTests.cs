using Geo.LanguageModels.Confidence;
using Xunit;

namespace Geo.LanguageModels.Tests;

public sealed class ConfidenceTests
{
    /// <summary>Answers whose scores are right as often as <paramref name="truth"/> says.</summary>
    static List<Judged> Draw(Random random, int n, Func<double, double> truth) =>
        [.. Enumerable.Range(0, n).Select(_ => random.NextDouble()).Select(s => new Judged(s, random.NextDouble() < truth(s)))];

    static double Error(Func<double, double> calibrated, Func<double, double> truth) => Enumerable.Range(1, 99).Average(i => Math.Abs(calibrated(i / 100.0) - truth(i / 100.0)));

    [Fact]
    public void Isotonic_pools_what_falls()
    {
        var fit = Isotonic.Fit([new(0.1, false), new(0.2, true), new(0.3, false), new(0.4, true), new(0.5, true)]);
        Assert.Equal([0, 0.5, 0.5, 1, 1], new[] { 0.1, 0.25, 0.25, 0.45, 0.9 }.Select(fit.Apply));
        Assert.Equal(0.25, fit.Apply(0.175), 12);   // half way between the first step and the second
    }

    [Fact]
    public void Isotonic_finds_the_truth_of_a_large_sample()
    {
        double Truth(double s) => 0.3 + 0.6 * s * s;
        var fit = Isotonic.Fit(Draw(new(5), 4000, Truth));
        Assert.InRange(Error(fit.Apply, Truth), 0, 0.03);
        Assert.True(Enumerable.Range(0, 100).All(i => fit.Apply(i / 100.0) <= fit.Apply((i + 1) / 100.0)));
    }

    [Fact]
    public void Temperature_finds_how_boastful_a_model_is()
    {
        double Truth(double s) => new Temperature(2.5).Apply(s);
        var fit = Temperature.Fit(Draw(new(6), 5000, Truth));
        Assert.InRange(fit.Value, 2.2, 2.8);
        Assert.InRange(Error(fit.Apply, Truth), 0, 0.02);
    }

    [Fact]
    public void The_binomial_tail_is_that_of_the_tables()
    {
        Assert.Equal(0.7361, RiskThreshold.AtMost(1, 10, 0.1), 4);
        Assert.Equal(0.0424, RiskThreshold.AtMost(0, 30, 0.1), 4);
        Assert.Equal(1, RiskThreshold.AtMost(0, 0, 0.1));
    }

    /// <summary>The promise: in at least 95 % of draws at most 10 % of what lies above the threshold is wrong. The truth is known here, so the share is exact.</summary>
    [Theory]
    [InlineData(600, 0.1)]
    [InlineData(2000, 0.5)]
    public void The_threshold_keeps_its_promise_in_at_least_95_percent_of_draws(int judged, double leastFound)
    {
        const int Draws = 500;
        double Truth(double s) => 0.7 + 0.3 * s;   // above a threshold t, 0.3 - 0.15 (1 + t) are wrong: 10 % at t = 1/3
        var random = new Random(7);
        int broken = 0, found = 0;
        for (var i = 0; i < Draws; i++)
        {
            var (other, test) = (Draw(random, judged / 2, Truth), Draw(random, judged / 2, Truth));
            if (RiskThreshold.Find(test, RiskThreshold.Sequence(other, 0.1), 0.1, 0.05) is not { } threshold) continue;
            found++;
            if (threshold < 1 / 3.0) broken++;
        }
        Assert.InRange(broken, 0, Draws * 5 / 100);
        Assert.True(found > leastFound * Draws, $"{found} found: a promise that is never made is kept easily");
    }

    [Fact]
    public void Calibration_grows_with_what_people_have_judged()
    {
        double Truth(double s) => 0.5 + 0.5 * s;
        Assert.Equal(("none", Calibration.Habit, false), (Calibration.Fit(Draw(new(1), 12, Truth)) is var none ? (none.Method, none.Threshold, none.Guaranteed) : default));
        Assert.Equal("temperature", Calibration.Fit(Draw(new(1), 60, Truth)).Method);
        var many = Calibration.Fit(Draw(new(2), 3000, Truth));
        Assert.True(many is { Method: "isotonic", Guaranteed: true });
        Assert.InRange(Error(many.Apply, Truth), 0, 0.03);
        Assert.InRange(many.Threshold, 0.78, 0.92);   // 10 % wrong above a score of 0.6, where the truth is 0.8
    }
}
