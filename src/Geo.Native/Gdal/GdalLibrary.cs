using System.Runtime.InteropServices;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>The loaded GDAL. Every type of this namespace starts it by itself; nothing needs to be called first.</summary>
public static unsafe class GdalLibrary
{
    const long BlockCacheBytes = 8L << 20;

    static readonly Lazy<string> Started = new(Start);

    /// <summary>Registers drivers, error handler and options once. Any thread may call it.</summary>
    /// <exception cref="DllNotFoundException">No libgdal; the text says how to get one.</exception>
    public static void EnsureInitialized() => _ = Started.Value;

    /// <summary>Release name, such as "3.6.2".</summary>
    public static string Version => Started.Value;

    /// <summary>Sets a configuration option for the whole process (null removes it), such as GDAL_NUM_THREADS. Not for use while others read.</summary>
    public static void SetOption(string key, string? value)
    {
        EnsureInitialized();
        Libgdal.CPLSetConfigOption(key, value);
    }

    /// <summary>Bytes that GDAL may keep of decoded blocks, of all rasters of the process together; what the user set as GDAL_CACHEMAX stays.</summary>
    public static void SetBlockCache(long bytes)
    {
        EnsureInitialized();
        if (Libgdal.CPLGetConfigOption("GDAL_CACHEMAX", null) is null) Libgdal.GDALSetCacheMax64(bytes);
    }

    static string Start()
    {
        GdalErrors.Install();
        // .aux.xml files are read, for some hold the CRS, GCPs or nodata; nothing here changes an opened raster, so none is written, and copies are
        // made without (Dataset.CreateCopy). A VRT's parts are opened by each of its readers: shared ones would meet in two threads. No code
        // from inside VRT files; no endless waits on the network.
        foreach (var (key, value) in new[]
        {
            ("GDAL_PAM_ENABLED", "YES"), ("VRT_SHARED_SOURCE", "0"), ("GDAL_VRT_ENABLE_PYTHON", "NO"), ("GDAL_HTTP_TIMEOUT", "60"),
            ("GDAL_HTTP_CONNECTTIMEOUT", "15"), ("GDAL_HTTP_MAX_RETRY", "3"), ("GDAL_HTTP_RETRY_DELAY", "1"),
        })
            if (Libgdal.CPLGetConfigOption(key, null) is null) Libgdal.CPLSetConfigOption(key, value);
        if (Libgdal.CPLGetConfigOption("GDAL_CACHEMAX", null) is null) Libgdal.GDALSetCacheMax64(BlockCacheBytes);
        Libgdal.GDALAllRegister();
        return Marshal.PtrToStringUTF8((nint)Libgdal.GDALVersionInfo("RELEASE_NAME"))!;
    }
}
