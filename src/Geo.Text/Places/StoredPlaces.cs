using Geo.Data.Articles;

namespace Geo.Text.Places;

/// <summary>Looks for the places of all stored articles; what was found before is replaced, what people decided stays.</summary>
public sealed class StoredPlaces(ArticleStore articles, PlaceStore places, Gazetteer gazetteer)
{
    /// <param name="reviewers">People who must say the same of a doubtful name: 1 or 2.</param>
    public async Task<LocateReport> LocateAsync(int reviewers, Action<long> progress, CancellationToken cancellationToken)
    {
        long read = 0;
        var counts = await places.ReplaceAsync(FindAsync(), reviewers, cancellationToken);
        return new(read, counts.Located, counts.Places, counts.Waiting, 0);

        async IAsyncEnumerable<ArticlePlace> FindAsync()
        {
            var locator = new PlaceLocator(gazetteer);
            await foreach (var article in articles.ReadAsync(cancellationToken))
            {
                var location = locator.Locate(article.Title, article.Text, article.Source);
                foreach (var p in location.Places) yield return new(article.Id, p.Key, p.Code, p.Score, p.Event, null);
                foreach (var d in location.Doubtful)
                    yield return new(article.Id, d.Candidates[0].Key, d.Candidates[0].Code, d.Candidates[0].Score, d.Candidates[0].Event, new(d.Name, d.Start, d.Length, [.. d.Candidates.Select(Candidate)]));
                if (++read % 500 == 0) progress(read);
            }
        }
    }

    PlaceCandidate Candidate(LocatedPlace place)
    {
        var (name, state) = gazetteer.NamesOf(place.Code);
        return new(place.Code, place.Score, name, state);
    }
}
