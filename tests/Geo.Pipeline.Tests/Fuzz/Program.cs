using System.Globalization;
using Geo.Native.Gdal;
using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Areas;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>
/// The test assembly run as a program: opens damaged files one after another, and says for each "N ok" or "N refused: why". Any other error, a
/// crash or a hang is a fault. Arguments: kind (raster, model, aoi), file, first seed, count.
/// </summary>
static class Program
{
    static int Main(string[] args)
    {
        var (kind, original, first, count) = (args[0], args[1], int.Parse(args[2], CultureInfo.InvariantCulture), int.Parse(args[3], CultureInfo.InvariantCulture));
        var bytes = File.ReadAllBytes(original);
        var folder = Directory.CreateTempSubdirectory("geo-fuzz-").FullName;
        try
        {
            for (var seed = first; seed < first + count; seed++)
            {
                var path = Path.Combine(folder, Path.GetFileName(original));
                File.WriteAllBytes(path, Mutations.Of(bytes, seed, head: kind == "raster" ? 600 : bytes.Length));
                Console.Write($"{seed} ");
                Console.Out.Flush();
                Console.WriteLine(Try(kind, path, original));
            }
            Console.WriteLine(File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)));
            return 0;
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }

    static string Try(string kind, string path, string original)
    {
        try
        {
            switch (kind)
            {
                case "raster": Raster(path); break;
                case "aoi": AoiPolygons.Read(path); break;
                default: Model(path, original); break;
            }
            return "ok";
        }
        catch (Exception e) when (e is RasterRefusedException or AoiRefusedException or ModelRefusedException or GdalException or OrtException or OutsideMapException)
        {
            return $"refused: {e.Message.ReplaceLineEndings(" ")}";
        }
    }

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

    static void Model(string path, string original)
    {
        var folder = Path.GetDirectoryName(path)!;
        foreach (var other in Directory.EnumerateFiles(Path.GetDirectoryName(original)!).Where(f => Path.GetFileName(f) != Path.GetFileName(original)))
            if (!File.Exists(Path.Combine(folder, Path.GetFileName(other)))) File.Copy(other, Path.Combine(folder, Path.GetFileName(other)));
        using var model = ModelLoader.Open(folder, threads: 1);
    }
}
