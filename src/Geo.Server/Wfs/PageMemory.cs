using System.Globalization;
using System.Text;
using Geo.Server.Collections;
using Geo.Server.Features;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>
/// What earlier pages of the same query told: how many rows there are, and after which row a page begins, so that a client that reads page after
/// page by startIndex pays for the rows of each page and not for all before them. Only a saving: nothing depends on what is kept.
/// </summary>
internal sealed class PageMemory(CurrentRuns runs) : IDisposable
{
    const int MostBytes = 16 << 20;
    static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10), FreeFresh = TimeSpan.FromSeconds(2);
    readonly MemoryCache _known = new(new MemoryCacheOptions { SizeLimit = MostBytes });

    /// <summary>Names a query and the state of the database in which its rows do not change.</summary>
    public async ValueTask<string> Signature(Collection collection, NpgsqlCommand query, Selection selection, CancellationToken cancel)
    {
        var text = new StringBuilder(query.CommandText).Append('\n').AppendJoin(',', selection.Sort.Select(k => k.Order)).Append('\n');
        text.Append(collection.Origin == RowOrigin.Layer ? collection.View : await runs.Version(cancel));
        foreach (NpgsqlParameter parameter in query.Parameters)
            text.Append('\n').Append(parameter.Value switch
            {
                byte[] bytes => Convert.ToBase64String(bytes),
                Array many => string.Join(',', many.Cast<object>()),
                var value => Convert.ToString(value, CultureInfo.InvariantCulture),
            });
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }

    public long? Count(string signature) => _known.TryGetValue(signature, out long count) ? count : null;

    public void KeepCount(Collection collection, string signature, long count) =>
        _known.Set(signature, count, new MemoryCacheEntryOptions { Size = 256, AbsoluteExpirationRelativeToNow = collection.Origin == RowOrigin.Free ? FreeFresh : Fresh });

    /// <summary>The last row before this place, if it was seen.</summary>
    public Cursor? Before(string signature, long place) => _known.TryGetValue((signature, place), out Cursor? cursor) ? cursor : null;

    public void KeepBefore(string signature, long place, Cursor last) =>
        _known.Set((signature, place), last, new MemoryCacheEntryOptions { Size = 512 + 2 * last.Values.Sum(v => v?.Length ?? 0), AbsoluteExpirationRelativeToNow = Fresh });

    public void Dispose() => _known.Dispose();
}
