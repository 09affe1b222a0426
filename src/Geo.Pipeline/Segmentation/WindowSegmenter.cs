using Geo.Kernels.Devices;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation;

/// <summary>Segments the windows of a scene. One serves any number of threads, each with its own <see cref="SceneReader"/>.</summary>
public sealed class WindowSegmenter
{
    /// <summary>Windows with a smaller share of valid pixels are skipped.</summary>
    const double MinValidShare = 0.01;

    readonly SegmentationModel _model;
    readonly MaskGenerator _generator;
    readonly StageClock _clock;
    readonly IVectorDevice _device;

    /// <param name="threads">Threads that post-process the masks of one window.</param>
    /// <param name="clock">Takes the stages read, encode, decode and masks, added up over all windows and threads.</param>
    /// <param name="device">Computes features of masks and the network's input; the processor when null.</param>
    public WindowSegmenter(SegmentationModel model, MaskGeneratorOptions options, int threads = 2, StageClock? clock = null, IVectorDevice? device = null)
    {
        (_model, _clock, _device) = (model, clock ?? new(), device ?? new SimdDevice());
        _generator = new(model, options, threads, _clock, _device);
    }

    /// <summary>Windows that the encoder takes in one call.</summary>
    public int WindowsPerCall => _model.WindowsPerCall;

    /// <summary>Calls worth having in work at once: while one has the device, the processor works on the masks of the others' windows.</summary>
    public int CallsAtOnce => Math.Max(WindowsPerCall > 1 ? 2 : 1, _model.Device.WindowsAtOnce / WindowsPerCall);

    /// <summary>Whether a window holds too little data to be segmented; it needs no encoding.</summary>
    public static bool IsEmpty(WindowPixels pixels) => pixels.ValidShare < MinValidShare;

    /// <summary>Reads and segments one window. Throws the reader's exception when its pixels cannot be read.</summary>
    public WindowResult Segment(SceneReader reader, WindowGrid grid, WindowIndex index, CancellationToken cancel)
    {
        using var pixels = _clock.Time("read", () => reader.Read(grid.Window(index)));
        return Segment(pixels, grid, index, cancel);
    }

    /// <summary>Segments a window whose pixels have been read.</summary>
    public WindowResult Segment(WindowPixels pixels, WindowGrid grid, WindowIndex index, CancellationToken cancel) =>
        Segment(pixels, Encode([pixels])[0], grid, index, cancel);

    /// <summary>Segments at most <see cref="WindowsPerCall"/> windows: one call of the encoder, then each on a thread of its own.</summary>
    /// <returns>In the same order.</returns>
    public async Task<IReadOnlyList<WindowResult>> SegmentAsync(
        IReadOnlyList<(WindowIndex Index, WindowPixels Pixels)> windows, WindowGrid grid, CancellationToken cancel)
    {
        cancel.ThrowIfCancellationRequested();
        var encoded = Encode([.. windows.Select(w => w.Pixels)]);
        return await Task.WhenAll(windows.Zip(encoded, (w, e) => Task.Run(() => Segment(w.Pixels, e, grid, w.Index, cancel), CancellationToken.None)));
    }

    /// <summary>Null for the empty ones.</summary>
    Encoded?[] Encode(IReadOnlyList<WindowPixels> windows)
    {
        var frames = windows.Select(w => IsEmpty(w) ? null : CropFrame.Window(w.Picture, w.Width, w.Height, _model.ImageSize)).ToArray();
        ModelPicture[] pictures = [.. frames.OfType<CropFrame>().Select(f => f.Picture)];
        var embeddings = new Queue<ImageEmbedding>(pictures.Length == 0 ? [] : _clock.Time("encode", () => _model.Encode(pictures, _device)));
        return [.. frames.Select(f => f is null ? null : new Encoded(f, embeddings.Dequeue()))];
    }

    sealed record Encoded(CropFrame Frame, ImageEmbedding Embedding);

    WindowResult Segment(WindowPixels pixels, Encoded? encoded, WindowGrid grid, WindowIndex index, CancellationToken cancel)
    {
        if (encoded is null) return new(index, [], pixels.Valid);

        var window = pixels.Window;
        var valid = pixels.Valid?.Translate(-window.X, -window.Y);
        var generated = _generator.Generate(encoded.Frame, encoded.Embedding, pixels.Picture, valid, cancel);
        using var embedding = generated.Embedding;
        return _clock.Time("masks", () =>
        {
            using var features = _device.LoadFeatures(embedding.Features, embedding.Channels, embedding.Rows, embedding.Columns, _model.ImageSize / embedding.Columns);
            var means = features.Means([.. generated.Masks.Select(m => m.Mask.Packed)]);
            var raster = new PixelRect(-window.X, -window.Y, grid.Width, grid.Height);
            var frame = new PixelRect(0, 0, window.Width, window.Height);
            var masks = new List<WindowMask>(generated.Masks.Count);
            foreach (var (m, mean) in generated.Masks.Zip(means))
                masks.Add(new(m.Mask.Translate(window.X, window.Y), m.PredictedIou, m.Stability, window.X + m.X, window.Y + m.Y,
                    EdgeRule.Near(m.Box, frame, raster), mean, BandStatistics.Of(m.Mask, pixels)));
            return new WindowResult(index, masks, pixels.Valid);
        });
    }
}
