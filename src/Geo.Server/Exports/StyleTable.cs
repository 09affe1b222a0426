using Geo.Native.Gdal;
using Geo.Server.Collections;
using Geo.Server.Http;
using Geo.Server.Tiles;
using FieldType = Geo.Native.Gdal.FieldType;

namespace Geo.Server.Exports;

/// <summary>The table layer_styles of a GeoPackage, from which QGIS takes a layer's default style as it is added.</summary>
internal static class StyleTable
{
    public static void AddTo(Dataset file, string layerName, Collection collection, IReadOnlyList<MapClass> classes)
    {
        FieldDefinition[] fields =
        [
            .. new[] { "f_table_catalog", "f_table_schema", "f_table_name", "f_geometry_column", "styleName", "styleQML", "styleSLD" }.Select(n => new FieldDefinition(n, FieldType.String)),
            new("useAsDefault", FieldType.Integer, FieldSubtype.Boolean), new("description", FieldType.String), new("owner", FieldType.String),
            new("ui", FieldType.String), new("update_time", FieldType.DateTime),
        ];
        var table = file.CreateLayer("layer_styles", null, GeometryType.None, fields, ["FID=id"]);
        var style = QgisStyle.Make(collection, classes, Language.Spanish).ToString();
        table.Append([new(-1, ["", "", layerName, "geom", collection.Id, style, "", true, collection.Title.Es, "", null, DateTimeOffset.UtcNow], null)]);
    }
}
