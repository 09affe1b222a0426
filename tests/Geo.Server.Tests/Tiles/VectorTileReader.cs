using System.Text;

namespace Geo.Server.Tests.Tiles;

/// <summary>A feature of a decoded tile.</summary>
/// <param name="Rings">Points in the tile's grid, x right and y down.</param>
internal sealed record TileFeature(ulong Id, IReadOnlyDictionary<string, object> Properties, IReadOnlyList<(int X, int Y)[]> Rings);

internal sealed record TileLayer(string Name, int Extent, IReadOnlyList<TileFeature> Features);

/// <summary>Decodes Mapbox Vector Tiles 2.1 by the specification, not by the code under test.</summary>
internal ref struct VectorTileReader(ReadOnlySpan<byte> bytes)
{
    ReadOnlySpan<byte> _rest = bytes;

    public static List<TileLayer> Read(ReadOnlySpan<byte> tile)
    {
        var reader = new VectorTileReader(tile);
        var layers = new List<TileLayer>();
        while (reader._rest.Length > 0)
            if (reader.Varint() == (3 << 3 | 2)) layers.Add(Layer(reader.Bytes()));
            else throw new InvalidDataException("a tile holds layers only");
        return layers;
    }

    static TileLayer Layer(ReadOnlySpan<byte> bytes)
    {
        var reader = new VectorTileReader(bytes);
        var (name, extent, keys, values, features) = ("", 4096, new List<string>(), new List<object>(), new List<byte[]>());
        while (reader._rest.Length > 0)
            switch (reader.Varint() >> 3)
            {
                case 1: name = Encoding.UTF8.GetString(reader.Bytes()); break;
                case 2: features.Add(reader.Bytes().ToArray()); break;
                case 3: keys.Add(Encoding.UTF8.GetString(reader.Bytes())); break;
                case 4: values.Add(Value(reader.Bytes())); break;
                case 5: extent = (int)reader.Varint(); break;
                case 15: reader.Varint(); break;
                case var other: throw new InvalidDataException($"layer field {other}");
            }
        return new(name, extent, [.. features.Select(f => Feature(f, keys, values))]);
    }

    static TileFeature Feature(byte[] bytes, List<string> keys, List<object> values)
    {
        var reader = new VectorTileReader(bytes);
        ulong id = 0;
        var properties = new Dictionary<string, object>();
        List<(int, int)[]> rings = [];
        while (reader._rest.Length > 0)
            switch (reader.Varint() >> 3)
            {
                case 1: id = reader.Varint(); break;
                case 2:
                    var tags = new VectorTileReader(reader.Bytes());
                    while (tags._rest.Length > 0) properties.Add(keys[(int)tags.Varint()], values[(int)tags.Varint()]);
                    break;
                case 3: reader.Varint(); break;
                case 4: rings = Rings(reader.Bytes()); break;
                case var other: throw new InvalidDataException($"feature field {other}");
            }
        return new(id, properties, rings);
    }

    static List<(int, int)[]> Rings(ReadOnlySpan<byte> bytes)
    {
        var reader = new VectorTileReader(bytes);
        var (x, y, rings, ring) = (0, 0, new List<(int, int)[]>(), new List<(int, int)>());
        while (reader._rest.Length > 0)
        {
            var command = reader.Varint();
            var (kind, count) = (command & 7, command >> 3);
            if (kind == 1 && ring.Count > 0)
            {
                rings.Add([.. ring]);
                ring.Clear();
            }
            for (ulong i = 0; kind != 7 && i < count; i++)
            {
                (x, y) = (x + reader.Signed(), y + reader.Signed());
                ring.Add((x, y));
            }
        }
        if (ring.Count > 0) rings.Add([.. ring]);
        return rings;
    }

    static object Value(ReadOnlySpan<byte> bytes)
    {
        var reader = new VectorTileReader(bytes);
        return (reader.Varint() >> 3) switch
        {
            1 => Encoding.UTF8.GetString(reader.Bytes()),
            2 => (double)BitConverter.ToSingle(reader._rest[..4]),
            3 => BitConverter.ToDouble(reader._rest[..8]),
            4 or 5 => (long)reader.Varint(),
            6 => (long)reader.Signed(),
            7 => reader.Varint() != 0,
            var other => throw new InvalidDataException($"value field {other}"),
        };
    }

    ulong Varint()
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var b = _rest[0];
            _rest = _rest[1..];
            value |= (ulong)(b & 0x7f) << shift;
            if (b < 0x80) return value;
        }
    }

    int Signed()
    {
        var value = Varint();
        return (int)((long)(value >> 1) ^ -(long)(value & 1));
    }

    ReadOnlySpan<byte> Bytes()
    {
        var length = (int)Varint();
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
