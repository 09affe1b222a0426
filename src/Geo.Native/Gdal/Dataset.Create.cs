using System.Buffers;
using System.Globalization;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

public sealed unsafe partial class Dataset
{
    /// <summary>Creates a raster file. Nothing may be taken as written before <see cref="Close"/> returned.</summary>
    /// <param name="options">Creation options of the driver, "KEY=VALUE" each.</param>
    public static Dataset Create(string driver, string path, int width, int height, int bands, GdalDataType type = GdalDataType.Byte,
        IReadOnlyList<string>? options = null)
    {
        GdalErrors.Begin();
        using var list = new StringList(options);
        var dataset = Libgdal.GDALCreate(Driver(driver), path, width, height, bands, type, list.Pointer);
        return new Dataset(GdalErrors.Check(dataset, $"creating {path} as {driver}"), path);
    }

    /// <summary>An empty vector file; see <see cref="CreateLayer"/>.</summary>
    public static Dataset CreateVector(string driver, string path, IReadOnlyList<string>? options = null) =>
        Create(driver, path, 0, 0, 0, GdalDataType.Unknown, options);

    /// <summary>Writes a whole dataset in another format (the only way to write PNG, JPEG, WEBP and COG).</summary>
    public static Dataset CreateCopy(string driver, string path, Dataset source, IReadOnlyList<string>? options = null)
    {
        GdalErrors.Begin();
        using var list = new StringList(options);
        const string Pam = "GDAL_PAM_ENABLED";
        Libgdal.CPLSetThreadLocalConfigOption(Pam, "NO");
        try
        {
            var copy = Libgdal.GDALCreateCopy(Driver(driver), path, source.handle, 0, list.Pointer, 0, 0);
            return new Dataset(GdalErrors.Check(copy, $"copying {source.Path} to {path} as {driver}"), path);
        }
        finally { Libgdal.CPLSetThreadLocalConfigOption(Pam, null); }
    }

    /// <summary>A raster over samples in memory, without a copy: what is written to either side shows on the other.</summary>
    public static Dataset OverMemory<T>(Memory<T> samples, int width, int height, int bands, SampleOrder order = SampleOrder.PixelInterleaved)
        where T : unmanaged
    {
        RequireRoom(samples.Length, (long)width * height * bands);
        var dataset = Create("MEM", "", width, height, 0);
        try
        {
            var pin = samples.Pin();
            dataset.held.Add(pin);
            var interleaved = order == SampleOrder.PixelInterleaved;
            long size = sizeof(T), pixel = interleaved ? size * bands : size, line = pixel * width, band = interleaved ? size : line * height;
            for (var b = 0; b < bands; b++)
            {
                using var options = new StringList([
                    string.Create(CultureInfo.InvariantCulture, $"DATAPOINTER={(long)pin.Pointer + b * band}"),
                    string.Create(CultureInfo.InvariantCulture, $"PIXELOFFSET={pixel}"),
                    string.Create(CultureInfo.InvariantCulture, $"LINEOFFSET={line}")]);
                GdalErrors.Check(Libgdal.GDALAddBand(dataset.handle, DataTypeOf<T>.Value, options.Pointer), "laying a raster over memory");
            }
            return dataset;
        }
        catch
        {
            dataset.Dispose();
            throw;
        }
    }

    /// <summary>Gives the raster one mask for all bands (a GeoTIFF keeps it inside with GDAL_TIFF_INTERNAL_MASK=YES, else in a .msk file).</summary>
    public void CreateMask()
    {
        GdalErrors.Begin();
        GdalErrors.Check(Libgdal.GDALCreateDatasetMaskBand(handle, MaskFlags.PerDataset), $"adding a mask to {Path}");
    }

    /// <summary>Builds overviews by the given factors, such as 2, 4, 8.</summary>
    /// <param name="resampling">"NEAREST", "AVERAGE", "CUBIC", ...</param>
    public void BuildOverviews(ReadOnlySpan<int> factors, string resampling = "AVERAGE")
    {
        GdalErrors.Begin();
        fixed (int* list = factors)
            GdalErrors.Check(Libgdal.GDALBuildOverviews(handle, resampling, factors.Length, list, 0, null, 0, 0), $"building overviews of {Path}");
    }

    static nint Driver(string name) => GdalErrors.Check(Libgdal.GDALGetDriverByName(name), $"looking for the driver {name}, which this GDAL lacks");
}
