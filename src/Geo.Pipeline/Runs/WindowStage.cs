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
/// so that memory does not depend on the number of windows. A window that cannot be read is stored as failed and the rest goes on.
/// </summary>
internal sealed class WindowStage(SceneRaster scene, WindowSegmenter segmenter, WindowGrid grid, RunStore store, string run, StageClock clock, IRunProgress progress)
{
    /// <summary>
    /// Windows in work at once. Each keeps to one thread: the cores are better used by whole windows than by the parts of one, and a
    /// result does not depend on how many cores there are.
    /// </summary>
    readonly int workers = segmenter.WindowsAtOnce;

    const int ReadAhead = 2, WriteBehind = 4, FailuresInARow = 100;

    /// <exception cref="TooManyFailuresException"/>
    public async Task ExecuteAsync(IReadOnlyList<WindowIndex> windows, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var read = Channel.CreateBounded<ReadWindow>(ReadAhead);
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
            while (read.Reader.TryRead(out var left)) left.Pixels?.Dispose();
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

    async Task ReadAsync(IReadOnlyList<WindowIndex> windows, ChannelWriter<ReadWindow> output, CancellationToken cancellationToken)
    {
        using var reader = scene.OpenReader();
        var failures = 0;
        foreach (var index in windows)
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
            await output.WriteAsync(item, cancellationToken);
        }
        output.Complete();
    }

    async Task SegmentAllAsync(ChannelReader<ReadWindow> input, ChannelWriter<WindowRow> output, CancellationToken cancellationToken)
    {
        await Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => SegmentAsync(input, output, cancellationToken), CancellationToken.None)));
        output.Complete();
    }

    async Task SegmentAsync(ChannelReader<ReadWindow> input, ChannelWriter<WindowRow> output, CancellationToken cancellationToken)
    {
        await foreach (var (index, pixels, error) in input.ReadAllAsync(cancellationToken))
        {
            if (pixels is null)
            {
                await output.WriteAsync(new(index.Row, index.Col, 0, null, error), cancellationToken);
                continue;
            }
            WindowResult result;
            using (pixels) result = segmenter.Segment(pixels, grid, index, cancellationToken);
            await output.WriteAsync(new(index.Row, index.Col, result.Masks.Count, WindowResultCodec.Encode(result), null), cancellationToken);
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
