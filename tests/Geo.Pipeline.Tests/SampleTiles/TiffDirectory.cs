using System.Buffers.Binary;
using System.Text;
using Xunit;

namespace Geo.Pipeline.Tests.SampleTiles;

/// <summary>The tags of one image of a little-endian classic TIFF (TIFF 6.0, section 2), read without GDAL to check what GDAL wrote.</summary>
sealed class TiffDirectory(byte[] file, int offset)
{
    public static List<TiffDirectory> ReadAll(string path)
    {
        var file = File.ReadAllBytes(path);
        Assert.Equal("II*\0", Encoding.Latin1.GetString(file, 0, 4));
        var found = new List<TiffDirectory>();
        for (var at = U32(file, 4); at != 0; at = U32(file, (int)at + 2 + 12 * U16(file, (int)at)))
            found.Add(new(file, (int)at));
        return found;
    }

    public uint[] Numbers(int tag)
    {
        var (type, count, at) = Find(tag);
        return [.. Enumerable.Range(0, count).Select(i => type == 3 ? U16(file, at + 2 * i) : U32(file, at + 4 * i))];
    }

    public double[] Doubles(int tag)
    {
        var (_, count, at) = Find(tag);
        return [.. Enumerable.Range(0, count).Select(i => BinaryPrimitives.ReadDoubleLittleEndian(file.AsSpan(at + 8 * i)))];
    }

    public string Text(int tag)
    {
        var (_, count, at) = Find(tag);
        return Encoding.ASCII.GetString(file, at, count).TrimEnd('\0');
    }

    (int Type, int Count, int At) Find(int tag)
    {
        for (var i = 0; i < U16(file, offset); i++)
        {
            var entry = offset + 2 + 12 * i;
            if (U16(file, entry) != tag) continue;
            int type = U16(file, entry + 2), count = (int)U32(file, entry + 4);
            var size = count * type switch { 1 or 2 => 1, 3 => 2, 4 => 4, 12 => 8, _ => throw new InvalidDataException($"TIFF type {type}") };
            return (type, count, size <= 4 ? entry + 8 : (int)U32(file, entry + 8));
        }
        throw new KeyNotFoundException($"no tag {tag}");
    }

    static ushort U16(byte[] b, int at) => BinaryPrimitives.ReadUInt16LittleEndian(b.AsSpan(at));
    static uint U32(byte[] b, int at) => BinaryPrimitives.ReadUInt32LittleEndian(b.AsSpan(at));
}
