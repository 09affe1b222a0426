using Geo.Data.Questions;

namespace Geo.Text.Comparison;

/// <summary>What an article is taken to answer, and how surely.</summary>
public readonly record struct Verdict(string Article, int? Answer, double? Confidence);

/// <summary>The answers of all models to one question, article by article; answers are numbered in the question's order.</summary>
public sealed class AnswerSheet
{
    readonly string[] answers, models;
    readonly IReadOnlyList<(string Article, int?[] Given, float?[] Confidence)> rows;

    public AnswerSheet(IReadOnlyList<string> answers, IReadOnlyList<GivenAnswer> given)
    {
        this.answers = [.. answers];
        models = [.. given.Select(g => g.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        rows = [.. given.GroupBy(g => g.Article, StringComparer.Ordinal).Select(Row)];
    }

    public IReadOnlyList<string> Models => models;
    public IReadOnlyList<string> Answers => answers;
    public IReadOnlyList<IReadOnlyList<int?>> Given => [.. rows.Select(r => r.Given)];

    /// <summary>One model's answers, or those of all together by "majority" or "dawid-skene".</summary>
    public IReadOnlyList<Verdict> Verdicts(string by, CancellationToken cancellationToken)
    {
        if (by == "majority") return [.. rows.Select(r => Agreement.Majority(r.Given) is var m && m.Answer is null ? new Verdict(r.Article, null, null) : new Verdict(r.Article, m.Answer, m.Share))];
        if (by == "dawid-skene")
        {
            var fit = DawidSkene.Fit(Given, answers.Length, cancellationToken);
            return [.. rows.Select((r, i) => r.Given.All(g => g is null) ? new Verdict(r.Article, null, null)
                : ScoredAnswer.Of(fit.Probabilities[i], 0) is var s ? new Verdict(r.Article, s.Answer, s.Confidence) : default)];
        }
        var model = Array.IndexOf(models, by);
        if (model < 0) throw new ComparisonException($"There is no \"{by}\" among the models that answered: {string.Join(", ", Models)}; or say majority or dawid-skene.");
        return [.. rows.Select(r => new Verdict(r.Article, r.Given[model], r.Confidence[model]))];
    }

    (string, int?[], float?[]) Row(IGrouping<string, GivenAnswer> article)
    {
        var (given, confidence) = (new int?[models.Length], new float?[models.Length]);
        foreach (var g in article)
        {
            var m = Array.IndexOf(models, g.Model);
            given[m] = g.Answer is { } a && Array.IndexOf(answers, a) is >= 0 and var k ? k : null;
            confidence[m] = g.Confidence;
        }
        return (article.Key, given, confidence);
    }
}

/// <summary>Models cannot be compared as asked.</summary>
public sealed class ComparisonException(string message) : Exception(message);
