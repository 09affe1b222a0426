using Geo.Kernels.Masks;
namespace Geo.Pipeline.Masks;

/// <summary>
/// Masks as bytes: box, then the run lengths (unset, set, unset, …) of all rows in one sequence, each row first XORed with the
/// row above, so that straight vertical borders cost nothing. Numbers are LEB128.
/// </summary>
public static class MaskCodec
{
    const int MaxSide = 1 << 24;
    const long MaxPixels = 1L << 36;

    public static byte[] Encode(BitMask mask)
    {
        var writer = new PackedWriter();
        Write(writer, mask);
        return writer.Written.ToArray();
    }

    /// <exception cref="CorruptPayloadException">The bytes are not an encoded mask.</exception>
    public static BitMask Decode(ReadOnlySpan<byte> bytes)
    {
        var reader = new PackedReader(bytes, "mask");
        var mask = Read(ref reader, MaxPixels);
        return reader.AtEnd ? mask : throw reader.Corrupt("bytes are left over");
    }

    internal static void Write(PackedWriter writer, BitMask mask)
    {
        writer.Signed(mask.X);
        writer.Signed(mask.Y);
        writer.Signed(mask.Width);
        writer.Signed(mask.Height);
        var changes = new ulong[mask.WordsPerRow];
        long start = 0, end = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<ulong> row = mask.Row(mask.Y + y);
            for (var i = 0; i < changes.Length; i++)
                changes[i] = row[i] ^ (y == 0 ? 0 : mask.Words[(long)(y - 1) * changes.Length + i]);
            for (var x = MaskRuns.NextSet(changes, 0); x < mask.Width; x = MaskRuns.NextSet(changes, x))
            {
                var from = (long)y * mask.Width + x;
                x = Math.Min(MaskRuns.NextUnset(changes, x), mask.Width);
                if (from > end || start == end)
                {
                    Flush(writer, ref start, end);
                    writer.Unsigned((ulong)(from - end));
                    start = from;
                }
                end = (long)y * mask.Width + x;
            }
        }
        Flush(writer, ref start, end);
        var total = (long)mask.Width * mask.Height;
        if (end < total) writer.Unsigned((ulong)(total - end));
    }

    static void Flush(PackedWriter writer, ref long start, long end)
    {
        if (end > start) writer.Unsigned((ulong)(end - start));
        start = end;
    }

    internal static BitMask Read(ref PackedReader reader, long maxPixels)
    {
        int x = reader.Bounded(-MaxSide, MaxSide, "x"), y = reader.Bounded(-MaxSide, MaxSide, "y");
        int width = reader.Bounded(0, MaxSide, "width"), height = reader.Bounded(0, MaxSide, "height");
        var total = (long)width * height;
        if (total > maxPixels) throw reader.Corrupt($"{width} x {height} pixels are more than can be");
        var mask = new BitMask(x, y, width, height);
        long at = 0;
        for (var set = false; at < total; set = !set)
        {
            var length = reader.Unsigned();
            if (length > (ulong)(total - at) || length == 0 && at > 0) throw reader.Corrupt("a run length does not fit the box");
            if (set) Fill(mask, at, at + (long)length);
            at += (long)length;
        }
        for (var i = mask.WordsPerRow; i < mask.Words.Length; i++) mask.Words[i] ^= mask.Words[i - mask.WordsPerRow];
        return mask;
    }

    static void Fill(BitMask mask, long from, long to)
    {
        while (from < to)
        {
            long y = from / mask.Width, x = from % mask.Width, end = Math.Min(mask.Width, x + to - from);
            var row = mask.Words.AsSpan((int)(y * mask.WordsPerRow), mask.WordsPerRow);
            for (var word = (int)(x >> 6); word <= (int)(end - 1 >> 6); word++)
                row[word] |= PackedMask.First((int)end - (word << 6)) & ~PackedMask.First(Math.Max(0, (int)x - (word << 6)));
            from += end - x;
        }
    }
}
