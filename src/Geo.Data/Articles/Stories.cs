using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Articles;

internal enum Kinship { New, Copy, Near }

/// <summary>The stories that articles of a batch may belong to: those with the same text, and those that share a band of the signature.</summary>
internal sealed class Stories
{
    readonly Dictionary<string, string> byContent = new(StringComparer.Ordinal);
    readonly Dictionary<long, List<(string Event, byte[] Signature)>> byBand = [];
    readonly Func<byte[], byte[], bool> similar;

    Stories(Func<byte[], byte[], bool> similar) => this.similar = similar;

    public static async Task<Stories> LoadAsync(NpgsqlConnection connection, IReadOnlyList<ArticleRow> rows, Func<byte[], byte[], bool> similar, CancellationToken cancellationToken)
    {
        var stories = new Stories(similar);
        foreach (var (content, story) in await connection.QueryAsync<(string, string)>(RunStore.Command(
            "select distinct on (content) content, event from geo.articles where content = any (@Contents) order by content, imported_at",
            new { Contents = rows.Select(a => a.Content).ToArray() }, cancellationToken))) stories.byContent[content] = story;
        foreach (var (band, story, signature) in await connection.QueryAsync<(long, string, byte[])>(RunStore.Command(
            "select b.band, s.article, s.signature from geo.article_bands b join geo.article_signatures s using (article) where b.band = any (@Bands) order by s.article",
            new { Bands = rows.SelectMany(a => a.Bands).Distinct().ToArray() }, cancellationToken))) stories.At(band).Add((story, signature));
        return stories;
    }

    /// <summary>Finds the article's story, or begins one with it.</summary>
    public Kinship Place(ArticleRow row, out string story)
    {
        if (byContent.TryGetValue(row.Content, out story!)) return Kinship.Copy;
        foreach (var band in row.Bands)
            foreach (var (other, signature) in At(band))
                if (similar(row.Signature, signature))
                {
                    byContent[row.Content] = story = other;
                    return Kinship.Near;
                }
        byContent[row.Content] = story = row.Id;
        foreach (var band in row.Bands) At(band).Add((row.Id, row.Signature));
        return Kinship.New;
    }

    List<(string Event, byte[] Signature)> At(long band) => byBand.TryGetValue(band, out var list) ? list : byBand[band] = [];
}
