namespace Geo.LanguageModels.Confidence;

/// <summary>How raw scores become probabilities, and from which on an answer needs no person.</summary>
/// <param name="Method">none, temperature or isotonic.</param>
/// <param name="Judged">Answers that people had looked at.</param>
/// <param name="Threshold">Of calibrated confidence.</param>
/// <param name="Guaranteed">Whether at most <see cref="MostWrong"/> of the answers above the threshold are wrong, with <see cref="Doubt"/>; else the threshold is only a habit.</param>
public sealed record Calibration(string Method, int Judged, double Threshold, bool Guaranteed)
{
    public const double MostWrong = 0.1, Doubt = 0.05;
    /// <summary>Taken while nothing can be promised.</summary>
    public const double Habit = 0.8;
    /// <summary>Judged answers in the half that is fitted on: under the first none is fitted, from the second on isotonic.</summary>
    const int Least = 10, Many = 50;

    readonly Func<double, double> apply = score => score;

    public double Apply(double score) => apply(score);

    /// <param name="sample">In an order that has nothing to do with the scores: every other one is fitted on, the rest finds the threshold.</param>
    public static Calibration Fit(IReadOnlyList<Judged> sample)
    {
        var fitted = sample.Where((_, i) => i % 2 == 0).ToList();
        if (fitted.Count < Least) return new("none", sample.Count, Habit, false);
        var isotonic = fitted.Count >= Many ? Isotonic.Fit(fitted) : null;
        var temperature = isotonic is null ? Temperature.Fit(fitted) : null;
        var calibration = new Calibration(isotonic is null ? "temperature" : "isotonic", sample.Count, Habit, false, score => isotonic?.Apply(score) ?? temperature!.Apply(score));
        var test = sample.Where((_, i) => i % 2 == 1).Select(calibration.Of).ToList();
        var sequence = RiskThreshold.Sequence([.. fitted.Select(calibration.Of)], MostWrong);
        return RiskThreshold.Find(test, sequence, MostWrong, Doubt) is { } threshold ? calibration with { Threshold = threshold, Guaranteed = true } : calibration;
    }

    Calibration(string method, int judged, double threshold, bool guaranteed, Func<double, double> apply) : this(method, judged, threshold, guaranteed) => this.apply = apply;

    Judged Of(Judged raw) => raw with { Score = Apply(raw.Score) };
}
