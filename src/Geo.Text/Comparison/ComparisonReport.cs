using Geo.Data.Questions;

namespace Geo.Text.Comparison;

/// <param name="Cohen">Kappa over the articles that both answered.</param>
public sealed record PairAgreement(string A, string B, double? Cohen, int Both);

/// <summary>A model, or a vote, against the labelled sample.</summary>
/// <param name="By">Model, majority or dawid-skene.</param>
/// <param name="Abstained">Labelled articles that it did not answer; they count in nothing below.</param>
/// <param name="AccuracyInterval">Wilson, 95 %.</param>
/// <param name="Reliability">Null, like what follows, where it gives no confidence.</param>
public sealed record LabelledComparison(
    string By, int N, int Abstained, double Accuracy, Interval AccuracyInterval, double MacroF1, IReadOnlyList<double> Precision, IReadOnlyList<double> Recall, IReadOnlyList<double> F1,
    int[][] Confusion, Reliability? Reliability, double? Brier, RiskCoverage? Coverage, IReadOnlyList<GroupErrors> Groups);

/// <summary>Errors within a group of articles.</summary>
/// <param name="Kind">source, month or state.</param>
public sealed record GroupErrors(string Kind, string Group, int N, int Errors, Interval Interval);

/// <summary>How the models of a question agree with each other and with people.</summary>
/// <param name="ErrorRates">[model][right answer][answer given], as Dawid and Skene estimate them without any label; null with fewer than three models.</param>
public sealed record ComparisonReport(
    string Question, IReadOnlyList<string> Answers, IReadOnlyList<string> Models, int Articles, double? Krippendorff, IReadOnlyList<PairAgreement> Pairs, double[][][]? ErrorRates,
    IReadOnlyList<LabelledComparison> Labelled)
{
    const int Seed = 1;
    /// <summary>Smaller groups are not told.</summary>
    const int LeastGroup = 5;

    /// <param name="labels">Answers people gave, by article.</param>
    /// <param name="groups">Source, month and states of the labelled articles.</param>
    public static ComparisonReport Of(string question, AnswerSheet sheet, IReadOnlyDictionary<string, int> labels,
        IReadOnlyDictionary<string, ArticleGroups> groups, CancellationToken cancellationToken)
    {
        var given = sheet.Given;
        var pairs = new List<PairAgreement>();
        for (var a = 0; a < sheet.Models.Count; a++)
            for (var b = a + 1; b < sheet.Models.Count; b++)
                pairs.Add(new(sheet.Models[a], sheet.Models[b], Agreement.Cohen([.. given.Select(g => g[a])], [.. given.Select(g => g[b])]), given.Count(g => g[a] is not null && g[b] is not null)));
        string[] votes = sheet.Models.Count < 2 ? [] : sheet.Models.Count < 3 ? ["majority"] : ["majority", "dawid-skene"];
        return new(question, sheet.Answers, sheet.Models, given.Count, Agreement.Krippendorff(given), pairs,
            sheet.Models.Count < 3 ? null : DawidSkene.Fit(given, sheet.Answers.Count, cancellationToken).Errors,
            labels.Count == 0 ? [] : [.. sheet.Models.Concat(votes).Select(by => Against(by, sheet.Verdicts(by, cancellationToken)))]);

        LabelledComparison Against(string by, IReadOnlyList<Verdict> verdicts)
        {
            var judged = verdicts.Where(v => labels.ContainsKey(v.Article)).ToList();
            var answered = judged.Where(v => v.Answer is not null).ToList();
            var confusion = new Confusion(sheet.Answers.Count, answered.Select(v => (labels[v.Article], v.Answer!.Value)));
            var right = answered.Count(v => labels[v.Article] == v.Answer);
            var scored = answered.All(v => v.Confidence is not null) && answered.Count > 0
                ? answered.Select(v => new ScoredAnswer(labels[v.Article], v.Answer!.Value, v.Confidence!.Value)).ToList() : null;
            var k = Enumerable.Range(0, sheet.Answers.Count).ToList();
            return new(by, answered.Count, labels.Count - answered.Count, confusion.Accuracy, Interval.Wilson(right, answered.Count), confusion.MacroF1,
                [.. k.Select(confusion.Precision)], [.. k.Select(confusion.Recall)], [.. k.Select(confusion.F1)], confusion.Rows(), scored is null ? null : Reliability.Of(scored),
                scored is null ? null : Reliability.Brier(scored), scored is null ? null : RiskCoverage.Of(scored, Seed), [.. GroupsOf(answered)]);
        }

        IEnumerable<GroupErrors> GroupsOf(IReadOnlyList<Verdict> answered) =>
            from v in answered
            let g = groups.GetValueOrDefault(v.Article)
            from kind in ((string Kind, string? Name)[])[("source", g?.Source), ("month", g?.Month), .. (g?.States ?? []).Select(s => ("state", s))]
            where kind.Name is not null
            group v by (kind.Kind, Name: kind.Name!) into part
            where part.Count() >= LeastGroup
            let wrong = part.Count(v => labels[v.Article] != v.Answer)
            orderby part.Key.Kind, wrong / (double)part.Count() descending, part.Key.Name
            select new GroupErrors(part.Key.Kind, part.Key.Name, part.Count(), wrong, Interval.Wilson(wrong, part.Count()));
    }
}
