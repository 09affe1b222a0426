using System.Text;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// An ONNX file of one operator, Split along the first axis (opset 13) of float32 of any shape: "whole" in, "part0", "part1" ... out.
/// Written field by field as onnx.proto has it.
/// </summary>
internal static class SplitGraph
{
    const int IrVersion = 8, Opset = 13, Float = 1, IntegerAttribute = 2;

    public const string Whole = "whole";

    public static string Part(int i) => $"part{i}";

    public static byte[] Of(int parts)
    {
        string[] names = [.. Enumerable.Range(0, parts).Select(Part)];
        byte[] axis = [.. Text(1, "axis"), .. Number(3, 0), .. Number(20, IntegerAttribute)];
        byte[] node = [.. Text(1, Whole), .. names.SelectMany(name => Text(2, name)), .. Text(4, "Split"), .. Blob(5, axis)];
        byte[] graph = [.. Blob(1, node), .. Text(2, "split"), .. Tensor(11, Whole), .. names.SelectMany(name => Tensor(12, name))];
        return [.. Number(1, IrVersion), .. Blob(8, Number(2, Opset)), .. Blob(7, graph)];
    }

    /// <summary>A graph's input or output, its shape left open.</summary>
    static byte[] Tensor(int field, string name) => Blob(field, [.. Text(1, name), .. Blob(2, Blob(1, Number(1, Float)))]);

    static byte[] Number(int field, int value) => [.. Varint(field << 3), .. Varint(value)];

    static byte[] Text(int field, string value) => Blob(field, Encoding.UTF8.GetBytes(value));

    static byte[] Blob(int field, byte[] content) => [.. Varint(field << 3 | 2), .. Varint(content.Length), .. content];

    static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value & 127 | 128));
        return [.. bytes, (byte)value];
    }
}
