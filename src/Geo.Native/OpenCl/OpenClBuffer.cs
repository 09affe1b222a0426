namespace Geo.Native.OpenCl;

/// <summary>Device memory holding <see cref="Length"/> values of T.</summary>
public sealed class OpenClBuffer<T> : IDisposable where T : unmanaged
{
    internal OpenClBuffer(BufferHandle handle, long length) => (Handle, Length) = (handle, length);

    public long Length { get; }

    internal BufferHandle Handle { get; }

    public void Dispose() => Handle.Dispose();
}

/// <summary>A buffer larger than the device allows in one piece.</summary>
public sealed class OpenClBufferTooLargeException(string device, long bytes, long largest)
    : Exception($"{device} holds at most {largest >> 20} MiB in one buffer and {bytes >> 20} MiB are needed; "
        + "set GEO_OPENCL=off to compute on the processor, or give fewer points.")
{
    public string Device { get; } = device;
    public long Bytes { get; } = bytes;
    public long Largest { get; } = largest;
}
