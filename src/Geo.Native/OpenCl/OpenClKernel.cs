namespace Geo.Native.OpenCl;

/// <summary>A kernel function with its arguments, which stay set from one run to the next.</summary>
public sealed unsafe class OpenClKernel : IDisposable
{
    internal OpenClKernel(KernelHandle handle, string name) => (Handle, Name) = (handle, name);

    public string Name { get; }

    internal KernelHandle Handle { get; }

    public OpenClKernel Set<T>(int index, OpenClBuffer<T> buffer) where T : unmanaged
    {
        ObjectDisposedException.ThrowIf(buffer.Handle.IsClosed, buffer);
        var memory = buffer.Handle.DangerousGetHandle();
        Check(OpenClApi.clSetKernelArg(Handle, (uint)index, (nuint)sizeof(nint), &memory), index);
        GC.KeepAlive(buffer);
        return this;
    }

    public OpenClKernel Set(int index, int value)
    {
        Check(OpenClApi.clSetKernelArg(Handle, (uint)index, sizeof(int), &value), index);
        return this;
    }

    public void Dispose() => Handle.Dispose();

    void Check(int status, int index) =>
        OpenClException.ThrowIfFailed(status, $"{nameof(OpenClApi.clSetKernelArg)} {index} of {Name}");
}
