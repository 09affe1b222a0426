using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Geo.Data.Articles;

namespace Geo.Text.Articles;

/// <summary>What an import did; bad entries are told as they come.</summary>
/// <param name="Read">Articles read, bad ones not counted.</param>
/// <param name="Stories">New stories among those added.</param>
public sealed record ImportReport(long Read, long Added, long Known, long Copies, long NearCopies, long Stories, long Bad);

/// <summary>Brings files of articles into the database, a batch a transaction: an interrupted import goes on where it ended, a repeated one adds nothing.</summary>
public sealed class ArticleImporter(ArticleStore store)
{
    const int Batch = 500;

    /// <param name="paths">Files or folders.</param>
    /// <param name="bad">Told every line or entry that cannot be taken.</param>
    /// <param name="progress">Told the number of articles read so far.</param>
    /// <exception cref="ArticleFileException">A path that is not there or cannot be read at all.</exception>
    public async Task<ImportReport> ImportAsync(IEnumerable<string> paths, Action<BadEntry> bad, Action<long> progress, CancellationToken cancellationToken)
    {
        long read = 0, added = 0, known = 0, copies = 0, near = 0, wrong = 0;
        var batch = new List<ArticleRow>(Batch);
        async Task FlushAsync()
        {
            if (batch.Count == 0) return;
            var did = await store.AddAsync(batch, (a, b) => MinHash.Likeness(a, b) >= MinHash.Threshold, cancellationToken);
            (added, known, copies, near) = (added + did.Added, known + did.Known, copies + did.Copies, near + did.NearCopies);
            batch.Clear();
            progress(read);
        }
        foreach (var entry in ArticleFiles.Read(paths, cancellationToken))
        {
            if (entry.Bad is { } reason)
            {
                wrong++;
                bad(reason);
                continue;
            }
            read++;
            batch.Add(Row(entry.Article!));
            if (batch.Count == Batch) await FlushAsync();
        }
        await FlushAsync();
        return new(read, added, known, copies, near, added - copies - near, wrong);
    }

    internal static ArticleRow Row(Article a)
    {
        var (signature, words) = MinHash.Of(a.Text.Length > 0 ? a.Text : a.Title!);
        var content = words.ToString("x16", CultureInfo.InvariantCulture);
        var id = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
            string.Join('\n', a.Source, a.Url, a.Title, a.Date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), content))).AsSpan(0, 8));
        return new(id, content, signature, MinHash.BandsOf(signature), a.Title, a.Date, a.Source, a.Url, a.Language, a.Text, Path.GetFileName(a.File), a.Line);
    }
}
