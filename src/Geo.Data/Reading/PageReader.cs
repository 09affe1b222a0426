using System.Runtime.CompilerServices;
using Npgsql;

namespace Geo.Data.Reading;

/// <summary>Rows of a view in the order of its key.</summary>
/// <param name="View">A view of schema published.</param>
/// <param name="Columns">SQL expressions over the view's columns, such as <c>id</c> or <c>st_asbinary(geom)</c>; never text from outside.</param>
/// <param name="Where">A further SQL condition with parameters $1, $2, …; null for none; never text from outside.</param>
/// <param name="Parameters">The values of those parameters.</param>
/// <param name="After">Rows whose key follows this one; null from the first.</param>
/// <param name="Limit">Null for all.</param>
public sealed record PageQuery(
    string View, IReadOnlyList<string> Columns, string? Where = null, IReadOnlyList<object>? Parameters = null, string? After = null, int? Limit = null)
{
    public string Key { get; init; } = "id";
}

/// <summary>Reads pages and whole views by key: page 10,000 costs what page 1 costs, and memory holds one row.</summary>
public sealed class PageReader(NpgsqlDataSource source)
{
    static readonly HashSet<string> byRun = ["segments", "segments_flat", "clusters"];

    /// <summary>One call of <paramref name="read"/> a row; it must read columns in order (rows are not buffered).</summary>
    public async IAsyncEnumerable<T> StreamAsync<T>(
        PageQuery query, Func<NpgsqlDataReader, T> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        var runs = byRun.Contains(query.View) ? await CurrentRunsAsync(connection, cancellationToken) : null;
        await using var command = Command(query, runs);
        command.Connection = connection;
        await using var reader = await command.ExecuteReaderAsync(System.Data.CommandBehavior.SequentialAccess, cancellationToken);
        while (await reader.ReadAsync(cancellationToken)) yield return read(reader);
    }

    /// <summary>
    /// The view itself keeps to the current runs, but learns them only when it runs. Naming them as constants lets the planner leave the
    /// partitions of all other runs out, whose rows a page would otherwise read and throw away.
    /// </summary>
    internal static NpgsqlCommand Command(PageQuery query, IReadOnlyList<string>? runs)
    {
        var command = new NpgsqlCommand { CommandTimeout = 0 };
        foreach (var value in query.Parameters ?? []) command.Parameters.Add(new NpgsqlParameter { Value = value });
        var quote = new NpgsqlCommandBuilder();
        var key = quote.QuoteIdentifier(query.Key);
        var conditions = new List<string>();
        if (runs is not null) conditions.Add($"run in ({string.Join(", ", runs.Select(Literal).DefaultIfEmpty("null"))})");
        if (query.Where is not null) conditions.Add($"({query.Where})");
        if (query.After is not null)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = query.After });
            conditions.Add($"{key} > ${command.Parameters.Count}");
        }
#pragma warning disable CA2100 // names are quoted, columns and condition are the program's own, values are parameters
        command.CommandText = $"select {string.Join(", ", query.Columns)} from published.{quote.QuoteIdentifier(query.View)}"
            + (conditions.Count > 0 ? $" where {string.Join(" and ", conditions)}" : "")
            + $" order by {key}" + (query.Limit is { } limit ? FormattableString.Invariant($" limit {limit}") : "");
#pragma warning restore CA2100
        return command;
    }

    /// <summary>The runs that the layers show.</summary>
    public async Task<IReadOnlyList<string>> CurrentRunsAsync(CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        return await CurrentRunsAsync(connection, cancellationToken);
    }

    static async Task<IReadOnlyList<string>> CurrentRunsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("select run from geo.current_runs order by run", connection);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var runs = new List<string>();
        while (await reader.ReadAsync(cancellationToken)) runs.Add(reader.GetString(0));
        return runs;
    }

    static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
