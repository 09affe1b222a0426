using System.Text;

namespace Geo.Native.Tests.OnnxRuntime;

/// <summary>An ONNX file of one node, y = x + w, where w is a million floats (4 MB): quick to load, and large enough that a lost one shows.</summary>
static class TinyModel
{
    internal const int Length = 1 << 20;

    internal static byte[] Bytes()
    {
        byte[] type = Message(1, [.. Number(1, 1), .. Message(2, Message(1, Number(1, Length)))]);
        byte[] Value(string name) => [.. Text(1, name), .. Message(2, type)];
        var weights = new byte[Length * sizeof(float)];
        byte[] tensor = [.. Number(1, Length), .. Number(2, 1), .. Text(8, "w"), .. Message(9, weights)];
        byte[] node = [.. Text(1, "x"), .. Text(1, "w"), .. Text(2, "y"), .. Text(4, "Add")];
        byte[] graph = [.. Message(1, node), .. Text(2, "g"), .. Message(5, tensor), .. Message(11, Value("x")), .. Message(12, Value("y"))];
        return [.. Number(1, 8), .. Message(7, graph), .. Message(8, Number(2, 13))];
    }

    // Protocol buffers: a field is its number and wire type (0 varint, 2 length-delimited), then the value.
    static byte[] Number(int field, long value) => [.. Varint((long)field << 3), .. Varint(value)];

    static byte[] Message(int field, byte[] body) => [.. Varint((long)field << 3 | 2), .. Varint(body.Length), .. body];

    static byte[] Text(int field, string text) => Message(field, Encoding.UTF8.GetBytes(text));

    static List<byte> Varint(long value)
    {
        List<byte> bytes = [];
        for (; value > 127; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        bytes.Add((byte)value);
        return bytes;
    }
}
