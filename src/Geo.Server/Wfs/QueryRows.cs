using System.Data;
using Geo.Server.Collections;
using Geo.Server.Features;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>The rows of a query's page, one at a time, and how many the query has in all.</summary>
internal sealed class QueryRows : IAsyncDisposable
{
    readonly PageMemory _memory;
    readonly FeatureQuery _query;
    readonly string _signature;
    readonly long _skip;
    readonly int _limit;
    readonly NpgsqlCommand _command;
    Cursor? _last;

    QueryRows(PageMemory memory, FeatureQuery query, string signature, long skip, int limit, NpgsqlCommand command, NpgsqlDataReader row) =>
        (_memory, _query, _signature, _skip, _limit, _command, Row) = (memory, query, signature, skip, limit, command, row);

    public NpgsqlDataReader Row { get; }

    public int Read { get; private set; }

    /// <summary>After the last row: whether the query has more.</summary>
    public bool More { get; private set; }

    public static async Task<QueryRows> Open(NpgsqlConnection connection, PageMemory memory, CountedQuery counted, long skip, int limit, CancellationToken cancel)
    {
        var (query, signature) = (counted.Query, counted.Signature);
        var before = skip > 0 ? memory.Before(signature, skip) : null;
        var command = RowQuery.Page(connection, query.Collection, query.Selection with { Limit = limit, After = before, Offset = before is null ? skip : 0 }, query.Columns);
        try
        {
            if (counted.KeepsPlan && skip == 0) await command.PrepareAsync(cancel);
            return new(memory, query, signature, skip, limit, command, await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel));
        }
        catch
        {
            await command.DisposeAsync();
            throw;
        }
    }

    public async ValueTask<bool> Next(CancellationToken cancel)
    {
        if (!await Row.ReadAsync(cancel)) return false;
        if (Read == _limit)
        {
            More = true;
            if (_last is not null) _memory.KeepBefore(_signature, _skip + Read, _last);
            return false;
        }
        Read++;
        return true;
    }

    /// <summary>Called when the row's columns but those of the order were read.</summary>
    public void Took(string key)
    {
        if (Read < _limit) return; // only the last row of a page is asked for again
        var values = new string?[_query.Selection.Sort.Count];
        for (var i = 0; i < values.Length; i++)
        {
            var column = Row.FieldCount - values.Length + i;
            values[i] = Row.IsDBNull(column) ? null : Row.GetString(column);
        }
        _last = new(key, values);
    }

    public async ValueTask DisposeAsync()
    {
        await Row.DisposeAsync();
        await _command.DisposeAsync();
    }
}
