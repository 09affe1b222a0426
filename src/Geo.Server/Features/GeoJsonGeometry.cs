using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;

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
        var reader = new Wkb(wkb);
        Geometry(ref reader, output);
    }

    static void Geometry(ref Wkb wkb, IBufferWriter<byte> output)
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

    static void Coordinates(ref Wkb wkb, uint type, int dimensions, bool hasZ, IBufferWriter<byte> output)
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
                    Positions(ring, dimensions, hasZ, reverse: IsCounterClockwise(ring, dimensions) != (i == 0), output);
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

    static void Positions(Doubles values, int dimensions, bool hasZ, bool reverse, IBufferWriter<byte> output)
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

    static void Position(Doubles at, bool hasZ, IBufferWriter<byte> output)
    {
        var span = output.GetSpan(128);
        var n = 0;
        span[n++] = (byte)'[';
        n += Number(at[0], span[n..]);
        span[n++] = (byte)',';
        n += Number(at[1], span[n..]);
        if (hasZ)
        {
            span[n++] = (byte)',';
            n += Number(at[2], span[n..]);
        }
        span[n++] = (byte)']';
        output.Advance(n);
    }

    /// <summary>Fixed point with up to seven decimals, no trailing zeros.</summary>
    static int Number(double value, Span<byte> span)
    {
        const long Scale = 10_000_000;
        if (!(Math.Abs(value) < 1e9))
        {
            if (!double.IsFinite(value)) throw new InvalidDataException("A coordinate is not a finite number.");
            Utf8Formatter.TryFormat(value, span, out var written);
            return written;
        }
        var scaled = (long)Math.Round(value * Scale);
        var n = 0;
        if (scaled < 0)
        {
            span[n++] = (byte)'-';
            scaled = -scaled;
        }
        Utf8Formatter.TryFormat(scaled / Scale, span[n..], out var digits);
        n += digits;
        var fraction = scaled % Scale;
        if (fraction == 0) return n;
        span[n++] = (byte)'.';
        for (var unit = Scale / 10; fraction > 0; unit /= 10)
        {
            span[n++] = (byte)('0' + fraction / unit);
            fraction %= unit;
        }
        return n;
    }

    static bool IsCounterClockwise(Doubles ring, int dimensions)
    {
        if (ring.Length < 3 * dimensions) return true;
        // Relative to the first corner: cancellation would otherwise lose the sign of small rings far from the origin.
        double x0 = ring[0], y0 = ring[1], twice = 0, px = 0, py = 0;
        for (var i = dimensions; i < ring.Length; i += dimensions)
        {
            double x = ring[i] - x0, y = ring[i + 1] - y0;
            twice += px * y - x * py;
            (px, py) = (x, y);
        }
        return twice >= 0;
    }

    /// <summary>Little-endian doubles that are not aligned in memory.</summary>
    readonly ref struct Doubles(ReadOnlySpan<byte> bytes)
    {
        readonly ReadOnlySpan<byte> _bytes = bytes;
        public int Length => _bytes.Length / 8;
        public double this[int i] => BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(8 * i)..]);
        public Doubles From(int i) => new(_bytes[(8 * i)..]);
    }

    ref struct Wkb(ReadOnlySpan<byte> rest)
    {
        ReadOnlySpan<byte> _rest = rest;

        public (uint Type, int Dimensions, bool HasZ) Header()
        {
            if (_rest[0] != 1) throw new InvalidDataException("Big-endian WKB.");
            _rest = _rest[1..];
            var code = Count();
            return ((uint)code % 1000, (code / 1000) switch { 0 => 2, 1 or 2 => 3, _ => 4 }, code / 1000 is 1 or 3);
        }

        public int Count()
        {
            var n = BinaryPrimitives.ReadInt32LittleEndian(_rest);
            _rest = _rest[4..];
            return n;
        }

        public Doubles Doubles(int n)
        {
            var values = new Doubles(_rest[..(8 * n)]);
            _rest = _rest[(8 * n)..];
            return values;
        }
    }
}
