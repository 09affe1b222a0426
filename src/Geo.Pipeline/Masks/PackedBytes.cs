using System.Buffers.Binary;

namespace Geo.Pipeline.Masks;

/// <summary>Stored bytes that are not what was once written: cut short, damaged, or of a version this program does not know.</summary>
/// <param name="what">The kind of payload.</param>
/// <param name="offset">Byte where reading failed.</param>
public sealed class CorruptPayloadException(string what, int offset, string reason)
    : Exception($"The stored {what} cannot be read at byte {offset}: {reason}. Delete it and compute it anew.")
{
    public int Offset { get; } = offset;
}

/// <summary>Growing little-endian buffer with LEB128 integers.</summary>
internal sealed class PackedWriter
{
    byte[] buffer = new byte[256];

    public int Length { get; private set; }
    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    public void Reset() => Length = 0;
    public void Byte(byte value) => Take(1)[0] = value;
    public void Float(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(4), value);
    public void Half(Half value) => BinaryPrimitives.WriteHalfLittleEndian(Take(2), value);
    public void Double(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(8), value);
    public void Signed(long value) => Unsigned((ulong)(value << 1 ^ value >> 63));

    public void Unsigned(ulong value)
    {
        for (; value >= 0x80; value >>= 7) Byte((byte)(value | 0x80));
        Byte((byte)value);
    }

    Span<byte> Take(int count)
    {
        if (buffer.Length - Length < count) Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + count));
        Length += count;
        return buffer.AsSpan(Length - count, count);
    }
}

/// <summary>Reads what <see cref="PackedWriter"/> wrote; never past the end.</summary>
internal ref struct PackedReader(ReadOnlySpan<byte> bytes, string what)
{
    readonly ReadOnlySpan<byte> bytes = bytes;

    public int Offset { get; private set; }
    public readonly bool AtEnd => Offset == bytes.Length;

    public byte Byte() => Take(1)[0];
    public float Float() => BinaryPrimitives.ReadSingleLittleEndian(Take(4));
    public Half Half() => BinaryPrimitives.ReadHalfLittleEndian(Take(2));
    public double Double() => BinaryPrimitives.ReadDoubleLittleEndian(Take(8));

    public long Signed()
    {
        var value = Unsigned();
        return (long)(value >> 1) ^ -(long)(value & 1);
    }

    public ulong Unsigned()
    {
        ulong value = 0;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var next = Byte();
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
        throw Corrupt("a number is longer than 64 bits");
    }

    /// <summary>A number that must lie in [min, max].</summary>
    public int Bounded(int min, int max, string name)
    {
        var value = Signed();
        return value >= min && value <= max ? (int)value : throw Corrupt($"{name} is {value}, not in {min} to {max}");
    }

    /// <summary>A count of things that take at least <paramref name="bytesEach"/> bytes each, so a damaged count cannot ask for much memory.</summary>
    public int Count(int bytesEach, string name)
    {
        var value = Unsigned();
        return value <= (ulong)((bytes.Length - Offset) / bytesEach) ? (int)value : throw Corrupt($"{value} {name} do not fit what is left");
    }

    public readonly CorruptPayloadException Corrupt(string reason) => new(what, Offset, reason);

    ReadOnlySpan<byte> Take(int count)
    {
        if (bytes.Length - Offset < count) throw Corrupt("it ends too early");
        Offset += count;
        return bytes.Slice(Offset - count, count);
    }
}
