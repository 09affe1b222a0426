using System.Runtime.CompilerServices;
using Dapper;
using Geo.Data.Runs;
using Npgsql;

namespace Geo.Data.Articles;

/// <summary>The news articles, grouped into stories.</summary>
public sealed class ArticleStore(NpgsqlDataSource source)
{
    /// <summary>
    /// Adds the articles that are not there yet, in one transaction; each joins the story of which it is a copy, the earliest first. One import
    /// at a time: others wait.
    /// </summary>
    /// <param name="similar">Whether two signatures are those of near copies.</param>
    public async Task<ArticleImport> AddAsync(IReadOnlyList<ArticleRow> batch, Func<byte[], byte[], bool> similar, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await connection.ExecuteAsync(RunStore.Command("select pg_advisory_xact_lock(hashtextextended('geo.articles', 0))", null, cancellationToken));
        var known = (await connection.QueryAsync<string>(RunStore.Command(
            "select article from geo.articles where article = any (@Ids)", new { Ids = batch.Select(a => a.Id).ToArray() }, cancellationToken))).ToHashSet(StringComparer.Ordinal);
        var fresh = batch.Where(a => known.Add(a.Id)).ToList();
        if (fresh.Count == 0) return new(0, batch.Count, 0, 0);
        var stories = await Stories.LoadAsync(connection, fresh, similar, cancellationToken);
        int copies = 0, near = 0;
        var events = new string[fresh.Count];
        for (var i = 0; i < fresh.Count; i++)
        {
            var kinship = stories.Place(fresh[i], out events[i]);
            if (kinship == Kinship.Copy) copies++;
            else if (kinship == Kinship.Near) near++;
        }
        await InsertAsync(connection, fresh, events, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return new(fresh.Count, batch.Count - fresh.Count, copies, near);
    }

    static async Task InsertAsync(NpgsqlConnection connection, List<ArticleRow> rows, string[] events, CancellationToken cancellationToken)
    {
        await connection.ExecuteAsync(RunStore.Command("""
            insert into geo.articles (article, event, content, title, published, source, url, language, text, file, line)
            select * from unnest(@Ids, @events, @Contents, @Titles, @Dates::date[], @Sources, @Urls, @Languages, @Texts, @Files, @Lines)
            """, new
        {
            Ids = rows.Select(a => a.Id).ToArray(), events, Contents = rows.Select(a => a.Content).ToArray(), Titles = rows.Select(a => a.Title).ToArray(),
            Dates = rows.Select(a => a.Published?.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)).ToArray(),
            Sources = rows.Select(a => a.Source).ToArray(), Urls = rows.Select(a => a.Url).ToArray(), Languages = rows.Select(a => a.Language).ToArray(),
            Texts = rows.Select(a => a.Text).ToArray(), Files = rows.Select(a => a.File).ToArray(), Lines = rows.Select(a => a.Line).ToArray(),
        }, cancellationToken));
        var first = rows.Where((a, i) => events[i] == a.Id && a.Signature.Length > 0).ToList();
        var bands = first.SelectMany(a => a.Bands.Distinct().Select(b => (b, a.Id))).ToList();
        await connection.ExecuteAsync(RunStore.Command("""
            insert into geo.article_signatures (article, signature) select * from unnest(@Ids, @Signatures);
            insert into geo.article_bands (band, article) select * from unnest(@Bands, @Owners)
            """, new
        {
            Ids = first.Select(a => a.Id).ToArray(), Signatures = first.Select(a => a.Signature).ToArray(),
            Bands = bands.Select(b => b.b).ToArray(), Owners = bands.Select(b => b.Id).ToArray(),
        }, cancellationToken));
    }

    /// <summary>Every article, read as it comes from the server.</summary>
    public async IAsyncEnumerable<StoredArticle> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var command = new NpgsqlCommand("select article, title, text, source from geo.articles order by article", connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            yield return new(reader.GetString(0), reader.IsDBNull(1) ? null : reader.GetString(1), reader.GetString(2), reader.IsDBNull(3) ? null : reader.GetString(3));
    }

    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.ExecuteScalarAsync<long>(RunStore.Command("select count(*) from geo.articles", null, cancellationToken));
    }

    public async Task<ArticleText?> FindAsync(string article, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await connection.QuerySingleOrDefaultAsync<ArticleText>(RunStore.Command("""
            select title as "Title", text as "Text", source as "Source", to_char(published, 'YYYY-MM-DD') as "Published", url as "Url" from geo.articles where article = @article
            """, new { article }, cancellationToken));
    }
}
