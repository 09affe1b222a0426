using System.Runtime.CompilerServices;
using Geo.Data.Articles;

namespace Geo.Text.Places;

/// <summary>Looks for the places of all stored articles; what was found before is replaced.</summary>
public sealed class StoredPlaces(ArticleStore store, Gazetteer gazetteer)
{
    long articles, located, places, doubtful;

    public async Task<LocateReport> LocateAsync(Action<long> progress, CancellationToken cancellationToken)
    {
        (articles, located, places, doubtful) = (0, 0, 0, 0);
        await store.ReplacePlacesAsync(FindAsync(progress, cancellationToken), cancellationToken);
        return new(articles, located, places, doubtful, 0);
    }

    async IAsyncEnumerable<ArticlePlace> FindAsync(Action<long> progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var locator = new PlaceLocator(gazetteer);
        await foreach (var article in store.ReadAsync(cancellationToken))
        {
            var location = locator.Locate(article.Title, article.Text, article.Source);
            var accepted = location.Places.Select(p => p.Code).ToHashSet(StringComparer.Ordinal);
            foreach (var p in location.Places) yield return new(article.Id, p.Code, (float)p.Score, p.Event, true);
            foreach (var p in location.Doubtful.SelectMany(d => d.Candidates))
                if (accepted.Add(p.Code)) yield return new(article.Id, p.Code, (float)p.Score, p.Event, false);
            if (location.Places.Count > 0) located++;
            places += location.Places.Count;
            doubtful += location.Doubtful.Count;
            if (++articles % 500 == 0) progress(articles);
        }
    }
}
