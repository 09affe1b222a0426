using System.Buffers;
using System.Text;
using Geo.Server.Collections;
using Npgsql;

namespace Geo.Server.Wfs;

/// <summary>Writes rows as GML features straight from the reader, column by column (sequential access). Null columns are left out.</summary>
internal sealed class GmlFeature : IDisposable
{
    readonly Collection _collection;
    readonly bool _withKey;
    readonly GmlGeometry _geometry;
    readonly byte[] _begin, _end, _openKey, _closeKey, _openGeometry, _closeGeometry;
    readonly (Field Field, byte[] Open, byte[] Close)[] _fields;
    readonly ArrayBufferWriter<byte> _id = new(128), _shape = new(4096);
    byte[] _wkb = ArrayPool<byte>.Shared.Rent(4096);

    /// <param name="columns">What the rows hold after the key.</param>
    /// <param name="withKey">Whether the key is a property, beside being the feature's gml:id.</param>
    /// <param name="rootAttributes">Attributes of the feature's element where it is the document's root; else "".</param>
    public GmlFeature(Collection columns, CrsName crs, WfsVersion version, bool withKey = true, string rootAttributes = "")
    {
        (_collection, _withKey) = (columns, withKey);
        _geometry = new(crs, GmlShapes.Of(columns), version.Is2);
        _begin = Encoding.UTF8.GetBytes($"<{FeatureType.NameOf(columns)}{rootAttributes} gml:id=\"");
        _end = Encoding.UTF8.GetBytes($"</{FeatureType.NameOf(columns)}>");
        (_openKey, _closeKey) = Element(Collection.Key);
        (_openGeometry, _closeGeometry) = Element(columns.Geometry ?? "");
        _fields = [.. columns.Fields.Select(f => (f, Element(f.Name).Open, Element(f.Name).Close))];
    }

    static (byte[] Open, byte[] Close) Element(string column)
    {
        var name = $"{FeatureType.Prefix}:{FeatureType.Element(column)}";
        return (Encoding.UTF8.GetBytes($"<{name}>"), Encoding.UTF8.GetBytes($"</{name}>"));
    }

    /// <returns>The key.</returns>
    public string Write(NpgsqlDataReader row, IBufferWriter<byte> output)
    {
        var key = row.GetString(0);
        _id.ResetWrittenCount();
        XmlText.Write(FeatureType.GmlId(_collection, key), _id);
        output.Write(_begin);
        output.Write(_id.WrittenSpan);
        output.Write("\">"u8);
        if (_withKey)
        {
            output.Write(_openKey);
            XmlText.Write(key, output);
            output.Write(_closeKey);
        }
        var column = 1;
        if (_collection.Geometry is not null) Geometry(row, column++, output);
        foreach (var (field, open, close) in _fields) GmlValue.Write(row, column++, field, open, close, output);
        output.Write(_end);
        return key;
    }

    /// <summary>One property alone: its element; an array as a list in text; gml:id ("") as text.</summary>
    /// <returns>The key.</returns>
    public string WriteValue(NpgsqlDataReader row, string column, IBufferWriter<byte> output)
    {
        var key = row.GetString(0);
        var gmlId = FeatureType.GmlId(_collection, key);
        switch (column)
        {
            case "":
                XmlText.Write(gmlId, output);
                break;
            case Collection.Key:
                output.Write(_openKey);
                XmlText.Write(key, output);
                output.Write(_closeKey);
                break;
            case var _ when column == _collection.Geometry:
                _id.ResetWrittenCount();
                XmlText.Write(gmlId, _id);
                Geometry(row, 1, output);
                break;
            default:
                var (field, open, close) = _fields[0];
                if (field.Type is FieldType.TextArray or FieldType.IntegerArray or FieldType.NumberArray) GmlValue.Write(row, 1, field, [], " "u8, output);
                else GmlValue.Write(row, 1, field, open, close, output);
                break;
        }
        return key;
    }

    void Geometry(NpgsqlDataReader row, int column, IBufferWriter<byte> output)
    {
        if (row.IsDBNull(column)) return;
        var length = (int)row.GetBytes(column, 0, null, 0, 0);
        if (length > _wkb.Length)
        {
            ArrayPool<byte>.Shared.Return(_wkb);
            _wkb = ArrayPool<byte>.Shared.Rent(length);
        }
        for (var read = 0; read < length;) read += (int)row.GetBytes(column, read, _wkb, read, length - read);
        _id.Write(".geom"u8);
        _shape.ResetWrittenCount();
        if (!_geometry.Write(_wkb.AsSpan(0, length), _id.WrittenSpan, _shape)) return;
        output.Write(_openGeometry);
        output.Write(_shape.WrittenSpan);
        output.Write(_closeGeometry);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_wkb);
        _wkb = [];
    }
}
