using System.Globalization;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>Several rasters as one, at the finest of their resolutions, later ones on top. A VRT in memory; any thread may open its <see cref="Path"/>.</summary>
public sealed unsafe class VirtualMosaic : IDisposable
{
    static long names;

    VirtualMosaic(string path) => Path = path;

    public string Path { get; }

    /// <param name="addAlpha">Ground that no raster covers becomes transparent; false where their nodata or alpha says so.</param>
    /// <exception cref="GdalException">They differ in bands, types or CRS, or one is rotated or has no geotransform.</exception>
    public static VirtualMosaic Build(IReadOnlyList<string> rasters, bool addAlpha)
    {
        GdalErrors.Begin();
        using var arguments = new StringList(["-strict", "-resolution", "highest", .. addAlpha ? (string[])["-addalpha"] : []]);
        using var sources = new StringList(rasters);
        var path = string.Create(CultureInfo.InvariantCulture, $"/vsimem/geo-mosaic/{Interlocked.Increment(ref names)}.vrt");
        var options = GdalErrors.Check(Libgdal.GDALBuildVRTOptionsNew(arguments.Pointer, 0), "preparing a mosaic");
        try
        {
            var mosaic = GdalErrors.Check(Libgdal.GDALBuildVRT(path, rasters.Count, 0, sources.Pointer, options, null), $"making a mosaic of {rasters.Count} rasters");
            _ = Libgdal.GDALReleaseDataset(mosaic);        // writes the VRT
            GdalErrors.CheckMessages($"making a mosaic of {rasters.Count} rasters");
            return new(path);
        }
        finally { Libgdal.GDALBuildVRTOptionsFree(options); }
    }

    public void Dispose() => _ = Libgdal.VSIUnlink(Path);
}
