using System.Globalization;
using System.Text.Json;
using Geo.Native.Gdal;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Exports;

/// <summary>Writes a published collection to a file, in key order, row by row.</summary>
internal sealed class CollectionExport(NpgsqlDataSource database)
{
    /// <returns>How many features were written.</returns>
    /// <exception cref="ExportException">Unknown format, or a file that cannot be written.</exception>
    public async Task<long> WriteAsync(Collection collection, string path, CancellationToken cancellationToken)
    {
        var format = ExportFormat.Of(path);
        GdalLibrary.EnsureInitialized();
        // The finished file replaces an older one in one step; a broken export leaves nothing.
        var part = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, $".{Guid.NewGuid():n}{format.Extension}");
        try
        {
            var written = await WritePartAsync(collection, format, part, Path.GetFileName(path)[..^format.Extension.Length], cancellationToken);
            File.Move(part, path, overwrite: true);
            return written;
        }
        catch (GdalException e)
        {
            throw new ExportException($"{path}: {e.NativeText}");
        }
        finally
        {
            File.Delete(part);
        }
    }

    async Task<long> WritePartAsync(Collection collection, ExportFormat format, string part, string layerName, CancellationToken cancellationToken)
    {
        using var file = Dataset.CreateVector(format.Driver, part);
        using var wgs84 = SpatialReference.FromEpsg(4326);
        var layer = file.CreateLayer(layerName, wgs84, TypeOf(collection),
            [new("id", Geo.Native.Gdal.FieldType.String), .. collection.Fields.Select(Definition)], format.LayerOptions);
        await using var connection = await database.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        var columns = collection.Fields.Select(f => CollectionRegistry.Quoted(f.Name)).ToList();
        if (collection.Geometry is { } geometry) columns.Add($"st_asbinary({CollectionRegistry.Quoted(geometry)})");
        // Names come from the database's own catalog.
#pragma warning disable CA2100
        command.CommandText = $"select {string.Join(", ", columns.Prepend(Collection.Key))} from {collection.View} order by {Collection.Key}";
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var written = layer.Append(Features(reader, collection), cancellationToken);
        file.Close();
        return written;
    }

    static IEnumerable<VectorFeature> Features(NpgsqlDataReader reader, Collection collection)
    {
        while (reader.Read())
        {
            var values = new object?[1 + collection.Fields.Count];
            values[0] = reader.GetString(0);
            for (var i = 0; i < collection.Fields.Count; i++)
                values[i + 1] = reader.IsDBNull(i + 1) ? null : Value(reader.GetValue(i + 1));
            var geometry = collection.Geometry is not null && !reader.IsDBNull(values.Length) ? reader.GetFieldValue<byte[]>(values.Length) : null;
            yield return new(-1, values, geometry);
        }
    }

    static GeometryType TypeOf(Collection collection) => collection.Geometry is null ? GeometryType.None
        : Enum.TryParse<GeometryType>(collection.GeometryType, ignoreCase: true, out var type) ? type : GeometryType.Unknown;

    static FieldDefinition Definition(Field field)
    {
        var (type, subtype) = field.Type switch
        {
            Collections.FieldType.Integer => (Geo.Native.Gdal.FieldType.Integer64, FieldSubtype.None),
            Collections.FieldType.Number => (Geo.Native.Gdal.FieldType.Real, FieldSubtype.None),
            Collections.FieldType.Boolean => (Geo.Native.Gdal.FieldType.Integer, FieldSubtype.Boolean),
            Collections.FieldType.Timestamp => (Geo.Native.Gdal.FieldType.DateTime, FieldSubtype.None),
            Collections.FieldType.Date => (Geo.Native.Gdal.FieldType.Date, FieldSubtype.None),
            // Lists and objects travel as JSON text: most formats have no type for them.
            Collections.FieldType.Text => (Geo.Native.Gdal.FieldType.String, FieldSubtype.None),
            _ => (Geo.Native.Gdal.FieldType.String, FieldSubtype.Json),
        };
        return new(field.Name, type, subtype);
    }

    static object Value(object value) => value switch
    {
        short or int => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        // the shortest decimal form, not the float's digits beyond its precision
        float f => double.Parse(f.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
        decimal d => (double)d,
        DateTime t => new DateTimeOffset(DateTime.SpecifyKind(t, DateTimeKind.Utc)),
        Array list => JsonSerializer.Serialize(list, list.GetType()),
        _ => value,
    };
}
