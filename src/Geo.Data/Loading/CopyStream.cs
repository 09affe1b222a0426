namespace Geo.Data.Loading;

/// <summary>Writes rows to a binary COPY: one buffer is filled while the other is on its way to the server.</summary>
static class CopyStream
{
    const int SendAt = 1 << 17;

    public static async Task<(long Sent, IReadOnlyList<BadRow> Bad)> WriteAsync<T>(
        Stream stream, RunTable<T> table, string run, IAsyncEnumerable<T> rows, CancellationToken cancellationToken)
    {
        CopyBuffer filling = new(), sending = new();
        var send = Task.CompletedTask;
        var bad = new List<BadRow>();
        long sent = 0;
        try
        {
            filling.Header();
            await foreach (var row in rows.WithCancellation(cancellationToken))
            {
                if (table.Check(row) is { } reason)
                {
                    bad.Add(new BadRow(table.Name, table.Id(row), reason));
                    continue;
                }
                filling.Row((short)table.Columns.Length);
                filling.Text(run);
                table.Write(filling, row);
                sent++;
                if (filling.Length < SendAt) continue;
                await send;
                (filling, sending) = (sending, filling);
                send = stream.WriteAsync(sending.Written, cancellationToken).AsTask();
                filling.Clear();
            }
            filling.Trailer();
            await send;
            await stream.WriteAsync(filling.Written, cancellationToken);
            return (sent, bad);
        }
        catch
        {
            // the buffer under way is not given back to the pool before it has been read
            await send.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            if (stream is Npgsql.NpgsqlRawCopyStream copy) await copy.CancelAsync();
            throw;
        }
        finally
        {
            filling.Dispose();
            sending.Dispose();
        }
    }
}
