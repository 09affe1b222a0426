using System.Globalization;
using System.Text.Json;
using Geo.Native.Gdal;
using Geo.Server.Collections;
using Npgsql;
using FieldType = Geo.Native.Gdal.FieldType;

namespace Geo.Server.Exports;

/// <summary>Writes rows of a collection, as <see cref="Features.RowQuery"/> reads them, to a layer of a file, row by row.</summary>
internal static class RowFile
{
    /// <returns>How many features were written.</returns>
    public static long Append(Dataset file, ExportFormat format, string layerName, Collection collection, int srid, IEnumerable<NpgsqlDataReader> rows, CancellationToken cancellationToken)
    {
        using var crs = SpatialReference.FromEpsg(srid);
        var layer = file.CreateLayer(layerName, crs, TypeOf(collection), [new("id", FieldType.String), .. collection.Fields.Select(Definition)], format.LayerOptions);
        return layer.Append(rows.Select(r => Feature(r, collection)), cancellationToken);
    }

    static VectorFeature Feature(NpgsqlDataReader row, Collection collection)
    {
        var values = new object?[1 + collection.Fields.Count];
        values[0] = row.GetString(0);
        var column = 1;
        var geometry = collection.Geometry is not null && row.GetValue(column++) is byte[] wkb ? wkb : null;
        for (var i = 0; i < collection.Fields.Count; i++, column++)
            values[i + 1] = row.IsDBNull(column) ? null : Value(row.GetValue(column));
        return new(-1, values, geometry);
    }

    static GeometryType TypeOf(Collection collection) => collection.Geometry is null ? GeometryType.None
        : Enum.TryParse<GeometryType>(collection.GeometryType, ignoreCase: true, out var type) ? type : GeometryType.Unknown;

    static FieldDefinition Definition(Field field)
    {
        var (type, subtype) = field.Type switch
        {
            Collections.FieldType.Integer => (FieldType.Integer64, FieldSubtype.None),
            Collections.FieldType.Number => (FieldType.Real, FieldSubtype.None),
            Collections.FieldType.Boolean => (FieldType.Integer, FieldSubtype.Boolean),
            Collections.FieldType.Timestamp => (FieldType.DateTime, FieldSubtype.None),
            Collections.FieldType.Date => (FieldType.Date, FieldSubtype.None),
            // Lists and objects travel as JSON text: most formats have no type for them.
            Collections.FieldType.Text => (FieldType.String, FieldSubtype.None),
            _ => (FieldType.String, FieldSubtype.Json),
        };
        return new(field.Name, type, subtype);
    }

    static object Value(object value) => value switch
    {
        // the shortest decimal form, not the float's digits beyond its precision
        float f => double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        DateTime t => new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)),
        // JSON has no form for NaN and infinity
        float[] list => JsonSerializer.Serialize(list.Select(x => float.IsFinite(x) ? x : (float?)null)),
        double[] list => JsonSerializer.Serialize(list.Select(x => double.IsFinite(x) ? x : (double?)null)),
        Array list => JsonSerializer.Serialize(list, list.GetType()),
        _ => value,
    };
}
