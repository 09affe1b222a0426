using Geo.Native.Gdal;
using Geo.Pipeline.Pictures;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Runs;

/// <summary>The pictures in a run's folder: all segments over the scene, and the contact sheet of the clusters.</summary>
internal static class RunPictures
{
    public static void WriteOverlay(RunResult result, string folder, CancellationToken cancellationToken)
    {
        var (run, objects, clusters) = (result.Run, result.Objects, result.Clusters);
        using var pictures = new ScenePictures(run.Scene);
        // large segments first, so that small ones stay visible
        var shapes = Enumerable.Range(0, objects.Count).OrderByDescending(i => objects[i].Area).ThenBy(i => i)
            .Select(i => new ClassedShape(MaskPolygons.Trace(objects.ReadMask(i)), clusters.ClusterOf(i) is { } c ? result.Names[c].ClassCode : null));
        var legend = run.Classes.Classes.Select(c => new LegendClass(c.Code, c.LabelEs)).ToList();
        var caption = run.Scene.AcquiredAt is { } date ? $"{run.Name} · {date:yyyy-MM-dd}" : run.Name;
        Save(Overlay.Draw(pictures.Read, Whole(run), run.Scene.Gsd, shapes, legend, caption, cancellation: cancellationToken), folder, "overlay.png");
    }

    public static void WriteContactSheet(RunResult result, string folder, CancellationToken cancellationToken)
    {
        var (run, objects, clusters) = (result.Run, result.Objects, result.Clusters);
        if (clusters.Items.Count == 0) return;
        using var pictures = new ScenePictures(run.Scene);
        var rows = clusters.Items.Select((c, i) => new SheetRow(i, result.Names[i].LabelEs, result.Names[i].LabelEn, c.Size,
            [.. c.Nearest.Select(m => MaskPolygons.Trace(objects.ReadMask(m)))])).ToList();
        Save(ContactSheet.Draw(pictures.Read, Whole(run), run.Scene.Gsd, rows, cancellationToken), folder, "clusters.png");
    }

    static PixelRect Whole(PreparedRun run) => new(0, 0, run.Scene.Width, run.Scene.Height);

    static void Save(RgbImage image, string folder, string name) =>
        File.WriteAllBytes(Path.Combine(folder, name), ImageCodec.EncodePng(image.Pixels, image.Width, image.Height, 3, level: 6));
}
