using System.Reflection;
using System.Runtime.InteropServices;
using Geo.Native.Gdal;
using Geo.Pipeline.Masks;

namespace Geo.Benchmarks.Vectorise;

/// <summary>GDALPolygonize of gdal_alg.h, called straight: each mask is a byte raster of its own in memory, its own mask band, and gets a layer in memory.</summary>
internal sealed unsafe partial class Polygonize : IDisposable
{
    const int Byte = 1, Polygon = 3, Write = 1;

    readonly List<(nint Raster, nint Band)> rasters = [];
    nint vectors, layer;

    static Polygonize() => NativeLibrary.SetDllImportResolver(typeof(Polygonize).Assembly, Resolve);

    public Polygonize(IEnumerable<BitMask> masks)
    {
        _ = GdalLibrary.Version;                 // registers the drivers
        foreach (var mask in masks)
        {
            var raster = GDALCreate(GDALGetDriverByName("MEM"), "", mask.Width, mask.Height, 1, Byte, 0);
            var band = GDALGetRasterBand(raster, 1);
            var pixels = new byte[mask.Width * mask.Height];
            foreach (var run in mask.Runs()) pixels.AsSpan((run.Y - mask.Y) * mask.Width + run.X - mask.X, run.End - run.X).Fill(1);
            fixed (byte* p = pixels) Check(GDALRasterIO(band, Write, 0, 0, mask.Width, mask.Height, p, mask.Width, mask.Height, Byte, 0, 0));
            rasters.Add((raster, band));
        }
    }

    /// <summary>An empty layer for the polygons to come; not part of the timed work.</summary>
    public void Renew()
    {
        if (vectors != 0) GDALClose(vectors);
        vectors = GDALCreate(GDALGetDriverByName("Memory"), "", 0, 0, 0, 0, 0);
        layer = GDALDatasetCreateLayer(vectors, "polygons", 0, Polygon, 0);
    }

    public void Run()
    {
        foreach (var (_, band) in rasters) Check(GDALPolygonize(band, band, layer, -1, 0, 0, 0));
    }

    public long Count => OGR_L_GetFeatureCount(layer, 1);

    public void Dispose()
    {
        if (vectors != 0) GDALClose(vectors);
        foreach (var (raster, _) in rasters) GDALClose(raster);
    }

    static void Check(int error)
    {
        if (error != 0) throw new BenchmarkException($"GDAL failed with class {error}.");
    }

    static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        foreach (var version in Enumerable.Range(30, 12).Reverse())
            if (name == "gdal" && NativeLibrary.TryLoad($"libgdal.so.{version}", out var found)) return found;
        return 0;
    }

    [LibraryImport("gdal", StringMarshalling = StringMarshalling.Utf8)] private static partial nint GDALGetDriverByName(string name);
    [LibraryImport("gdal", StringMarshalling = StringMarshalling.Utf8)] private static partial nint GDALCreate(nint driver, string path, int width, int height, int bands, int type, nint options);
    [LibraryImport("gdal")] private static partial nint GDALGetRasterBand(nint raster, int band);
    [LibraryImport("gdal")] private static partial int GDALRasterIO(nint band, int mode, int x, int y, int w, int h, void* data, int dataWidth, int dataHeight, int type, int pixel, int line);
    [LibraryImport("gdal", StringMarshalling = StringMarshalling.Utf8)] private static partial nint GDALDatasetCreateLayer(nint dataset, string name, nint srs, int type, nint options);
    [LibraryImport("gdal")] private static partial int GDALPolygonize(nint band, nint mask, nint layer, int field, nint options, nint progress, nint argument);
    [LibraryImport("gdal")] private static partial long OGR_L_GetFeatureCount(nint layer, int force);
    [LibraryImport("gdal")] private static partial void GDALClose(nint dataset);
}
