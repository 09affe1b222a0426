using Geo.Server.Collections;

namespace Geo.Server.Wfs;

/// <summary>What the schema says of a collection's geometries, which is what every one of them is written as.</summary>
internal enum GmlShape { Any, Point, Points, Curves, Surfaces }

internal static class GmlShapes
{
    public static GmlShape Of(Collection collection) => collection.GeometryType?.ToUpperInvariant() switch
    {
        "POLYGON" or "MULTIPOLYGON" => GmlShape.Surfaces,
        "LINESTRING" or "MULTILINESTRING" => GmlShape.Curves,
        "MULTIPOINT" => GmlShape.Points,
        "POINT" => GmlShape.Point,
        _ => GmlShape.Any,
    };

    public static string PropertyType(this GmlShape shape) => shape switch
    {
        GmlShape.Surfaces => "gml:MultiSurfacePropertyType",
        GmlShape.Curves => "gml:MultiCurvePropertyType",
        GmlShape.Points => "gml:MultiPointPropertyType",
        GmlShape.Point => "gml:PointPropertyType",
        _ => "gml:GeometryPropertyType",
    };
}
