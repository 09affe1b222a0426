using System.Collections.Concurrent;
using Npgsql;

namespace Geo.Server.Collections;

/// <summary>The codes that a field of a code list has now; asked for at most every ten seconds.</summary>
internal sealed class CodeLists(NpgsqlDataSource database)
{
    static readonly TimeSpan Fresh = TimeSpan.FromSeconds(10);

    // Read where the codes are few, not from the rows of segments that refer to them.
    static readonly Dictionary<string, string> Sources = new(StringComparer.Ordinal)
    {
        ["class_code"] = "select distinct class_code from published.clusters where class_code is not null order by 1",
        ["label_source"] = "select distinct label_source from published.clusters order by 1",
        ["level"] = "select distinct level from geo.areas order by 1",
        ["area_set"] = "select distinct area_set from geo.areas order by 1",
    };

    readonly ConcurrentDictionary<string, (long Asked, IReadOnlyList<string> Codes)> _known = new(StringComparer.Ordinal);

    /// <summary>Null for a field without code list.</summary>
    public async ValueTask<IReadOnlyList<string>?> Of(Collection collection, Field field, CancellationToken cancel)
    {
        if (collection.Origin == RowOrigin.Layer || field.Type != FieldType.Text || !Sources.TryGetValue(field.Name, out var source)) return null;
        if (_known.TryGetValue(field.Name, out var known) && TimeProvider.System.GetElapsedTime(known.Asked) < Fresh) return known.Codes;
        var codes = new List<string>();
#pragma warning disable CA2100 // the constants above
        await using var command = database.CreateCommand(source);
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel)) codes.Add(reader.GetString(0));
        _known[field.Name] = (TimeProvider.System.GetTimestamp(), codes);
        return codes;
    }
}
