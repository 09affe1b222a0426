using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Geo.Text.Articles;

namespace Geo.Text.Places;

/// <summary>Codes found against codes labelled, an article and a code being one case.</summary>
/// <param name="Events">Of the codes found rightly, how many have the event flag labelled.</param>
public sealed record PlaceTally(int Articles, int Labelled, int Right, int Wrong, int Missed, int Events)
{
    public double Precision => Right / (double)Math.Max(1, Right + Wrong);
    public double Recall => Right / (double)Math.Max(1, Right + Missed);
    public double F1 => 2.0 * Right / Math.Max(1, 2 * Right + Wrong + Missed);
    public double EventAccuracy => Events / (double)Math.Max(1, Right);
}

/// <summary>One place that was found wrongly or missed.</summary>
public sealed record PlaceError(string Article, string Code, bool Found, double Score);

/// <param name="Held">Labelled with the first sample, not fitted on; its errors were read once, and rules followed.</param>
/// <param name="Fresh">Labelled after all rules were made.</param>
/// <param name="CalibrationError">Expected calibration error of the scores of all that may be returned, 10 bins of equal width.</param>
public sealed record PlaceReport(PlaceTally Tuned, PlaceTally Held, PlaceTally All, PlaceTally Fresh, PlaceTally HeldTraps, PlaceTally AllTraps, double CalibrationError, IReadOnlyList<PlaceError> Errors);

/// <summary>Measures the locator on the labelled sample, and fits its weights anew.</summary>
public static class PlaceEvaluation
{
    const int Bins = 10;
    const double Ridge = 1;

    /// <param name="articles">Folder of the articles' files.</param>
    /// <param name="labels">The labelled sample: file, line, sha256 of the text, codes.</param>
    /// <param name="refit">Fit the weights on the "tune" half first, instead of using the program's.</param>
    /// <returns>The report, and the weights used as JSON.</returns>
    /// <exception cref="ArticleFileException">An article is not there or is not the one that was labelled.</exception>
    public static (PlaceReport Report, string Weights) Run(Gazetteer gazetteer, string articles, string labels, bool refit)
    {
        var sample = PlaceSample.Read(labels).Select(l => Load(articles, l)).ToList();
        var weights = refit ? PlaceSample.Fit(gazetteer, sample.Where(s => s.Label.Half == "tune"), Ridge) : PlaceWeights.Read(PlaceFiles.Text("weights.json"));
        var locator = new PlaceLocator(gazetteer, weights);
        var found = sample.Select(s => (s.Label, Location: locator.Locate(s.Title, s.Text, s.Source))).ToList();
        PlaceTally Of(Func<LabelledArticle, bool> which) => Tally(found.Where(f => which(f.Label)));
        var report = new PlaceReport(Of(l => l.Half == "tune"), Of(l => l.Half == "held"), Of(_ => true), Of(l => l.Half == "fresh"), Of(l => l.Half == "held" && l.Trap), Of(l => l.Trap),
            CalibrationError(locator, sample.Where(s => s.Label.Half != "tune"), weights.MentionedScorer()), [.. found.SelectMany(f => Errors(f.Label, f.Location))]);
        return (report, weights.Write());
    }

    static (LabelledArticle Label, string? Title, string? Text, string? Source) Load(string folder, LabelledArticle label)
    {
        var file = Path.Combine(folder, label.File);
        if (!File.Exists(file)) throw new ArticleFileException(file, "it is not there, and the labels are of its articles.");
        var line = File.ReadLines(file).Skip(label.Line - 1).FirstOrDefault() ?? throw new ArticleFileException(file, $"it has no line {label.Line}.");
        using var json = JsonDocument.Parse(line);
        var raw = RawEntry.Of(json.RootElement);
        if (!Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(raw.Text ?? ""))).StartsWith(label.Sha256, StringComparison.Ordinal))
            throw new ArticleFileException(file, $"line {label.Line} is not the article that was labelled ({label.Id}): its text has another hash.");
        return (label, Cleaning.Line(raw.Title), Cleaning.Text(raw.Text), Cleaning.Line(raw.Source));
    }

    static PlaceTally Tally(IEnumerable<(LabelledArticle Label, Location Location)> found)
    {
        int articles = 0, labelled = 0, right = 0, wrong = 0, events = 0;
        foreach (var (label, location) in found)
        {
            var truth = label.Municipalities.ToDictionary(m => m.Code, m => m.Event);
            articles++;
            labelled += truth.Count;
            foreach (var place in location.Places)
            {
                if (!truth.TryGetValue(place.Code, out var here)) wrong++;
                else
                {
                    right++;
                    if (here == place.Event) events++;
                }
            }
        }
        return new(articles, labelled, right, wrong, labelled - right, events);
    }

    static IEnumerable<PlaceError> Errors(LabelledArticle label, Location location)
    {
        var truth = label.Municipalities.Select(m => m.Code).ToHashSet(StringComparer.Ordinal);
        var place = $"{label.File}:{label.Line}";
        foreach (var p in location.Places) if (!truth.Remove(p.Code)) yield return new(place, p.Code, true, p.Score);
        foreach (var code in truth)
            yield return new(place, code, false, location.Doubtful.SelectMany(d => d.Candidates).Where(c => c.Code == code).Select(c => c.Score).DefaultIfEmpty(0).Max());
    }

    static double CalibrationError(PlaceLocator locator, IEnumerable<(LabelledArticle Label, string? Title, string? Text, string? Source)> sample, Scorer scorer)
    {
        var bins = new (int Count, double Scores, int True)[Bins];
        foreach (var (label, title, text, source) in sample)
            foreach (var (code, features, eventFeatures) in locator.Describe(title, text, source))
            {
                if (eventFeatures is null) continue;
                var score = scorer.Score(features);
                ref var bin = ref bins[Math.Min(Bins - 1, (int)(score * Bins))];
                bin = (bin.Count + 1, bin.Scores + score, bin.True + (label.Municipalities.Any(m => m.Code == code) ? 1 : 0));
            }
        var total = bins.Sum(b => b.Count);
        return total == 0 ? 0 : bins.Sum(b => Math.Abs(b.Scores - b.True)) / total;
    }
}
