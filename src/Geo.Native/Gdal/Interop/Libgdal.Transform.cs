using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>Coordinate systems and transformers (ogr_srs_api.h, gdal_alg.h, gdal_utils.h).</summary>
static unsafe partial class Libgdal
{
    [LibraryImport(Gdal)] internal static partial nint OSRNewSpatialReference(nint wkt);
    [LibraryImport(Gdal)] internal static partial void OSRRelease(nint srs);
    [LibraryImport(Gdal)] internal static partial nint OSRClone(nint srs);
    [LibraryImport(Gdal)] internal static partial void OSRSetAxisMappingStrategy(SpatialReferenceHandle srs, int strategy);
    [LibraryImport(Gdal)] internal static partial int OSRImportFromEPSG(SpatialReferenceHandle srs, int code);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int OSRSetFromUserInput(SpatialReferenceHandle srs, string text);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* OSRGetAuthorityName(SpatialReferenceHandle srs, string? key);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial byte* OSRGetAuthorityCode(SpatialReferenceHandle srs, string? key);
    [LibraryImport(Gdal)] internal static partial nint* OSRFindMatches(SpatialReferenceHandle srs, byte** options, int* count, int** confidence);
    [LibraryImport(Gdal)] internal static partial void OSRFreeSRSArray(nint* list);
    [LibraryImport(Gdal)] internal static partial byte* OSRGetName(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int OSRIsGeographic(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int OSRIsProjected(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int OSREPSGTreatsAsLatLong(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int OSREPSGTreatsAsNorthingEasting(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial int OSRIsLocal(SpatialReferenceHandle srs);
    [LibraryImport(Gdal)] internal static partial double OSRGetLinearUnits(SpatialReferenceHandle srs, byte** name);
    [LibraryImport(Gdal)] internal static partial double OSRGetSemiMajor(SpatialReferenceHandle srs, int* error);
    [LibraryImport(Gdal)] internal static partial int OSRExportToWktEx(SpatialReferenceHandle srs, byte** text, byte** options);
    [LibraryImport(Gdal)] internal static partial int OSRIsSame(SpatialReferenceHandle first, SpatialReferenceHandle second);

    [LibraryImport(Gdal)] internal static partial nint OCTNewCoordinateTransformation(SpatialReferenceHandle from, SpatialReferenceHandle to);
    [LibraryImport(Gdal)] internal static partial void OCTDestroyCoordinateTransformation(nint transformation);
    [LibraryImport(Gdal)] internal static partial int OCTTransformEx(TransformationHandle transformation, int count, double* x, double* y, double* z, int* success);

    [LibraryImport(Gdal)] internal static partial nint GDALCreateGCPTransformer(int count, NativeGcp* points, int order, int reversed);
    [LibraryImport(Gdal)] internal static partial void GDALDestroyGCPTransformer(nint transformer);
    [LibraryImport(Gdal)] internal static partial int GDALGCPTransform(GcpTransformHandle transformer, int inverse, int count, double* x, double* y, double* z, int* success);
    [LibraryImport(Gdal)] internal static partial nint GDALCreateGenImgProjTransformer2(DatasetHandle source, nint destination, byte** options);
    [LibraryImport(Gdal)] internal static partial void GDALDestroyGenImgProjTransformer(nint transformer);
    [LibraryImport(Gdal)] internal static partial int GDALGenImgProjTransform(PixelTransformHandle transformer, int inverse, int count, double* x, double* y, double* z, int* success);

    [LibraryImport(Gdal)] internal static partial nint GDALBuildVRTOptionsNew(byte** arguments, nint forBinary);
    [LibraryImport(Gdal)] internal static partial void GDALBuildVRTOptionsFree(nint options);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALBuildVRT(string path, int count, nint sources, byte** names, nint options, int* usageError);

    [LibraryImport(Gdal)] internal static partial nint GDALWarpAppOptionsNew(byte** arguments, nint forBinary);
    [LibraryImport(Gdal)] internal static partial void GDALWarpAppOptionsFree(nint options);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALWarp(string path, nint destination, int count, nint* sources, nint options, int* usageError);
}
