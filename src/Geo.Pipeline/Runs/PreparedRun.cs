using System.Security.Cryptography;
using System.Text.Json;
using Geo.Data.Runs;
using Geo.Native.Gdal;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Runs;

/// <summary>A run that was found possible: everything opened and checked before any work, and its identity.</summary>
internal sealed class PreparedRun : IDisposable
{
    PreparedRun(RunParameters parameters, SceneRaster scene, SegmentationModel model, ClassCatalogue classes)
    {
        (Parameters, Scene, Model, Classes) = (parameters, scene, model, classes);
        Generator = parameters.Generator(model.Folder.Automatic);
        Grid = WindowGrid.Create(scene.Width, scene.Height, model.ImageSize, parameters.Overlap);
        Identity = new()
        {
            RasterHash = scene.Sha256,
            ModelHash = $"{model.Folder.EncoderSha256} {model.Folder.DecoderSha256}",
            ClassesHash = classes.Hash,
            AoiHash = null,
            WindowSize = Grid.Size,
            Stride = Grid.Stride,
            Gsd = parameters.Gsd,
            Bands = parameters.Bands,
            Generator = Generator,
            Outputs = model.AutomaticOutputs,
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
    public SegmentationModel Model { get; }
    public ClassCatalogue Classes { get; }
    public MaskGeneratorOptions Generator { get; }
    public WindowGrid Grid { get; }

    public string Name => Parameters.Name ?? Path.GetFileNameWithoutExtension(Parameters.Raster);
    public string SceneId => Scene.Sha256[..12];

    public static PreparedRun Open(RunParameters parameters, string modelFolder, string device)
    {
        var scene = SceneRaster.Open(parameters.Raster, new RasterOptions { Gsd = parameters.Gsd, Bands = parameters.Bands });
        SegmentationModel? model = null;
        try
        {
            model = ModelLoader.Open(modelFolder, device);
            return new(parameters, scene, model, parameters.Classes is null ? ClassCatalogue.BuiltIn : ClassCatalogue.Read(parameters.Classes));
        }
        catch
        {
            model?.Dispose();
            scene.Dispose();
            throw;
        }
    }

    public RunRow Row(Geometry footprint) => new(Id, Name, new SceneRow(SceneId, Name, Path.GetFileName(Parameters.Raster), Scene.AcquiredAt,
        Scene.Crs, Scene.NativeWidth, Scene.NativeHeight, Scene.Bands, Scene.Gsd, footprint),
        JsonSerializer.Serialize(Parameters), JsonSerializer.Serialize(Provenance()));

    /// <summary>The whole raster as a polygon, until its valid pixels are known.</summary>
    public MultiPolygon Extent()
    {
        var factory = new GeometryFactory();
        var box = factory.ToGeometry(new Envelope(0, Scene.Width, 0, Scene.Height));
        return GeographicPolygons.FromPixels(factory.CreateMultiPolygon([(Polygon)box]), Scene.PixelToLonLat).Shape;
    }

    public object Provenance() => new
    {
        identity = Identity,
        model = new { Model.Folder.Name, Model.Family, Model.Folder.EncoderSha256, Model.Folder.DecoderSha256, Model.Device },
        geo = typeof(PreparedRun).Assembly.GetName().Version?.ToString(3),
        gdal = GdalLibrary.Version,
        onnxruntime = OrtRuntime.Version,
        dotnet = Environment.Version.ToString(),
    };

    public void Dispose()
    {
        Model.Dispose();
        Scene.Dispose();
    }
}
