using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Stitching;

namespace Geo.Pipeline.Evaluation;

/// <summary>Segments whole images as a run does (windows, then stitched objects), held in memory.</summary>
internal sealed class ImageSegmenter(SegmentationModel model, RunParameters parameters)
{
    readonly WindowSegmenter _windows = new(model, parameters.Generator(model.Folder.Automatic), Environment.ProcessorCount);

    public ImageMasks Segment(SceneRaster scene, string temporaryFolder, CancellationToken cancellationToken)
    {
        var grid = WindowGrid.Create(scene.Width, scene.Height, model.ImageSize, parameters.Overlap);
        var results = new Dictionary<WindowIndex, WindowResult>();
        using (var reader = scene.OpenReader())
            foreach (var index in grid.Windows()) results[index] = _windows.Segment(reader, grid, index, cancellationToken);
        using var objects = new ObjectSpool(temporaryFolder);
        new Stitcher(grid, results.GetValueOrDefault).Run(objects, cancellationToken);
        return new(scene.NativeWidth, scene.NativeHeight, [.. Enumerable.Range(0, objects.Count)
            .Select(i => new FoundMask(OnImage(objects.ReadMask(i), scene), objects[i].PredictedIou)).Where(m => m.Area > 0)]);
    }

    /// <summary>From the working grid to the image's pixels, each of which takes the working pixel that its centre lies in.</summary>
    static BitMask OnImage(BitMask mask, SceneRaster scene)
    {
        if (scene is { ScaleX: 1, ScaleY: 1 }) return mask;
        int left = First(mask.X, scene.ScaleX), right = Math.Min(scene.NativeWidth, First(mask.Right, scene.ScaleX));
        int top = First(mask.Y, scene.ScaleY), bottom = Math.Min(scene.NativeHeight, First(mask.Bottom, scene.ScaleY));
        var on = new BitMask(left, top, Math.Max(0, right - left), Math.Max(0, bottom - top));
        for (var y = top; y < bottom; y++)
            for (var x = left; x < right; x++)
                if (mask[(int)((x + 0.5) / scene.ScaleX), (int)((y + 0.5) / scene.ScaleY)]) on.Set(x, y);
        return on.Tight();
    }

    static int First(int working, double scale) => (int)Math.Ceiling(working * scale - 0.5);
}
