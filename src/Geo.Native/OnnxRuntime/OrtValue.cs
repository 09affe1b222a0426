using System.Buffers;
using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>A tensor: over memory of ours (no copy) or made by ONNX Runtime. Dispose it; a value that is being run must stay alive.</summary>
public sealed unsafe class OrtValue : SafeHandle
{
    MemoryHandle pin;

    internal OrtValue(nint value, MemoryHandle pin = default) : base(0, ownsHandle: true)
    {
        SetHandle(value);
        nint shape;
        OrtApi.Check(OrtApi.GetTensorTypeAndShape(value, &shape), "reading the shape of a tensor");
        try { (ElementType, Dimensions) = OrtTensorInfo.ReadShape(shape); }
        finally { OrtApi.ReleaseTensorTypeAndShapeInfo(shape); }
        ElementCount = Dimensions.Aggregate(1L, (n, d) => n * d);
        this.pin = pin;
    }

    public OrtElementType ElementType { get; }

    public long[] Dimensions { get; }

    public long ElementCount { get; }

    public override bool IsInvalid => handle == 0;

    /// <summary>ONNX Runtime's name of the memory that the data lies in, such as "Cpu", "Cuda" or "WebGPU_Buffer".</summary>
    public string Memory
    {
        get
        {
            nint info, name;
            OrtApi.Check(OrtApi.GetTensorMemoryInfo(handle, &info), "asking where a tensor lies");
            OrtApi.Check(OrtApi.MemoryInfoGetName(info, &name), "asking where a tensor lies");
            return Marshal.PtrToStringUTF8(name) ?? "";
        }
    }

    /// <summary>Whether the data lies in memory that the CPU reads.</summary>
    public bool IsOnCpu => Memory is var name && (name.Equals("Cpu", StringComparison.OrdinalIgnoreCase) || name.Contains("Pinned", StringComparison.Ordinal));

    /// <summary>A tensor over <paramref name="memory"/>, pinned until the value is disposed. Row-major.</summary>
    public static OrtValue Over<T>(Memory<T> memory, params ReadOnlySpan<long> dimensions) where T : unmanaged
    {
        var count = 1L;
        foreach (var d in dimensions) count = d >= 0 ? checked(count * d) : throw new ArgumentException($"A tensor cannot have the dimension {d}.");
        if (count > memory.Length) throw new ArgumentException($"A tensor of [{string.Join(",", dimensions.ToArray())}] needs {count} elements; the memory has {memory.Length}.");
        var pin = memory.Pin();
        try
        {
            nint value;
            fixed (long* d = dimensions)
                OrtApi.Check(OrtApi.CreateTensorWithData(OrtRuntime.CpuMemory, pin.Pointer, (nuint)(count * sizeof(T)), d, (nuint)dimensions.Length,
                    ElementTypeOf<T>.Value, &value), "making a tensor");
            return new OrtValue(value, pin);
        }
        catch
        {
            pin.Dispose();
            throw;
        }
    }

    /// <summary>The elements, in place; valid until the value is disposed.</summary>
    /// <exception cref="InvalidOperationException">The tensor has another element type or lies on a device.</exception>
    public Span<T> Span<T>() where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        if (ElementTypeOf<T>.Value != ElementType) throw new InvalidOperationException($"The tensor holds {ElementType}, not {typeof(T).Name}.");
        if (!IsOnCpu) throw new InvalidOperationException("The tensor lies on the device: bind its output to CPU memory to read it.");
        void* data;
        OrtApi.Check(OrtApi.GetTensorMutableData(handle, &data), "reading a tensor");
        return new Span<T>(data, checked((int)ElementCount));
    }

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseValue(handle);
        pin.Dispose();
        return true;
    }
}
