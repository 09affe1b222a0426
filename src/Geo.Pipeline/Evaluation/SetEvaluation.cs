using System.Diagnostics;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Evaluation;

/// <summary>
/// Segments the images of a labelled set as a run would and compares the masks with the truth, on the images' own pixels. Figures of several
/// images are those of all their objects together, not means of the images' figures. An image is held in memory as a whole.
/// </summary>
public sealed class SetEvaluation(SegmentationModel model, RunParameters parameters, IRunProgress progress)
{
    /// <summary>Images need no georeference: <see cref="RunParameters.Gsd"/> then counts in pixels of the image.</summary>
    const double UnplacedPixel = 1;

    readonly ImageSegmenter _segmenter = new(model, parameters);
    readonly Dictionary<string, Tally> _classes = new(StringComparer.Ordinal);
    readonly TilePictures _pictures = new();
    TimeSpan _spent;
    double _pixels;
    int _masks;

    /// <exception cref="EvaluationException">The set is not laid out as needed, or holds no object.</exception>
    /// <exception cref="RasterRefusedException">An image cannot be worked on.</exception>
    public EvaluationSummary Execute(EvaluationOptions options, CancellationToken cancellationToken)
    {
        var set = new LabelledSet(options.Folder, options.Limit);
        if (options.Masks is { } masks) Directory.CreateDirectory(masks);
        var temporary = Directory.CreateTempSubdirectory("geo-eval-").FullName;
        try
        {
            progress.Begin("evaluate", set.Images.Count, "images");
            foreach (var image in set.Images)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Evaluate(image, set.TruthOf(image), options, temporary, cancellationToken);
                progress.Advance();
            }
        }
        finally
        {
            Directory.Delete(temporary, true);
        }
        var all = _classes.Values.Aggregate(default(Tally), (a, b) => a + b);
        if (all.Objects == 0)
            throw new EvaluationException(options.Folder, $"its truth holds no object of {TruthObject.SmallestArea} pixels or more.", "Check classes.csv against the masks' values.");
        if (options.Pictures is { } pictures) _pictures.Write(pictures);
        return new(set.Images.Count, all.Figures, all.Objects - all.Touched, _masks, _classes.ToDictionary(c => c.Key, c => c.Value.Figures),
            _spent.TotalSeconds / (_pixels / 1e6), model.Folder.Name, model.Device.Provider);
    }

    void Evaluate(LabelledImage image, Truth truth, EvaluationOptions options, string temporary, CancellationToken cancellationToken)
    {
        using var scene = SceneRaster.Open(image.Path, new(parameters.Gsd, parameters.Bands, UnplacedPixel));
        var started = Stopwatch.GetTimestamp();
        var found = _segmenter.Segment(scene, temporary, cancellationToken);
        _spent += Stopwatch.GetElapsedTime(started);
        _pixels += (double)found.Width * found.Height;
        _masks += found.Masks.Count;

        var tallies = ImageScore.Of(truth, found);
        foreach (var (kind, tally) in tallies) _classes[kind] = _classes.GetValueOrDefault(kind) + tally;
        if (options.Masks is { } folder) CocoMasks.Write(Path.Combine(folder, image.Name + ".json"), Path.GetFileName(image.Path), found);
        var all = tallies.Values.Aggregate(default(Tally), (a, b) => a + b);
        if (options.Pictures is not null && all.Figures.MeanBestIou is { } score)
            _pictures.Offer(score, image.Name, () => TilePicture.Draw(scene, truth, found, image.Name, all));
    }
}
