using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>Datasets and bands (gdal.h).</summary>
static unsafe partial class Libgdal
{
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALOpenEx(string path, uint flags, byte** drivers, byte** options, byte** siblings);
    [LibraryImport(Gdal)] internal static partial int GDALReleaseDataset(nint dataset);
    [LibraryImport(Gdal)] internal static partial void GDALFlushCache(DatasetHandle dataset);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint GDALGetDriverByName(string name);
    [LibraryImport(Gdal)] internal static partial nint GDALGetDatasetDriver(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial byte* GDALGetDriverShortName(nint driver);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALCreate(nint driver, string path, int width, int height, int bands, GdalDataType type, byte** options);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALCreateCopy(nint driver, string path, DatasetHandle source, int strict, byte** options, nint progress, nint data);
    [LibraryImport(Gdal)] internal static partial int GDALAddBand(DatasetHandle dataset, GdalDataType type, byte** options);
    [LibraryImport(Gdal)] internal static partial int GDALGetRasterXSize(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALGetRasterYSize(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALGetRasterCount(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial nint GDALGetRasterBand(DatasetHandle dataset, int number);
    [LibraryImport(Gdal)] internal static partial int GDALGetGeoTransform(DatasetHandle dataset, double* six);
    [LibraryImport(Gdal)] internal static partial int GDALSetGeoTransform(DatasetHandle dataset, double* six);
    [LibraryImport(Gdal)] internal static partial nint GDALGetSpatialRef(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALSetSpatialRef(DatasetHandle dataset, SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int GDALGetGCPCount(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial nint GDALGetGCPSpatialRef(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial NativeGcp* GDALGetGCPs(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALSetGCPs2(DatasetHandle dataset, int count, NativeGcp* points, SpatialReferenceHandle srs);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte** GDALGetMetadata(DatasetHandle dataset, string domain);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GDALSetMetadataItem(DatasetHandle dataset, string key, string? value, string? domain);
    [LibraryImport(Gdal)] internal static partial byte** GDALGetFileList(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALCreateDatasetMaskBand(DatasetHandle dataset, MaskFlags flags);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GDALBuildOverviews(DatasetHandle dataset, string resampling, int count, int* factors, int bands, int* numbers,
        nint progress, nint data);
    [LibraryImport(Gdal)]
    internal static partial int GDALDatasetRasterIOEx(DatasetHandle dataset, int write, int x, int y, int width, int height, void* buffer,
        int bufferWidth, int bufferHeight, GdalDataType type, int bandCount, int* bands, long pixelSpace, long lineSpace, long bandSpace,
        NativeRasterIoArguments* extra);
    [LibraryImport(Gdal)]
    internal static partial int GDALRasterIOEx(nint band, int write, int x, int y, int width, int height, void* buffer,
        int bufferWidth, int bufferHeight, GdalDataType type, long pixelSpace, long lineSpace, NativeRasterIoArguments* extra);

    [LibraryImport(Gdal)] internal static partial GdalDataType GDALGetRasterDataType(nint band);
    [LibraryImport(Gdal)] internal static partial int GDALGetRasterBandXSize(nint band);
    [LibraryImport(Gdal)] internal static partial int GDALGetRasterBandYSize(nint band);
    [LibraryImport(Gdal)] internal static partial void GDALGetBlockSize(nint band, int* width, int* height);
    [LibraryImport(Gdal)] internal static partial ColorInterpretation GDALGetRasterColorInterpretation(nint band);
    [LibraryImport(Gdal)] internal static partial int GDALSetRasterColorInterpretation(nint band, ColorInterpretation value);
    [LibraryImport(Gdal)] internal static partial double GDALGetRasterNoDataValue(nint band, int* has);
    [LibraryImport(Gdal)] internal static partial long GDALGetRasterNoDataValueAsInt64(nint band, int* has);
    [LibraryImport(Gdal)] internal static partial ulong GDALGetRasterNoDataValueAsUInt64(nint band, int* has);
    [LibraryImport(Gdal)] internal static partial int GDALSetRasterNoDataValue(nint band, double value);
    [LibraryImport(Gdal)] internal static partial nint GDALGetRasterColorTable(nint band);
    [LibraryImport(Gdal)] internal static partial int GDALSetRasterColorTable(nint band, nint table);
    [LibraryImport(Gdal)] internal static partial int GDALGetPaletteInterpretation(nint table);
    [LibraryImport(Gdal)] internal static partial int GDALGetColorEntryCount(nint table);
    [LibraryImport(Gdal)] internal static partial short* GDALGetColorEntry(nint table, int index);
    [LibraryImport(Gdal)] internal static partial nint GDALCreateColorTable(int interpretation);
    [LibraryImport(Gdal)] internal static partial void GDALSetColorEntry(nint table, int index, short* four);
    [LibraryImport(Gdal)] internal static partial void GDALDestroyColorTable(nint table);
    [LibraryImport(Gdal)] internal static partial int GDALGetOverviewCount(nint band);
    [LibraryImport(Gdal)] internal static partial nint GDALGetOverview(nint band, int index);
    [LibraryImport(Gdal)] internal static partial MaskFlags GDALGetMaskFlags(nint band);
    [LibraryImport(Gdal)] internal static partial nint GDALGetMaskBand(nint band);
    [LibraryImport(Gdal)] internal static partial byte* GDALGetDescription(nint majorObject);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial void GDALSetDescription(nint majorObject, string text);
}

/// <summary>GDAL_GCP.</summary>
[StructLayout(LayoutKind.Sequential)]
unsafe struct NativeGcp
{
    public byte* Id, Info;
    public double Pixel, Line, X, Y, Z;
}

/// <summary>GDALRasterIOExtraArg, version 1 (64 bytes).</summary>
[StructLayout(LayoutKind.Sequential)]
struct NativeRasterIoArguments
{
    public int Version;
    public Resampling Resampling;
    public nint Progress, ProgressData;
    public int UseFloatingWindow;
    public double X, Y, Width, Height;
}
