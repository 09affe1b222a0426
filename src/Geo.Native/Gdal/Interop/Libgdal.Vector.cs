using System.Runtime.InteropServices;

namespace Geo.Native.Gdal.Interop;

/// <summary>Layers, features and fields (ogr_api.h).</summary>
static unsafe partial class Libgdal
{
    [LibraryImport(Gdal)] internal static partial int GDALDatasetGetLayerCount(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial nint GDALDatasetGetLayer(DatasetHandle dataset, int index);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint GDALDatasetCreateLayer(DatasetHandle dataset, string name, nint srs, GeometryType type, byte** options);
    [LibraryImport(Gdal)] internal static partial int GDALDatasetStartTransaction(DatasetHandle dataset, int force);
    [LibraryImport(Gdal)] internal static partial int GDALDatasetCommitTransaction(DatasetHandle dataset);
    [LibraryImport(Gdal)] internal static partial int GDALDatasetRollbackTransaction(DatasetHandle dataset);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int GDALDatasetTestCapability(DatasetHandle dataset, string capability);

    [LibraryImport(Gdal)] internal static partial byte* OGR_L_GetName(nint layer);
    [LibraryImport(Gdal)] internal static partial byte* OGR_L_GetFIDColumn(nint layer);
    [LibraryImport(Gdal)] internal static partial nint OGR_L_GetSpatialRef(nint layer);
    [LibraryImport(Gdal)] internal static partial nint OGR_L_GetLayerDefn(nint layer);
    [LibraryImport(Gdal)] internal static partial GeometryType OGR_L_GetGeomType(nint layer);
    [LibraryImport(Gdal)] internal static partial long OGR_L_GetFeatureCount(nint layer, int force);
    [LibraryImport(Gdal)] internal static partial int OGR_L_GetExtent(nint layer, double* minXMaxXMinYMaxY, int force);
    [LibraryImport(Gdal)] internal static partial void OGR_L_SetSpatialFilterRect(nint layer, double minX, double minY, double maxX, double maxY);
    [LibraryImport(Gdal)] internal static partial void OGR_L_SetSpatialFilter(nint layer, nint geometry);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial int OGR_L_SetAttributeFilter(nint layer, string? where);
    [LibraryImport(Gdal)] internal static partial void OGR_L_ResetReading(nint layer);
    [LibraryImport(Gdal)] internal static partial nint OGR_L_GetNextFeature(nint layer);
    [LibraryImport(Gdal)] internal static partial int OGR_L_CreateFeature(nint layer, nint feature);
    [LibraryImport(Gdal)] internal static partial int OGR_L_CreateField(nint layer, nint field, int approximate);

    [LibraryImport(Gdal)] internal static partial int OGR_FD_GetFieldCount(nint definition);
    [LibraryImport(Gdal)] internal static partial nint OGR_FD_GetFieldDefn(nint definition, int index);
    [LibraryImport(Gdal)] internal static partial byte* OGR_Fld_GetNameRef(nint field);
    [LibraryImport(Gdal)] internal static partial byte* OGR_Fld_GetAlternativeNameRef(nint field);
    [LibraryImport(Gdal)] internal static partial FieldType OGR_Fld_GetType(nint field);
    [LibraryImport(Gdal)] internal static partial FieldSubtype OGR_Fld_GetSubType(nint field);
    [LibraryImport(Gdal)] internal static partial int OGR_Fld_GetWidth(nint field);
    [LibraryImport(Gdal)] internal static partial int OGR_Fld_GetPrecision(nint field);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial nint OGR_Fld_Create(string name, FieldType type);
    [LibraryImport(Gdal)] internal static partial void OGR_Fld_Destroy(nint field);
    [LibraryImport(Gdal)] internal static partial void OGR_Fld_SetSubType(nint field, FieldSubtype subtype);
    [LibraryImport(Gdal)] internal static partial void OGR_Fld_SetWidth(nint field, int width);
    [LibraryImport(Gdal)] internal static partial void OGR_Fld_SetPrecision(nint field, int precision);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial void OGR_Fld_SetAlternativeName(nint field, string name);

    [LibraryImport(Gdal)] internal static partial nint OGR_F_Create(nint definition);
    [LibraryImport(Gdal)] internal static partial void OGR_F_Destroy(nint feature);
    [LibraryImport(Gdal)] internal static partial long OGR_F_GetFID(nint feature);
    [LibraryImport(Gdal)] internal static partial int OGR_F_SetFID(nint feature, long fid);
    [LibraryImport(Gdal)] internal static partial nint OGR_F_GetGeometryRef(nint feature);
    [LibraryImport(Gdal)] internal static partial int OGR_F_SetGeometryDirectly(nint feature, nint geometry);
    [LibraryImport(Gdal)] internal static partial int OGR_F_IsFieldSetAndNotNull(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial int OGR_F_GetFieldAsInteger(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial long OGR_F_GetFieldAsInteger64(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial double OGR_F_GetFieldAsDouble(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial byte* OGR_F_GetFieldAsString(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial byte* OGR_F_GetFieldAsBinary(nint feature, int index, int* length);
    [LibraryImport(Gdal)] internal static partial int* OGR_F_GetFieldAsIntegerList(nint feature, int index, int* length);
    [LibraryImport(Gdal)] internal static partial long* OGR_F_GetFieldAsInteger64List(nint feature, int index, int* length);
    [LibraryImport(Gdal)] internal static partial double* OGR_F_GetFieldAsDoubleList(nint feature, int index, int* length);
    [LibraryImport(Gdal)] internal static partial byte** OGR_F_GetFieldAsStringList(nint feature, int index);
    [LibraryImport(Gdal)]
    internal static partial int OGR_F_GetFieldAsDateTimeEx(nint feature, int index, int* year, int* month, int* day, int* hour, int* minute, float* second, int* zone);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldNull(nint feature, int index);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldInteger(nint feature, int index, int value);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldInteger64(nint feature, int index, long value);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldDouble(nint feature, int index, double value);
    [LibraryImport(Gdal, StringMarshalling = StringMarshalling.Utf8)] internal static partial void OGR_F_SetFieldString(nint feature, int index, string value);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldBinary(nint feature, int index, int length, byte* value);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldInteger64List(nint feature, int index, int length, long* values);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldDoubleList(nint feature, int index, int length, double* values);
    [LibraryImport(Gdal)] internal static partial void OGR_F_SetFieldStringList(nint feature, int index, byte** values);
    [LibraryImport(Gdal)]
    internal static partial void OGR_F_SetFieldDateTimeEx(nint feature, int index, int year, int month, int day, int hour, int minute, float second, int zone);

    [LibraryImport(Gdal)] internal static partial int OGR_G_CreateFromWkb(byte* wkb, nint srs, nint* geometry, int size);
    [LibraryImport(Gdal)] internal static partial int OGR_G_WkbSize(nint geometry);
    [LibraryImport(Gdal)] internal static partial int OGR_G_ExportToIsoWkb(nint geometry, int byteOrder, byte* buffer);
    [LibraryImport(Gdal)] internal static partial void OGR_G_DestroyGeometry(nint geometry);
    [LibraryImport(Gdal)] internal static partial uint OGR_G_GetGeometryType(nint geometry);
    [LibraryImport(Gdal)] internal static partial int OGR_G_HasCurveGeometry(nint geometry, int lookForNonLinear);
    [LibraryImport(Gdal)] internal static partial nint OGR_G_GetLinearGeometry(nint geometry, double maximumAngle, byte** options);
    [LibraryImport(Gdal)] internal static partial nint OGR_G_ForceToMultiPolygon(nint geometry);
    [LibraryImport(Gdal)] internal static partial nint OGR_G_Clone(nint geometry);
    [LibraryImport(Gdal)] internal static partial int OGR_G_Is3D(nint geometry);
    [LibraryImport(Gdal)] internal static partial void OGR_G_FlattenTo2D(nint geometry);
    [LibraryImport(Gdal)] internal static partial void OGR_G_CloseRings(nint geometry);
    [LibraryImport(Gdal)] internal static partial int OGR_G_Transform(nint geometry, TransformationHandle transformation);
}
