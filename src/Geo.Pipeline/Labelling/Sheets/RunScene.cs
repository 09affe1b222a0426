using System.Text.Json;
using Geo.Data.Labels;
using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Labelling.Sheets;

/// <summary>The raster of a run, opened as the run saw it, and in false colour where it has more bands than are shown.</summary>
internal sealed class RunScene : IDisposable
{
    readonly VirtualMosaic? mosaic;
    readonly SceneRaster scene;
    readonly SceneRaster? infrared;
    readonly ScenePictures pictures;
    readonly ScenePictures? falsePictures;

    RunScene(VirtualMosaic? mosaic, SceneRaster scene, SceneRaster? infrared)
    {
        (this.mosaic, this.scene, this.infrared) = (mosaic, scene, infrared);
        pictures = new(scene);
        falsePictures = infrared is null ? null : new(infrared);
        Pictures = new(new(0, 0, scene.Width, scene.Height), scene.Gsd, pictures.Read, falsePictures is null ? null : falsePictures.Read, infrared?.DisplayedBands);
    }

    public SheetPictures Pictures { get; }

    public static RunScene Open(LabelRun run)
    {
        var made = JsonSerializer.Deserialize<RunParameters>(run.Parameters)!;
        string[] paths = [made.Raster, .. made.MoreRasters];
        if (paths.FirstOrDefault(p => !File.Exists(p)) is { } lost) throw new SheetException(run.Run, $"{lost} is not there any more. Put the raster back, or run again.");
        var mosaic = paths.Length == 1 ? null : SceneMosaic.Of(paths);
        SceneRaster? scene = null;
        try
        {
            var path = mosaic?.Path ?? made.Raster;
            scene = SceneRaster.Open(path, new(made.Gsd, made.Bands));
            if (scene.Sha256 != run.RasterHash) throw new SheetException(run.Run, $"{made.Raster} has changed since. Run again.");
            return new(mosaic, scene, FalseColour(scene) is { } bands ? SceneRaster.Open(path, new(made.Gsd, bands)) : null);
        }
        catch
        {
            scene?.Dispose();
            mosaic?.Dispose();
            throw;
        }
    }

    /// <summary>The first band that is not shown, then red and green: of red, green, blue and near infrared the usual infrared picture.</summary>
    static int[]? FalseColour(SceneRaster scene)
    {
        if (scene.Layout.Palette is not null || scene.DisplayedBands.Distinct().Count() < 3) return null;
        var more = scene.Layout.Data.Except(scene.DisplayedBands).ToList();
        return more.Count == 0 ? null : [more[0], scene.DisplayedBands[0], scene.DisplayedBands[1]];
    }

    /// <summary>From EPSG:4326 to pixels of the working grid.</summary>
    public Geometry ToPixels(Geometry shape)
    {
        var copy = shape.Copy();
        copy.Apply(new PixelFilter(scene));
        copy.GeometryChanged();
        return copy;
    }

    public ClusterDescription Describe(MeasuredSegment s) =>
        ClusterNaming.Describe(scene, s.AreaM2, s.Compactness, s.Rectangularity, s.Elongation, s.BandMean, s.BandSd);

    public void Dispose()
    {
        pictures.Dispose();
        falsePictures?.Dispose();
        infrared?.Dispose();
        scene.Dispose();
        mosaic?.Dispose();
    }

    sealed class PixelFilter(SceneRaster scene) : IEntireCoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;

        public void Filter(CoordinateSequence sequence)
        {
            var (x, y) = (new double[sequence.Count], new double[sequence.Count]);
            for (var i = 0; i < x.Length; i++) (x[i], y[i]) = (sequence.GetX(i), sequence.GetY(i));
            scene.LonLatToPixel(x, y);
            for (var i = 0; i < x.Length; i++)
            {
                sequence.SetX(i, x[i]);
                sequence.SetY(i, y[i]);
            }
        }
    }
}
