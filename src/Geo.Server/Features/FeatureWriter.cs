using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Features;

/// <summary>Writes rows as GeoJSON features straight from the reader, column by column (sequential access).</summary>
internal sealed class FeatureWriter : IDisposable
{
    static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
    static readonly JsonEncodedText TypeName = JsonEncodedText.Encode("type"), Feature = JsonEncodedText.Encode("Feature"),
        IdName = JsonEncodedText.Encode("id"), GeometryName = JsonEncodedText.Encode("geometry"), PropertiesName = JsonEncodedText.Encode("properties");

    readonly Collection _collection;
    readonly (Field Field, JsonEncodedText Name)[] _fields;
    readonly ArrayBufferWriter<byte> _geometry = new(4096);
    byte[] _wkb = ArrayPool<byte>.Shared.Rent(4096);

    public FeatureWriter(Collection collection, IBufferWriter<byte> output)
    {
        _collection = collection;
        _fields = [.. collection.Fields.Select(f => (f, JsonEncodedText.Encode(f.Name)))];
        Json = new Utf8JsonWriter(output, Options);
    }

    public Utf8JsonWriter Json { get; }

    /// <summary>Writes the reader's row up to the last property and leaves the feature object open.</summary>
    /// <returns>The feature's id.</returns>
    public string Begin(NpgsqlDataReader row)
    {
        var id = row.GetString(0);
        var column = 1;
        Json.WriteStartObject();
        Json.WriteString(TypeName, Feature);
        Json.WriteString(IdName, id);
        Json.WritePropertyName(GeometryName);
        if (_collection.Geometry is null) Json.WriteNullValue();
        else Geometry(row, column++);
        Json.WriteStartObject(PropertiesName);
        foreach (var (field, name) in _fields)
        {
            Json.WritePropertyName(name);
            FieldValue.Write(Json, row, column++, field);
        }
        Json.WriteEndObject();
        return id;
    }

    public void End() => Json.WriteEndObject();

    void Geometry(NpgsqlDataReader row, int column)
    {
        if (row.IsDBNull(column))
        {
            Json.WriteNullValue();
            return;
        }
        var length = (int)row.GetBytes(column, 0, null, 0, 0);
        if (length > _wkb.Length)
        {
            ArrayPool<byte>.Shared.Return(_wkb);
            _wkb = ArrayPool<byte>.Shared.Rent(length);
        }
        for (var read = 0; read < length;) read += (int)row.GetBytes(column, read, _wkb, read, length - read);
        _geometry.ResetWrittenCount();
        GeoJsonGeometry.Write(_wkb.AsSpan(0, length), _geometry);
        Json.WriteRawValue(_geometry.WrittenSpan, skipInputValidation: true);
    }

    public void Dispose()
    {
        Json.Dispose();
        ArrayPool<byte>.Shared.Return(_wkb);
        _wkb = [];
    }
}
