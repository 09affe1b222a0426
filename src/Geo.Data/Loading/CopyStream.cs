using System.Threading.Channels;
using Npgsql;

namespace Geo.Data.Loading;

/// <summary>
/// Writes rows to a binary COPY. One task takes the rows, checks them and makes the bytes; another sends what is made. A few buffers go round
/// between them, so that memory does not depend on the number of rows.
/// </summary>
static class CopyStream
{
    const int SendAt = 1 << 17, Buffers = 4;

    /// <param name="into">Qualified name, trusted.</param>
    /// <exception cref="DataException">The server refused a row; the text says which line of the COPY. Nothing of the COPY stays.</exception>
    public static async Task<(long Sent, IReadOnlyList<BadRow> Bad)> CopyAsync<T>(
        NpgsqlConnection connection, string into, RunTable<T> table, string run, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        var command = $"copy {into} ({string.Join(", ", table.Columns)}) from stdin (format binary)";
        try
        {
            await using var stream = await connection.BeginRawBinaryCopyAsync(command, cancellationToken);
            try
            {
                return await WriteAsync(stream, table, run, rows, cancellationToken);
            }
            catch
            {
                await EndAsync(stream);
                throw;
            }
        }
        catch (NpgsqlException e) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException("The COPY was cancelled.", e, cancellationToken);
        }
        catch (PostgresException e) when (e.Where is { } where)
        {
            throw new DataException($"PostgreSQL refused a row of {table.Name}: {e.MessageText} ({where}).", e);
        }
    }

    static async Task EndAsync(NpgsqlRawCopyStream stream)
    {
        try
        {
            await stream.CancelAsync();
        }
        catch (ObjectDisposedException)
        {
            // a write that failed on its way to the server has ended the COPY itself
        }
    }

    /// <summary>The same bytes into any stream. Returns how many rows were sent, and those that were not.</summary>
    public static async Task<(long Sent, IReadOnlyList<BadRow> Bad)> WriteAsync<T>(
        Stream stream, RunTable<T> table, string run, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var all = Enumerable.Range(0, Buffers).Select(_ => new CopyBuffer()).ToArray();
        Channel<CopyBuffer> empty = Channel.CreateBounded<CopyBuffer>(Buffers), full = Channel.CreateBounded<CopyBuffer>(Buffers);
        foreach (var buffer in all) empty.Writer.TryWrite(buffer);
        var making = Task.Run(() => MakeAsync(table, run, rows, empty.Reader, full.Writer, stop.Token), CancellationToken.None);
        try
        {
            await foreach (var buffer in full.Reader.ReadAllAsync(cancellationToken))
            {
                await stream.WriteAsync(buffer.Written, cancellationToken);
                buffer.Clear();
                empty.Writer.TryWrite(buffer);
            }
            return await making;
        }
        finally
        {
            // no buffer goes back to the pool while the other task may fill it
            await stop.CancelAsync();
            await making.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            foreach (var buffer in all) buffer.Dispose();
        }
    }

    static async Task<(long Sent, IReadOnlyList<BadRow> Bad)> MakeAsync<T>(RunTable<T> table, string run, IAsyncEnumerable<T> rows,
        ChannelReader<CopyBuffer> empty, ChannelWriter<CopyBuffer> full, CancellationToken cancellationToken)
    {
        var bad = new List<BadRow>();
        long sent = 0;
        try
        {
            var buffer = await empty.ReadAsync(cancellationToken);
            buffer.Header();
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (table.Check(row) is { } reason)
                {
                    bad.Add(new BadRow(table.Name, table.Id(row), reason));
                    continue;
                }
                buffer.Row((short)table.Columns.Length);
                buffer.Text(run);
                table.Write(buffer, row);
                sent++;
                if (buffer.Length < SendAt) continue;
                full.TryWrite(buffer);
                buffer = await empty.ReadAsync(cancellationToken);
            }
            buffer.Trailer();
            full.TryWrite(buffer);
            full.Complete();
            return (sent, bad);
        }
        catch (Exception e)
        {
            full.Complete(e);
            throw;
        }
    }
}
