using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>libgdal's C API as it is: start-up, errors, memory files. Signatures follow gdal.h, cpl_error.h, cpl_vsi.h of GDAL 3.4 and later.</summary>
static unsafe partial class Libgdal
{
    const string Gdal = "gdal";

    [LibraryImport(Gdal)] internal static partial void GDALAllRegister();
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial byte* GDALVersionInfo(string request);
    [LibraryImport(Gdal)] internal static partial void GDALSetCacheMax64(long bytes);
    [LibraryImport(Gdal)] internal static partial nint CPLSetErrorHandlerEx(delegate* unmanaged[Cdecl]<int, int, byte*, void> handler, void* userData);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial void CPLSetConfigOption(string key, string? value);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial byte* CPLGetConfigOption(string key, string? fallback);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial void CPLSetThreadLocalConfigOption(string key, string? value);
    [LibraryImport(Gdal)] internal static partial void CSLDestroy(byte** list);

    [LibraryImport(Gdal)] internal static partial void VSIFree(void* memory);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint VSIFileFromMemBuffer(string path, byte* data, ulong length, int takeOwnership);
    [LibraryImport(Gdal)] internal static partial int VSIFCloseL(nint file);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* VSIGetMemFileBuffer(string path, ulong* length, int unlink);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial int VSIUnlink(string path);
}
