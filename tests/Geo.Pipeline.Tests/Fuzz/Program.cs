using System.Globalization;
using Geo.Data;
using Geo.Data.Areas;
using Geo.Native.Gdal;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Labelling;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>
/// The test assembly run as a program: opens damaged files one after another, says "> N" before each and "N ok" or "N refused: why" after it. Any
/// other error ends it, and so does a crash. Arguments: kind (raster, aoi, areas, model, onnx), file, first seed, last seed.
/// </summary>
static class Program
{
    static GeoDatabase? database;

    static async Task Main(string[] args)
    {
        var (kind, original) = (args[0], args[1]);
        int first = int.Parse(args[2], CultureInfo.InvariantCulture), last = int.Parse(args[3], CultureInfo.InvariantCulture);
        var bytes = await File.ReadAllBytesAsync(original);
        var places = kind == "onnx" ? Mutations.StructureOf(bytes) : null;
        var folder = Directory.CreateTempSubdirectory("geo-fuzz-").FullName;
        var path = Path.Combine(folder, Path.GetFileName(original));
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(original)!)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
            for (var seed = first; seed <= last; seed++)
            {
                await File.WriteAllBytesAsync(path, places is null ? Mutations.Of(bytes, seed, head: kind == "raster" ? 600 : bytes.Length) : Mutations.At(bytes, seed, places));
                Console.WriteLine($"> {seed}");
                await Console.Out.FlushAsync();
                Console.WriteLine($"{seed} {await TryAsync(kind, path, seed)}");
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    static async Task<string> TryAsync(string kind, string path, int seed)
    {
        try
        {
            switch (kind)
            {
                case "raster": Raster(path); break;
                case "aoi": AoiPolygons.Read(Opened(path)); break;
                case "areas": await AreasAsync(Opened(path)); break;
                default: Model(Path.GetDirectoryName(path)!, encode: seed % 10 == 0); break;
            }
            return "ok";
        }
        catch (Exception e) when (e is RasterRefusedException or AoiRefusedException or AreaImportException or DataException or ModelRefusedException
            or GdalException or OrtException or OutsideMapException)
        {
            return $"refused: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

    /// <summary>A shapefile is opened by its main file, whichever of its files is damaged.</summary>
    static string Opened(string path) => Path.GetExtension(path) is ".dbf" or ".shx" ? Path.ChangeExtension(path, ".shp") : path;

    static void Raster(string path)
    {
        using var scene = SceneRaster.Open(path, new());
        using var reader = scene.OpenReader();
        var grid = WindowGrid.Create(scene.Width, scene.Height, 512, 0.25);
        foreach (var window in grid.Windows().Take(3))
        {
            using var pixels = reader.Read(grid.Window(window));
            double[] x = [0, pixels.Width], y = [0, pixels.Height];
            scene.PixelToLonLat(x, y);
        }
    }

    static async Task AreasAsync(string path)
    {
        database ??= await GeoDatabase.OpenAsync(new DataOptions { Db = Environment.GetEnvironmentVariable("GEO_DB") }, default);
        await new AreaImporter(new AreaStore(database.DataSource)).ImportAsync(new AreaImportOptions { File = path, Level = "state" }, default);
    }

    static void Model(string folder, bool encode)
    {
        using var model = ModelLoader.Open(folder, threads: 1);
        using var head = ClassHead.Open(model.Folder, model.Channels);
        if (!encode) return;
        _ = head?.Probabilities(new float[model.Channels], model.Channels);
        using var image = model.Encode(new byte[3 * 64 * 64], 64, 64);
        using var masks = model.Decode(image, [new(20, 20, PointLabel.Foreground)], 1);
    }
}
