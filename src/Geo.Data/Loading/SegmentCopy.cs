using Npgsql;

namespace Geo.Data.Loading;

/// <summary>
/// The rows of geo.segments as <see cref="RunLoader"/> sends them, without a run around them: for tables of the same columns and for files
/// that <c>\copy … (format binary)</c> reads.
/// </summary>
public static class SegmentCopy
{
    /// <summary>In the order that they are written.</summary>
    public static string Columns { get; } = string.Join(", ", RunTables.Segments.Columns);

    /// <summary>Rows that <see cref="RunLoader"/> would leave out are left out here too.</summary>
    public static async Task<long> WriteAsync(Stream stream, string run, IAsyncEnumerable<SegmentRow> rows, CancellationToken cancellationToken) =>
        (await CopyStream.WriteAsync(stream, RunTables.Segments, run, rows, cancellationToken)).Sent;

    /// <param name="table">Qualified name, trusted.</param>
    public static async Task<long> CopyAsync(
        NpgsqlConnection connection, string table, string run, IAsyncEnumerable<SegmentRow> rows, CancellationToken cancellationToken) =>
        (await CopyStream.CopyAsync(connection, table, RunTables.Segments, run, rows, cancellationToken)).Sent;
}
