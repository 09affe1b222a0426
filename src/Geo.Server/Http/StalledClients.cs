using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace Geo.Server.Http;

/// <summary>
/// Cuts the connection of a client that has stopped taking in its answer, which gives back the database connection that the answer is read from. The
/// server's own least rate would not do: it is an average, to which megabytes that wait in the system's buffers count as received.
/// </summary>
internal static class StalledClients
{
    /// <param name="patience">For one piece of some 64 KB.</param>
    public static void Cut(IConnectionBuilder connections, TimeSpan patience) => connections.Use(next => async connection =>
    {
        var transport = connection.Transport;
        connection.Transport = new Guarded(transport.Input, new GuardedWriter(transport.Output, connection, patience));
        try
        {
            await next(connection);
        }
        finally
        {
            connection.Transport = transport;
        }
    });

    sealed record Guarded(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    sealed class GuardedWriter(PipeWriter inner, ConnectionContext connection, TimeSpan patience) : PipeWriter
    {
        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) => Watched(inner.FlushAsync(cancellationToken));

        public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default) =>
            Watched(inner.WriteAsync(source, cancellationToken));

        ValueTask<FlushResult> Watched(ValueTask<FlushResult> flush) => flush.IsCompleted ? flush : Wait(flush.AsTask());

        async ValueTask<FlushResult> Wait(Task<FlushResult> flush)
        {
            try
            {
                return await flush.WaitAsync(patience);
            }
            catch (TimeoutException)
            {
                connection.Abort(new ConnectionAbortedException("The client stopped reading."));
                return await flush; // which now ends
            }
        }

        public override bool CanGetUnflushedBytes => inner.CanGetUnflushedBytes;
        public override long UnflushedBytes => inner.UnflushedBytes;
        public override void Advance(int bytes) => inner.Advance(bytes);
        public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);
        public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);
        public override void CancelPendingFlush() => inner.CancelPendingFlush();
        public override void Complete(Exception? exception = null) => inner.Complete(exception);
        public override ValueTask CompleteAsync(Exception? exception = null) => inner.CompleteAsync(exception);
    }
}
