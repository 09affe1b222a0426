using System.Buffers;

namespace Geo.Server.Features;

/// <summary>
/// Writes WKB (OGC 06-103r4, little-endian, x = longitude) as a GeoJSON geometry (RFC 7946): seven decimals, about a
/// centimetre; rings follow the right-hand rule; no objects are made on the way.
/// </summary>
internal static class GeoJsonGeometry
{
    static ReadOnlySpan<byte> TypeName(uint type) => type switch
    {
        1 => "Point"u8, 2 => "LineString"u8, 3 => "Polygon"u8, 4 => "MultiPoint"u8, 5 => "MultiLineString"u8,
        6 => "MultiPolygon"u8, 7 => "GeometryCollection"u8,
        _ => throw new InvalidDataException($"WKB geometry type {type} has no GeoJSON form."),
    };

    public static void Write(ReadOnlySpan<byte> wkb, IBufferWriter<byte> output)
    {
        var reader = new WkbReader(wkb);
        Geometry(ref reader, output);
    }

    static void Geometry(ref WkbReader wkb, IBufferWriter<byte> output)
    {
        var (type, dimensions, hasZ) = wkb.Header();
        output.Write("{\"type\":\""u8);
        output.Write(TypeName(type));
        if (type == 7)
        {
            output.Write("\",\"geometries\":["u8);
            var n = wkb.Count();
            for (var i = 0; i < n; i++)
            {
                if (i > 0) output.Write(","u8);
                Geometry(ref wkb, output);
            }
            output.Write("]}"u8);
            return;
        }
        output.Write("\",\"coordinates\":"u8);
        Coordinates(ref wkb, type, dimensions, hasZ, output);
        output.Write("}"u8);
    }

    static void Coordinates(ref WkbReader wkb, uint type, int dimensions, bool hasZ, IBufferWriter<byte> output)
    {
        switch (type)
        {
            case 1:
                var point = wkb.Doubles(dimensions);
                if (double.IsNaN(point[0])) output.Write("[]"u8); // POINT EMPTY
                else Position(point, hasZ, output);
                break;
            case 2:
                Positions(wkb.Doubles(wkb.Count() * dimensions), dimensions, hasZ, reverse: false, output);
                break;
            case 3:
                var rings = wkb.Count();
                output.Write("["u8);
                for (var i = 0; i < rings; i++)
                {
                    if (i > 0) output.Write(","u8);
                    var ring = wkb.Doubles(wkb.Count() * dimensions);
                    Positions(ring, dimensions, hasZ, reverse: WkbNumbers.IsCounterClockwise(ring, dimensions) != (i == 0), output);
                }
                output.Write("]"u8);
                break;
            default:
                var parts = wkb.Count();
                output.Write("["u8);
                for (var i = 0; i < parts; i++)
                {
                    if (i > 0) output.Write(","u8);
                    var (part, d, z) = wkb.Header();
                    Coordinates(ref wkb, part, d, z, output);
                }
                output.Write("]"u8);
                break;
        }
    }

    static void Positions(WkbDoubles values, int dimensions, bool hasZ, bool reverse, IBufferWriter<byte> output)
    {
        output.Write("["u8);
        var n = values.Length / dimensions;
        for (var i = 0; i < n; i++)
        {
            if (i > 0) output.Write(","u8);
            Position(values.From((reverse ? n - 1 - i : i) * dimensions), hasZ, output);
        }
        output.Write("]"u8);
    }

    static void Position(WkbDoubles at, bool hasZ, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(128);
        var n = 0;
        span[n++] = (byte)'[';
        n += WkbNumbers.Write(at[0], span[n..]);
        span[n++] = (byte)',';
        n += WkbNumbers.Write(at[1], span[n..]);
        if (hasZ)
        {
            span[n++] = (byte)',';
            n += WkbNumbers.Write(at[2], span[n..]);
        }
        span[n++] = (byte)']';
        output.Advance(n);
    }
}
