using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>An input or output of a model.</summary>
/// <param name="Dimensions">-1 where the size is not fixed.</param>
/// <param name="SymbolicNames">Name of each dimension that is not fixed, else empty; same length as <paramref name="Dimensions"/>.</param>
public sealed record OrtTensorInfo(string Name, OrtElementType ElementType, long[] Dimensions, string[] SymbolicNames)
{
    public int Rank => Dimensions.Length;

    public override string ToString() => $"{Name} {ElementType}[{string.Join(",",
        Dimensions.Select((d, i) => d >= 0 ? d.ToString(System.Globalization.CultureInfo.InvariantCulture) : SymbolicNames[i].Length > 0 ? SymbolicNames[i] : "?"))}]";

    internal static unsafe OrtTensorInfo Read(string name, nint typeInfo)
    {
        try
        {
            nint shape;
            OrtApi.Check(OrtApi.CastTypeInfoToTensorInfo(typeInfo, &shape), $"reading the type of {name}");
            if (shape == 0) return new(name, OrtElementType.Undefined, [], []); // a sequence or map
            var (type, dimensions) = ReadShape(shape);
            var names = new nint[dimensions.Length];
            fixed (nint* p = names)
                if (names.Length > 0) OrtApi.Check(OrtApi.GetSymbolicDimensions(shape, p, (nuint)names.Length), $"reading the shape of {name}");
            return new(name, type, dimensions, [.. names.Select(n => Marshal.PtrToStringUTF8(n) ?? "")]);
        }
        finally { OrtApi.ReleaseTypeInfo(typeInfo); }
    }

    internal static unsafe (OrtElementType Type, long[] Dimensions) ReadShape(nint shape)
    {
        OrtElementType type;
        OrtApi.Check(OrtApi.GetTensorElementType(shape, &type), "reading an element type");
        nuint rank;
        OrtApi.Check(OrtApi.GetDimensionsCount(shape, &rank), "reading a rank");
        var dimensions = new long[rank];
        fixed (long* p = dimensions)
            if (rank > 0) OrtApi.Check(OrtApi.GetDimensions(shape, p, rank), "reading a shape");
        return (type, dimensions);
    }
}
