namespace Geo.Native.OnnxRuntime;

/// <summary>ONNXTensorElementDataType.</summary>
public enum OrtElementType
{
    Undefined = 0, Float32 = 1, UInt8 = 2, Int8 = 3, UInt16 = 4, Int16 = 5, Int32 = 6, Int64 = 7, String = 8, Bool = 9, Float16 = 10,
    Float64 = 11, UInt32 = 12, UInt64 = 13, Complex64 = 14, Complex128 = 15, BFloat16 = 16,
}

static class ElementTypeOf<T> where T : unmanaged
{
    public static readonly OrtElementType Value =
        typeof(T) == typeof(float) ? OrtElementType.Float32
        : typeof(T) == typeof(Half) ? OrtElementType.Float16
        : typeof(T) == typeof(double) ? OrtElementType.Float64
        : typeof(T) == typeof(byte) ? OrtElementType.UInt8
        : typeof(T) == typeof(sbyte) ? OrtElementType.Int8
        : typeof(T) == typeof(ushort) ? OrtElementType.UInt16
        : typeof(T) == typeof(short) ? OrtElementType.Int16
        : typeof(T) == typeof(int) ? OrtElementType.Int32
        : typeof(T) == typeof(uint) ? OrtElementType.UInt32
        : typeof(T) == typeof(long) ? OrtElementType.Int64
        : typeof(T) == typeof(ulong) ? OrtElementType.UInt64
        : typeof(T) == typeof(bool) ? OrtElementType.Bool
        : throw new NotSupportedException($"ONNX Runtime has no element type for {typeof(T).Name}.");
}
