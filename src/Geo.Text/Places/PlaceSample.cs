using System.Text.Json;

namespace Geo.Text.Places;

/// <param name="Id">Of the article in its file.</param>
/// <param name="Half">"tune": what the weights are fitted on; "held": not; "fresh": labelled after the rules were made.</param>
/// <param name="Trap">The article has a homonym or a name that is also a state's.</param>
internal sealed record LabelledArticle(string File, int Line, string Id, string Sha256, string Half, bool Trap, IReadOnlyList<LabelledPlace> Municipalities);

internal sealed record LabelledPlace(string Code, bool Event);

/// <summary>A labelled sample: codes an article mentions, by file and line, without its text.</summary>
internal static class PlaceSample
{
    static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    public static IReadOnlyList<LabelledArticle> Read(string file) =>
        [.. System.IO.File.ReadLines(file).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<LabelledArticle>(l, Web)!)];

    /// <summary>Fits both scorers on the articles given.</summary>
    public static PlaceWeights Fit(Gazetteer gazetteer, IEnumerable<(LabelledArticle Label, string? Title, string? Text, string? Source)> articles, double ridge)
    {
        var locator = new PlaceLocator(gazetteer, new([], []));
        var mentioned = new List<(double[], bool)>();
        var happening = new List<(double[], bool)>();
        foreach (var (label, title, text, source) in articles)
        {
            var truth = label.Municipalities.ToDictionary(m => m.Code, m => m.Event);
            foreach (var (code, features, eventFeatures) in locator.Describe(title, text, source))
            {
                mentioned.Add((features, truth.ContainsKey(code)));
                if (eventFeatures is not null && truth.TryGetValue(code, out var here)) happening.Add((eventFeatures, here));
            }
        }
        return PlaceWeights.Of(Scorer.Fit(mentioned, ridge), Scorer.Fit(happening, ridge));
    }
}
