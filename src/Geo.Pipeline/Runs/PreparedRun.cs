using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Geo.Data.Runs;
using Geo.Native.Gdal;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Runs;

/// <summary>A run that was found possible: everything opened and checked before any work, and its identity.</summary>
internal sealed class PreparedRun : IDisposable
{
    /// <summary>Each window in work keeps to one.</summary>
    const int WindowThreads = 1;
    const long MostWindows = 20_000_000;

    readonly VirtualMosaic? mosaic;
    bool modelIsClosed;

    PreparedRun(RunParameters parameters, VirtualMosaic? mosaic, SceneRaster scene, AoiPolygons? aoi, SegmentationModel model, ClassCatalogue classes)
    {
        (Parameters, Scene, Model, Classes, this.mosaic) = (parameters, scene, model, classes, mosaic);
        ClassHead = ClassHead.Open(model.Folder, model.Channels);
        Generator = parameters.Generator(model.Folder.Automatic);
        Grid = WindowGrid.Create(scene.Width, scene.Height, model.ImageSize, parameters.Overlap);
        if (aoi is not null) Aoi = new(Grid, AreaOfInterest.On(scene, aoi));
        if (Aoi is null && (long)Grid.Rows * Grid.Cols > MostWindows)
            throw new RasterRefusedException(scene.Path, string.Create(CultureInfo.InvariantCulture, $"it would take {(long)Grid.Rows * Grid.Cols:N0} windows, more than {MostWindows:N0}."),
                "Work on a part of it (--aoi) or with coarser pixels (--gsd).");
        Windows = Aoi?.Worked ?? [.. Grid.Windows()];
        Identity = new()
        {
            RasterHash = scene.Sha256,
            ModelHash = model.Folder.Sha256,
            ClassesHash = classes.Hash,
            AoiHash = aoi?.Sha256,
            WindowSize = Grid.Size,
            Stride = Grid.Stride,
            Gsd = parameters.Gsd,
            Bands = parameters.Bands,
            Generator = Generator,
            Outputs = model.AutomaticOutputs,
            MinArea = parameters.MinArea,
            Square = parameters.Square,
            Cluster = parameters.Cluster,
            K = parameters.K,
            Seed = parameters.Seed,
            Code = RunIdentity.CodeOf(typeof(PreparedRun), typeof(Geo.Kernels.Devices.IVectorDevice), typeof(Dataset), typeof(RunStore)),
        };
        Id = Identity.Id();
    }

    public string Id { get; }
    public RunIdentity Identity { get; }
    public RunParameters Parameters { get; }
    public SceneRaster Scene { get; }

    /// <summary>Its description; for its networks see <see cref="WithModelAsync"/>.</summary>
    public SegmentationModel Model { get; private set; }

    public ClassCatalogue Classes { get; }

    /// <summary>Null when the model has none.</summary>
    public ClassHead? ClassHead { get; }

    public MaskGeneratorOptions Generator { get; }
    public WindowGrid Grid { get; }

    /// <summary>Null = the whole raster.</summary>
    public AoiWindows? Aoi { get; }

    /// <summary>The windows to segment.</summary>
    public IReadOnlyList<WindowIndex> Windows { get; }

    public string Name => Parameters.Name ?? Path.GetFileNameWithoutExtension(Parameters.Raster);

    /// <summary>Names the ground that is published: the raster's hash, or with an area of interest one of both.</summary>
    public string SceneId => Identity.AoiHash is { } aoi
        ? Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(Scene.Sha256 + aoi)))[..12]
        : Scene.Sha256[..12];

    public static PreparedRun Open(RunParameters parameters, string modelFolder, string device)
    {
        var aoi = parameters.Aoi is null ? null : AoiPolygons.Read(parameters.Aoi);
        var mosaic = parameters.MoreRasters.Count == 0 ? null : SceneMosaic.Of([parameters.Raster, .. parameters.MoreRasters]);
        SceneRaster? scene = null;
        SegmentationModel? model = null;
        try
        {
            scene = SceneRaster.Open(mosaic?.Path ?? parameters.Raster, new RasterOptions { Gsd = parameters.Gsd, Bands = parameters.Bands });
            model = ModelLoader.Open(modelFolder, device, WindowThreads);
            return new(parameters, mosaic, scene, aoi, model, parameters.Classes is null ? ClassCatalogue.BuiltIn : ClassCatalogue.Read(parameters.Classes));
        }
        catch
        {
            model?.Dispose();
            scene?.Dispose();
            mosaic?.Dispose();
            throw;
        }
    }

    /// <summary>Works with the model, then lets its networks go: nothing after the windows needs their memory. May be called again.</summary>
    public async Task WithModelAsync(Func<SegmentationModel, Task> work)
    {
        if (modelIsClosed) (Model, modelIsClosed) = (ModelLoader.Open(Model.Folder.Path, Model.Device, WindowThreads), false);
        try
        {
            await work(Model);
        }
        finally
        {
            Model.Dispose();
            modelIsClosed = true;
        }
    }

    public RunRow Row(Geometry footprint) => new(Id, Name, new SceneRow(SceneId, Name, Path.GetFileName(Parameters.Raster), Scene.AcquiredAt,
        Scene.Crs, Scene.NativeWidth, Scene.NativeHeight, Scene.Bands, Scene.Gsd, footprint),
        JsonSerializer.Serialize(Parameters with { Raster = Placed(Parameters.Raster), MoreRasters = [.. Parameters.MoreRasters.Select(Placed)] }), JsonSerializer.Serialize(Provenance()));

    /// <summary>A file by its whole path: picture tiles are read from it, by a server that may have been started elsewhere.</summary>
    static string Placed(string raster) => File.Exists(raster) ? Path.GetFullPath(raster) : raster;

    /// <summary>A segment's outline on the globe.</summary>
    public GeographicPolygon Outline(BitMask mask)
    {
        var traced = GeographicPolygons.FromPixels(MaskPolygons.Trace(mask), Scene.PixelToLonLat);
        return Parameters.Square ? RightAngles.Square(traced) : traced;
    }

    /// <summary>The box of the ground to work on, until its valid pixels are known.</summary>
    public MultiPolygon Extent()
    {
        var factory = new GeometryFactory();
        var whole = Aoi?.Box ?? new PixelRect(0, 0, Scene.Width, Scene.Height);
        var box = factory.ToGeometry(new Envelope(whole.X, whole.Right, whole.Y, whole.Bottom));
        try
        {
            return GeographicPolygons.FromPixels(factory.CreateMultiPolygon([(Polygon)box]), Scene.PixelToLonLat).Shape;
        }
        catch (PoleEnclosedException e)
        {
            throw new RasterRefusedException(Scene.Path, "it lies around a pole, which has no polygon in longitude and latitude.",
                "Divide it (gdal_translate -srcwin) or use --aoi so that the pole is left out.", e);
        }
    }

    public object Provenance() => new
    {
        identity = Identity,
        model = new { Model.Folder.Name, Model.Family, Model.Folder.EncoderSha256, Model.Folder.DecoderSha256 },
        device = Model.Device,
        geo = typeof(PreparedRun).Assembly.GetName().Version?.ToString(3),
        gdal = GdalLibrary.Version,
        onnxruntime = OrtRuntime.Version,
        dotnet = Environment.Version.ToString(),
    };

    public void Dispose()
    {
        Model.Dispose();
        ClassHead?.Dispose();
        Scene.Dispose();
        mosaic?.Dispose();
    }
}
