namespace Geo.Native.OnnxRuntime;

/// <summary>A reusable row-major tensor in a .NET array that never moves; ONNX Runtime reads and writes it in place.</summary>
public sealed class PinnedTensor<T> : IDisposable where T : unmanaged
{
    public PinnedTensor(params ReadOnlySpan<long> dimensions)
    {
        var count = 1L;
        foreach (var d in dimensions) count = checked(count * d);
        Array = GC.AllocateArray<T>(checked((int)count), pinned: true);
        Value = OrtValue.Over(Array.AsMemory(), dimensions);
    }

    public T[] Array { get; }

    public OrtValue Value { get; }

    public IReadOnlyList<long> Dimensions => Value.Dimensions;

    public Span<T> Span => Array;

    public void Dispose() => Value.Dispose();
}
