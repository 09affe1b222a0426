using System.Runtime.ExceptionServices;
using System.Threading.Channels;
using Geo.Data.Runs;
using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Runs;

/// <summary>Too many windows failed one after another: something is wrong with the whole raster or the machine.</summary>
public sealed class TooManyFailuresException(int failures, string last)
    : Exception($"{failures} windows in a row failed, so the run was stopped. The last one said: {last} Mend the raster or what it is read from; the same command then goes on where this one ended.");

/// <summary>
/// Segments windows and stores each result: one thread reads ahead, several segment, one writes, with short queues between them,
/// so that memory does not depend on the number of windows. A window that cannot be read is stored as failed and the rest goes on. Windows
/// that the encoder takes in one call are made up in the order of reading, never by who is ready first. Each keeps to one thread: the cores are
/// better used by whole windows than by the parts of one, and a result does not depend on how many cores there are.
/// </summary>
internal sealed class WindowStage(SceneRaster scene, WindowSegmenter segmenter, WindowGrid grid, RunStore store, string run, StageClock clock, IRunProgress progress)
{
    const int ReadAhead = 2, WriteBehind = 4, FailuresInARow = 100;

    /// <exception cref="TooManyFailuresException"/>
    public async Task ExecuteAsync(IReadOnlyList<WindowIndex> windows, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<ReadWindow[]>(ReadAhead);
        var done = Channel.CreateBounded<WindowRow>(WriteBehind);
        Exception? cause = null;
        try
        {
            await Task.WhenAll(
                Stage(() => ReadAsync(windows, read.Writer, stop.Token)),
                Stage(() => SegmentAllAsync(read.Reader, done.Writer, stop.Token)),
                Stage(() => WriteAsync(done.Reader, stop.Token)));
        }
        catch when (cause is not null)
        {
            ExceptionDispatchInfo.Throw(cause);
        }
        finally
        {
            while (read.Reader.TryRead(out var left)) Release(left);
        }

        // The first stage to fail ends the others, and its reason is what the caller hears.
        Task Stage(Func<Task> work) => Task.Run(async () =>
        {
            try
            {
                await work();
            }
            catch (Exception e)
            {
                Interlocked.CompareExchange(ref cause, e, null);
                await stop.CancelAsync();
                throw;
            }
        }, CancellationToken.None);
    }

    sealed record ReadWindow(WindowIndex Index, WindowPixels? Pixels, string? Error);

    static void Release(IEnumerable<ReadWindow> windows)
    {
        foreach (var window in windows) window.Pixels?.Dispose();
    }

    /// <summary>Hands on calls of the encoder: full ones but for the last; what needs no encoding goes alone.</summary>
    async Task ReadAsync(IReadOnlyList<WindowIndex> windows, ChannelWriter<ReadWindow[]> output, CancellationToken cancellationToken)
    {
        using var reader = scene.OpenReader();
        var failures = 0;
        var call = new List<ReadWindow>(segmenter.WindowsPerCall);
        try
        {
            foreach (var index in windows) await AddAsync(index);
            if (call.Count > 0) await SendAsync();
            output.Complete();
        }
        finally
        {
            Release(call);
        }

        async Task AddAsync(WindowIndex index)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadWindow item;
            try
            {
                item = new(index, clock.Time("read", () => reader.Read(grid.Window(index))), null);
                failures = 0;
            }
            catch (GdalException e)
            {
                item = new(index, null, e.NativeText);
                if (++failures == FailuresInARow) throw new TooManyFailuresException(failures, e.NativeText);
            }
            if (item.Pixels is null || WindowSegmenter.IsEmpty(item.Pixels)) await output.WriteAsync([item], cancellationToken);
            else call.Add(item);
            if (call.Count == segmenter.WindowsPerCall) await SendAsync();
        }

        async Task SendAsync()
        {
            await output.WriteAsync([.. call], cancellationToken);
            call.Clear();
        }
    }

    async Task SegmentAllAsync(ChannelReader<ReadWindow[]> input, ChannelWriter<WindowRow> output, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, segmenter.CallsAtOnce).Select(_ => Task.Run(() => SegmentAsync(input, output, cancellationToken), CancellationToken.None)));
        output.Complete();
    }

    async Task SegmentAsync(ChannelReader<ReadWindow[]> input, ChannelWriter<WindowRow> output, CancellationToken cancellationToken)
    {
        await foreach (var call in input.ReadAllAsync(cancellationToken))
        {
            if (call is [{ Error: { } error, Index: var failed }])
            {
                await output.WriteAsync(new(failed.Row, failed.Col, 0, null, error), cancellationToken);
                continue;
            }
            IReadOnlyList<WindowResult> results;
            try
            {
                results = await segmenter.SegmentAsync([.. call.Select(w => (w.Index, w.Pixels!))], grid, cancellationToken);
            }
            finally
            {
                Release(call);
            }
            foreach (var result in results)
                await output.WriteAsync(new(result.Index.Row, result.Index.Col, result.Masks.Count, WindowResultCodec.Encode(result), null), cancellationToken);
        }
    }

    async Task WriteAsync(ChannelReader<WindowRow> input, CancellationToken cancellationToken)
    {
        await foreach (var window in input.ReadAllAsync(cancellationToken))
        {
            await store.SaveWindowAsync(run, window, cancellationToken);
            if (window.Error is { } error) progress.Note($"Window ({window.Row}, {window.Col}) failed: {error}");
            progress.Advance();
        }
    }
}
