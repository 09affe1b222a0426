namespace Geo.Native.OpenCl;

/// <summary>One device's context with one in-order queue. Used by one thread at a time; what it made is disposed before it.</summary>
public sealed unsafe class OpenClQueue : IDisposable
{
    readonly ContextHandle context;
    readonly QueueHandle queue;

    /// <exception cref="OpenClException">The device refuses.</exception>
    public OpenClQueue(OpenClDevice device)
    {
        Device = device;
        var id = device.Id;
        context = OpenClApi.clCreateContext(null, 1, &id, 0, 0, out var status);
        OpenClException.ThrowIfFailed(status, $"{nameof(OpenClApi.clCreateContext)} on {device.Name}");
        queue = OpenClApi.clCreateCommandQueue(context, id, 0, out status);
        if (status != 0) context.Dispose();
        OpenClException.ThrowIfFailed(status, $"{nameof(OpenClApi.clCreateCommandQueue)} on {device.Name}");
    }

    public OpenClDevice Device { get; }

    internal ContextHandle Context => context;

    /// <summary>Device memory for <paramref name="length"/> values. OpenCL allocates it, so that vector loads are aligned.</summary>
    public OpenClBuffer<T> Allocate<T>(long length) where T : unmanaged
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(length);
        var bytes = length * sizeof(T);
        if (bytes > Device.LargestBuffer) throw new OpenClBufferTooLargeException(Device.Name, bytes, Device.LargestBuffer);
        const ulong readWrite = 1;
        var handle = OpenClApi.clCreateBuffer(context, readWrite, (nuint)bytes, null, out var status);
        OpenClException.ThrowIfFailed(status, $"{nameof(OpenClApi.clCreateBuffer)} of {bytes} bytes");
        return new(handle, length);
    }

    /// <summary>Copies to the start of the buffer and waits.</summary>
    public void Write<T>(OpenClBuffer<T> buffer, ReadOnlySpan<T> values) where T : unmanaged
    {
        if (values.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, buffer.Length);
        fixed (T* p = values)
            OpenClException.ThrowIfFailed(
                OpenClApi.clEnqueueWriteBuffer(queue, buffer.Handle, 1, 0, (nuint)((long)values.Length * sizeof(T)), p, 0, null, null),
                nameof(OpenClApi.clEnqueueWriteBuffer));
    }

    /// <summary>Waits for what was enqueued, then copies from the start of the buffer.</summary>
    public void Read<T>(OpenClBuffer<T> buffer, Span<T> values) where T : unmanaged
    {
        if (values.IsEmpty) return;
        ArgumentOutOfRangeException.ThrowIfGreaterThan(values.Length, buffer.Length);
        fixed (T* p = values)
            OpenClException.ThrowIfFailed(
                OpenClApi.clEnqueueReadBuffer(queue, buffer.Handle, 1, 0, (nuint)((long)values.Length * sizeof(T)), p, 0, null, null),
                nameof(OpenClApi.clEnqueueReadBuffer));
    }

    /// <summary>Enqueues a kernel over one or two dimensions of work-groups; does not wait.</summary>
    /// <param name="groups">Work-groups along each dimension.</param>
    /// <param name="groupSize">Work-items of a group along each dimension.</param>
    public void Run(OpenClKernel kernel, (int X, int Y) groups, (int X, int Y) groupSize)
    {
        var local = stackalloc nuint[] { (nuint)groupSize.X, (nuint)groupSize.Y };
        var global = stackalloc nuint[] { (nuint)groups.X * local[0], (nuint)groups.Y * local[1] };
        OpenClException.ThrowIfFailed(
            OpenClApi.clEnqueueNDRangeKernel(queue, kernel.Handle, 2, null, global, local, 0, null, null),
            $"{nameof(OpenClApi.clEnqueueNDRangeKernel)} of {kernel.Name}");
    }

    public void Finish() => OpenClException.ThrowIfFailed(OpenClApi.clFinish(queue), nameof(OpenClApi.clFinish));

    public void Dispose()
    {
        queue.Dispose();
        context.Dispose();
    }
}
