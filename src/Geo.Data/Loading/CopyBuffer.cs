using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using NetTopologySuite.Geometries;

namespace Geo.Data.Loading;

/// <summary>
/// Rows in PostgreSQL's binary COPY format (documentation of COPY, "Binary Format"), gathered in a pooled buffer. Numbers are big-endian
/// except inside EWKB, which is little-endian with SRID 4326.
/// </summary>
sealed class CopyBuffer : IDisposable
{
    const uint PolygonTag = 3, MultiPolygonTag = 6, SridFlag = 0x20000000, Srid = 4326;
    const int FloatOid = 700;
    static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0];

    byte[] bytes = ArrayPool<byte>.Shared.Rent(1 << 18);

    public int Length { get; private set; }
    public ReadOnlyMemory<byte> Written => bytes.AsMemory(0, Length);

    public void Clear() => Length = 0;

    public void Header() => Signature.CopyTo(Take(Signature.Length));

    public void Trailer() => BinaryPrimitives.WriteInt16BigEndian(Take(2), -1);

    public void Row(short columns) => BinaryPrimitives.WriteInt16BigEndian(Take(2), columns);

    public void Null() => Raw(-1);

    public void Short(short value)
    {
        Raw(2);
        BinaryPrimitives.WriteInt16BigEndian(Take(2), value);
    }

    public void Int(int value)
    {
        Raw(4);
        Raw(value);
    }

    public void Int(int? value)
    {
        if (value is { } number) Int(number);
        else Null();
    }

    public void Long(long? value)
    {
        if (value is not { } number)
        {
            Null();
            return;
        }
        Raw(8);
        BinaryPrimitives.WriteInt64BigEndian(Take(8), number);
    }

    public void Float(float value)
    {
        Raw(4);
        BinaryPrimitives.WriteSingleBigEndian(Take(4), value);
    }

    public void Double(double value)
    {
        Raw(8);
        BinaryPrimitives.WriteDoubleBigEndian(Take(8), value);
    }

    public void Text(string? value)
    {
        if (value is null)
        {
            Null();
            return;
        }
        var n = Encoding.UTF8.GetByteCount(value);
        Raw(n);
        Encoding.UTF8.GetBytes(value, Take(n));
    }

    /// <summary>real[] with lower bound 1.</summary>
    public void Floats(ReadOnlySpan<float> values)
    {
        if (values.IsEmpty)
        {
            Raw(12); Raw(0); Raw(0); Raw(FloatOid);
            return;
        }
        Raw(20 + 8 * values.Length); Raw(1); Raw(0); Raw(FloatOid); Raw(values.Length); Raw(1);
        foreach (var value in values) Float(value);
    }

    /// <summary>bytea of little-endian halves.</summary>
    public void Halves(ReadOnlySpan<Half> values)
    {
        Raw(2 * values.Length);
        var into = Take(2 * values.Length);
        for (var i = 0; i < values.Length; i++) BinaryPrimitives.WriteHalfLittleEndian(into[(2 * i)..], values[i]);
    }

    /// <summary>A checked Polygon or MultiPolygon as geometry(MultiPolygon, 4326).</summary>
    public void MultiPolygon(Geometry geometry)
    {
        var start = Length;
        Raw(0);
        Tag(MultiPolygonTag | SridFlag);
        Little(Srid);
        if (geometry is MultiPolygon multi)
        {
            Little((uint)multi.NumGeometries);
            foreach (var part in multi.Geometries) Polygon((Polygon)part);
        }
        else
        {
            Little(1);
            Polygon((Polygon)geometry);
        }
        BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(start), Length - start - 4);
    }

    void Polygon(Polygon polygon)
    {
        Tag(PolygonTag);
        Little((uint)(1 + polygon.NumInteriorRings));
        Ring(polygon.ExteriorRing.CoordinateSequence);
        for (var i = 0; i < polygon.NumInteriorRings; i++) Ring(polygon.GetInteriorRingN(i).CoordinateSequence);
    }

    void Ring(CoordinateSequence ring)
    {
        var n = ring.Count;
        Little((uint)n);
        var into = Take(16 * n);
        if (RawRing.Of(ring) is { Length: > 0 } raw && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.AsBytes(raw).CopyTo(into);
            return;
        }
        for (var i = 0; i < n; i++)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(into[(16 * i)..], ring.GetX(i));
            BinaryPrimitives.WriteDoubleLittleEndian(into[(16 * i + 8)..], ring.GetY(i));
        }
    }

    void Tag(uint type)
    {
        Take(1)[0] = 1;   // little-endian
        Little(type);
    }

    void Little(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(4), value);

    void Raw(int value) => BinaryPrimitives.WriteInt32BigEndian(Take(4), value);

    Span<byte> Take(int count)
    {
        if (bytes.Length - Length < count)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * bytes.Length, Length + count));
            bytes.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(bytes);
            bytes = larger;
        }
        Length += count;
        return bytes.AsSpan(Length - count, count);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(bytes);
        bytes = [];
        Length = 0;
    }
}
