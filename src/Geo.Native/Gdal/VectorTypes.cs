namespace Geo.Native.Gdal;

/// <summary>OGRFieldType.</summary>
public enum FieldType
{
    Integer = 0, IntegerList = 1, Real = 2, RealList = 3, String = 4, StringList = 5, Binary = 8, Date = 9, Time = 10, DateTime = 11,
    Integer64 = 12, Integer64List = 13,
}

/// <summary>OGRFieldSubType.</summary>
public enum FieldSubtype { None = 0, Boolean = 1, Int16 = 2, Float32 = 3, Json = 4, Uuid = 5 }

/// <summary>OGRwkbGeometryType; Z adds 0x80000000 to the plain types.</summary>
public enum GeometryType : uint
{
    Unknown = 0, Point = 1, LineString = 2, Polygon = 3, MultiPoint = 4, MultiLineString = 5, MultiPolygon = 6, GeometryCollection = 7,
    None = 100,
    PointZ = 0x80000001, LineStringZ = 0x80000002, PolygonZ = 0x80000003,
    MultiPointZ = 0x80000004, MultiLineStringZ = 0x80000005, MultiPolygonZ = 0x80000006,
}
