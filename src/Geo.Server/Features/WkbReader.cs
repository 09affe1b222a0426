using System.Buffers.Binary;
using System.Buffers.Text;

namespace Geo.Server.Features;

/// <summary>Reads WKB (OGC 06-103r4, little-endian) without making objects.</summary>
internal ref struct WkbReader(ReadOnlySpan<byte> rest)
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

    public WkbDoubles Doubles(int n)
    {
        var values = new WkbDoubles(_rest[..(8 * n)]);
        _rest = _rest[(8 * n)..];
        return values;
    }
}

/// <summary>Little-endian doubles that are not aligned in memory.</summary>
internal readonly ref struct WkbDoubles(ReadOnlySpan<byte> bytes)
{
    readonly ReadOnlySpan<byte> _bytes = bytes;
    public int Length => _bytes.Length / 8;
    public double this[int i] => BinaryPrimitives.ReadDoubleLittleEndian(_bytes[(8 * i)..]);
    public WkbDoubles From(int i) => new(_bytes[(8 * i)..]);
}

/// <summary>What every text form of geometries needs of their numbers.</summary>
internal static class WkbNumbers
{
    /// <summary>Fixed point with up to seven decimals, no trailing zeros.</summary>
    public static int Write(double value, Span<byte> span)
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

    /// <summary>Whether a ring turns left; x is the first number of a position.</summary>
    public static bool IsCounterClockwise(WkbDoubles ring, int dimensions)
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
}
