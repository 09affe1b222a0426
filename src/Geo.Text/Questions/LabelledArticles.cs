using Geo.Data.Articles;
using Geo.Data.Questions;
using Geo.Text.Articles;
using Geo.Text.Classification;

namespace Geo.Text.Questions;

/// <summary>Finds the articles that a labelled table names.</summary>
public static class LabelledArticles
{
    /// <returns>Article and answer; rows with a text of their own have no article in the database and an empty id.</returns>
    /// <param name="bad">Told every row whose article has not been imported.</param>
    public static async Task<IReadOnlyList<(StoredArticle Article, string Answer)>> FindAsync(
        AnswerStore store, string file, IReadOnlyList<LabelledRow> rows, Action<BadEntry> bad, CancellationToken cancellationToken)
    {
        var origins = rows.Where(r => r.Article is null).Select(r => r.Origin).OfType<(string, long)>().Distinct().ToList();
        var ids = origins.Count == 0 ? new Dictionary<(string, long), string>() : await store.IdsAsync(origins, cancellationToken);
        string? Id(LabelledRow r) => r.Article ?? (r.Origin is { } o ? ids.GetValueOrDefault(o) : null);
        var wanted = rows.Select(Id).OfType<string>().ToList();
        var texts = wanted.Count == 0 ? new Dictionary<string, StoredArticle>() : await store.TextsAsync(wanted, cancellationToken);
        var found = new List<(StoredArticle, string)>();
        for (var i = 0; i < rows.Count; i++)
        {
            var row = rows[i];
            if (row.Text is { } text) found.Add((new("", null, text, null), row.Answer));
            else if (Id(row) is { } id && texts.TryGetValue(id, out var article)) found.Add((article, row.Answer));
            else bad(new(file, i + 2, $"article {row.Article ?? $"{row.Origin?.Name}:{row.Origin?.Line}"} has not been imported (`geo news import`)"));
        }
        return found;
    }
}
