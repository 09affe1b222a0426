using System.Diagnostics;
using System.Text.Json;
using Geo.Data;
using Geo.Data.Classes;
using Geo.Data.Loading;
using Geo.Data.Runs;
using Geo.Kernels.Devices;
using Geo.Native;
using Geo.Pipeline.Clustering;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Runs;

/// <summary>Where and on what a run is computed.</summary>
/// <param name="Folder">Each run gets a folder here.</param>
/// <param name="ModelFolder">Of the model to use.</param>
/// <param name="Device">GEO_DEVICE.</param>
/// <param name="OpenCl">GEO_OPENCL.</param>
public sealed record RunSurroundings(string Folder, string ModelFolder, string Device, string OpenCl);

/// <summary>
/// The whole chain from a raster to published layers. A finished identical run is returned as it is (its failed windows are tried again); an unfinished one goes on with
/// the windows that are missing; everything after the windows is computed anew and published in one transaction.
/// </summary>
public sealed class SegmentationRun(GeoDatabase database, RunSurroundings surroundings, IRunProgress progress)
{
    const int Losses = 5;

    readonly StageClock clock = new();
    readonly long started = Stopwatch.GetTimestamp();

    /// <summary>How long a run waits for a database that has gone; it does so five times at most.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMinutes(2);

    /// <exception cref="RasterRefusedException">The raster cannot be worked on.</exception>
    /// <exception cref="RunBusyException">Another process works on the same run.</exception>
    public async Task<RunSummary> ExecuteAsync(RunParameters parameters, CancellationToken cancellationToken)
    {
        progress.Begin("open", 0, "");
        using var device = VectorDevices.Open(surroundings.OpenCl);
        using var run = clock.Time("open", () => PreparedRun.Open(parameters, surroundings.ModelFolder, surroundings.Device));
        var discard = parameters.Force;
        for (var losses = 0; ; losses++)
            try
            {
                return await AttemptAsync(run, device, discard, () => discard = false, cancellationToken);
            }
            // a session whose end the server has not noticed yet keeps its claim for a while
            catch (Exception e) when (losses < Losses && !cancellationToken.IsCancellationRequested && (GeoDatabase.IsLost(e) || losses > 0 && e is RunBusyException))
            {
                progress.Note($"The database has gone ({e.Message.ReplaceLineEndings(" ")}); waiting for it");
                progress.Begin("waiting", 0, "");
                if (e is RunBusyException) await Task.Delay(TimeSpan.FromSeconds(10), cancellationToken);
                await database.RecoverAsync(Patience, cancellationToken);
            }
    }

    async Task<RunSummary> AttemptAsync(PreparedRun run, IVectorDevice device, bool discard, Action discarded, CancellationToken cancellationToken)
    {
        var store = new RunStore(database.DataSource);
        var row = run.Row(run.Extent());
        var folder = Directory.CreateDirectory(Path.Combine(surroundings.Folder, run.Id)).FullName;
        await using var claim = await store.BeginAsync(row, cancellationToken);
        if (discard && claim.Start != RunStart.New) await store.DiscardAsync(claim, cancellationToken);
        discarded();
        if (claim.Start == RunStart.Complete)
        {
            var failed = await store.FailedWindowsAsync(run.Id, cancellationToken);
            if (failed.Count > 0) await SegmentAsync(store, run, device, cancellationToken);      // what could not be read may be readable now
            if (failed.Count == 0 || (await store.FailedWindowsAsync(run.Id, cancellationToken)).Count == failed.Count)
                return (await SummariseAsync(store, run, folder, failed, cancellationToken)) with { Reused = true };
            await store.ReopenAsync(claim, cancellationToken);
            return await FinishAsync(store, claim, run, device, folder, cancellationToken);
        }
        await new ClassStore(database.DataSource).SaveAsync(run.Classes.Hash, run.Classes.Rows(), cancellationToken);
        await SegmentAsync(store, run, device, cancellationToken);
        return await FinishAsync(store, claim, run, device, folder, cancellationToken);
    }

    async Task SegmentAsync(RunStore store, PreparedRun run, IVectorDevice device, CancellationToken cancellationToken)
    {
        var done = (await store.DoneWindowsAsync(run.Id, cancellationToken)).Select(w => new WindowIndex(w.Row, w.Col)).ToHashSet();
        var windows = run.Windows.Where(w => !done.Contains(w)).ToList();
        progress.Begin("segment", run.Windows.Count, "windows");
        progress.Advance(done.Count);
        if (windows.Count == 0) return;
        await run.WithModelAsync(model => new WindowStage(run.Scene, new WindowSegmenter(model, run.Generator, threads: 1, clock, device), run.Grid, store, run.Id, clock, progress)
            .ExecuteAsync(windows, cancellationToken));
    }

    async Task<RunSummary> FinishAsync(RunStore store, RunClaim claim, PreparedRun run, IVectorDevice device, string folder, CancellationToken cancellationToken)
    {
        WindowResult? ReadWindow(WindowIndex w) =>
            run.Aoi?.IsWorked(w) == false ? null : store.ReadWindow(run.Id, w.Row, w.Col) is { } payload ? WindowResultCodec.Decode(payload) : null;

        WindowResult? ReadObserved(WindowIndex w) => run.Aoi is null ? ReadWindow(w) : run.Aoi.Cut(ReadWindow(w));

        LetGo();
        progress.Begin("stitch", 0, "");
        using var objects = new ObjectSpool(folder);
        var stitcher = new Stitcher(run.Grid, ReadWindow)
        {
            Aoi = run.Aoi,
            Device = device,
            Keep = run.Parameters.MinArea > 0 ? new SmallestSize(run.Parameters.MinArea, run.Scene.PixelToLonLat).Reaches : null,
        };
        clock.Time("stitch", () => stitcher.Run(objects, cancellationToken));
        if (stitcher.LeftOut > 0) progress.Note($"{stitcher.LeftOut} segments reach further than the windows around the area of interest and were left out");
        var forest = clock.Time("nest", () => Forest.Of(objects, cancellationToken));

        progress.Begin("vectorise", objects.Count, "segments");
        using var embeddings = new EmbeddingFile(folder, SegmentTable.EmbeddingColumns(run.Model.Channels, run.Scene.Bands, run.ClassHead?.Classes ?? 0));
        var table = clock.Time("vectorise", () =>
            SegmentTable.Measure(objects, run.Scene.Bands, embeddings, run.Outline, progress, cancellationToken));
        using var labels = clock.Time("vectorise", () => LabelPainter.Paint(run.Grid, ReadObserved, objects, folder, cancellationToken));

        LetGo();
        progress.Begin("cluster", 0, "");
        var classes = clock.Time("label", () => run.ClassHead is { } head ? embeddings.Chunks().SelectMany(c => head.Probabilities(c.Rows, embeddings.Columns)).ToArray() : null);
        clock.Time("embed", () => EmbeddingMatrix.Build(embeddings, run.Model.Channels, classes, cancellationToken));
        var clusters = clock.Time("cluster", () => Cluster(run, embeddings, device, cancellationToken));
        progress.Begin("label", 0, "");
        var names = clock.Time("label", () => ClusterNaming.Name(clusters, table, run.Scene, run.Classes, classes));

        var rows = new RunRows(run.Id, objects, forest, table, clusters, run);
        var failed = await store.FailedWindowsAsync(run.Id, cancellationToken);
        var result = new RunResult(run, objects, clusters, names, failed);
        LetGo();
        progress.Begin("pictures", 0, "");
        clock.Time("pictures", () => RunPictures.WriteOverlay(result, folder, cancellationToken));
        LetGo();
        clock.Time("pictures", () => RunPictures.WriteContactSheet(result, folder, cancellationToken));
        LetGo();
        // once before and once after publishing: a complete run always has its document
        await RunDocument.WriteAsync(result, null, folder, cancellationToken);
        progress.Begin("load", objects.Count, "segments");
        await clock.TimeAsync("load", () => LoadAsync(claim, result, rows, labels, embeddings, cancellationToken));
        var summary = await SummariseAsync(store, run, folder, failed, cancellationToken);
        await RunDocument.WriteAsync(result, summary, folder, cancellationToken);
        return summary;
    }

    /// <summary>Stages have little in common: what one used goes back to the system, else the peak is the sum of them all.</summary>
    static void LetGo()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
    }

    static Clusters Cluster(PreparedRun run, EmbeddingFile rows, IVectorDevice device, CancellationToken cancellationToken) => run.Parameters.Cluster switch
    {
        ClusterMethod.Hdbscan => Hdbscan.Fit(rows.Read, rows.Count, rows.Columns, run.Parameters.Seed, device, cancellationToken),
        _ => LargeKMeans.Fit(rows.Read, rows.Count, rows.Columns, run.Parameters.K, run.Parameters.Seed, device, cancellationToken),
    };

    async Task LoadAsync(RunClaim claim, RunResult result, RunRows rows, LabelRaster labels, EmbeddingFile embeddings, CancellationToken cancellationToken)
    {
        var partition = new PartitionVectoriser(labels);
        await using var loader = await RunLoader.BeginAsync(claim, cancellationToken);
        await loader.CopyAsync(Counted(rows.Segments()), cancellationToken);
        await loader.CopyAsync(rows.Flat(partition, cancellationToken).ToAsyncEnumerable(), cancellationToken);
        await loader.CopyAsync(rows.Unlabelled(partition, result.Run.Grid, result.Run.Windows, cancellationToken).ToAsyncEnumerable(), cancellationToken);
        await loader.CopyAsync(rows.Embeddings(embeddings).ToAsyncEnumerable(), cancellationToken);
        foreach (var bad in loader.BadRows) progress.Note($"{bad.Table} {bad.Id} was left out: {bad.Reason}");
        var footprint = GeographicPolygons.FromPixels(partition.Footprint(cancellationToken), result.Run.Scene.PixelToLonLat).Shape;
        await loader.PublishAsync(footprint, result.ClusterRows(rows.Id), JsonSerializer.Serialize(result.Counts()), cancellationToken);

        async IAsyncEnumerable<SegmentRow> Counted(IEnumerable<SegmentRow> segments)
        {
            foreach (var segment in segments)
            {
                yield return segment;
                progress.Advance();
            }
            await Task.CompletedTask;
        }
    }

    async Task<RunSummary> SummariseAsync(
        RunStore store, PreparedRun run, string folder, IReadOnlyList<WindowRow> failed, CancellationToken cancellationToken)
    {
        var (segments, clusters, areas) = await store.CountsAsync(run.Id, cancellationToken);
        return new()
        {
            Run = run.Id,
            Windows = run.Windows.Count,
            FailedWindows = failed.Count,
            Segments = segments,
            Clusters = clusters,
            Areas = areas,
            Seconds = Math.Round(Stopwatch.GetElapsedTime(started).TotalSeconds, 2),
            Stages = clock.Seconds,
            PeakRssMb = PeakMemory.Megabytes,
            Device = run.Model.Device.Provider,
            Folder = folder,
            Failures = [.. failed.Select(w => $"window ({w.Row}, {w.Col}): {w.Error}")],
        };
    }
}
