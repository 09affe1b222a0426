using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>
/// An open raster or vector file. A dataset, its bands, its layers and every view warped from it may be used by one thread at a time:
/// GDAL crashes otherwise. Open one per thread; several datasets on one file are fine.
/// </summary>
public sealed unsafe partial class Dataset : IDisposable
{
    readonly DatasetHandle handle;
    IReadOnlyList<RasterBand>? bands;

    // Memory that GDAL reads in place (MEM bands), kept pinned as long as the dataset lives.
    readonly List<IDisposable> held = [];

    Dataset(nint dataset, string path) => (handle, Path) = (new DatasetHandle(dataset), path);

    /// <summary>What was opened or created, as given.</summary>
    public string Path { get; }

    public string DriverName => StringList.Text(Libgdal.GDALGetDriverShortName(Libgdal.GDALGetDatasetDriver(handle))) ?? "";

    /// <summary>Pixels; 512 for a dataset without raster.</summary>
    public int Width => Libgdal.GDALGetRasterXSize(handle);

    public int Height => Libgdal.GDALGetRasterYSize(handle);

    public int BandCount => Libgdal.GDALGetRasterCount(handle);

    /// <summary>Bands[0] is band number 1.</summary>
    public IReadOnlyList<RasterBand> Bands => bands ??=
        [.. Enumerable.Range(1, BandCount).Select(n => new RasterBand(this, Libgdal.GDALGetRasterBand(handle, n), n))];

    /// <summary>All files that belong to the dataset (side files, parts of a VRT).</summary>
    public IReadOnlyList<string> FileList
    {
        get
        {
            var list = Libgdal.GDALGetFileList(handle);
            try { return StringList.Read(list); }
            finally { Libgdal.CSLDestroy(list); }
        }
    }

    internal DatasetHandle Handle => handle;

    /// <summary>Opens a file, a /vsi path or any other name GDAL knows.</summary>
    /// <param name="allowedDrivers">Short names, such as "GTiff"; null allows all.</param>
    /// <param name="openOptions">"KEY=VALUE" each.</param>
    /// <exception cref="GdalException">Missing, damaged or of no known format; with GDAL's reason.</exception>
    public static Dataset Open(string path, OpenFlags flags = OpenFlags.Raster, IReadOnlyList<string>? allowedDrivers = null,
        IReadOnlyList<string>? openOptions = null)
    {
        const uint VerboseError = 0x40;
        GdalErrors.Begin();
        using var drivers = new StringList(allowedDrivers);
        using var options = new StringList(openOptions);
        var dataset = Libgdal.GDALOpenEx(path, (uint)flags | VerboseError, drivers.Pointer, options.Pointer, null);
        return new Dataset(GdalErrors.Check(dataset, $"opening {path}"), path);
    }

    /// <summary>"KEY=VALUE" items of a metadata domain ("" is the default one; also "IMAGE_STRUCTURE", "RPC", "GEOLOCATION", ...).</summary>
    public IReadOnlyDictionary<string, string> Metadata(string domain = "")
    {
        var items = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var entry in StringList.Read(Libgdal.GDALGetMetadata(handle, domain)))
            if (entry.IndexOf('=') is > 0 and var at) items[entry[..at]] = entry[(at + 1)..];
        return items;
    }

    public void SetMetadata(string key, string? value, string? domain = null)
    {
        GdalErrors.Begin();
        GdalErrors.Check(Libgdal.GDALSetMetadataItem(handle, key, value, domain), $"setting metadata {key} of {Path}");
    }

    /// <summary>Writes what is pending and closes.</summary>
    /// <exception cref="GdalException">Something could not be written (disk full, ...): the file must be taken as damaged. The dataset is closed all the same.</exception>
    public void Close()
    {
        if (handle.IsClosed) return;
        GdalErrors.Begin();
        Libgdal.GDALFlushCache(handle);
        Release();
        GdalErrors.CheckMessages($"closing {Path}");
    }

    public void Dispose() => Release();

    void Release()
    {
        handle.Dispose();
        foreach (var memory in held) memory.Dispose();
        held.Clear();
    }
}
