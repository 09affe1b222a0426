using System.Text;

namespace Geo.Native.OpenCl;

/// <summary>OpenCL C compiled for a queue's device.</summary>
public sealed unsafe class OpenClProgram : IDisposable
{
    readonly ProgramHandle handle;

    /// <param name="queue">Whose device to compile for.</param>
    /// <param name="source">OpenCL C.</param>
    /// <param name="options">As for clBuildProgram, such as "-cl-mad-enable -DROWS=4".</param>
    /// <exception cref="OpenClException">With the compiler's log where the source does not compile.</exception>
    public OpenClProgram(OpenClQueue queue, string source, string options = "")
    {
        var bytes = Encoding.UTF8.GetBytes(source);
        var length = (nuint)bytes.Length;
        int status;
        fixed (byte* text = bytes)
        {
            var first = text;
            handle = OpenClApi.clCreateProgramWithSource(queue.Context, 1, &first, &length, out status);
        }
        OpenClException.ThrowIfFailed(status, nameof(OpenClApi.clCreateProgramWithSource));
        var device = queue.Device.Id;
        status = OpenClApi.clBuildProgram(handle, 1, &device, options, 0, 0);
        if (status == 0) return;
        var log = BuildLog(device);
        handle.Dispose();
        throw new OpenClException($"{nameof(OpenClApi.clBuildProgram)} for {queue.Device.Name}", status, log);
    }

    /// <exception cref="OpenClException">The program has no kernel of that name.</exception>
    public OpenClKernel Kernel(string name)
    {
        var kernel = OpenClApi.clCreateKernel(handle, name, out var status);
        OpenClException.ThrowIfFailed(status, $"{nameof(OpenClApi.clCreateKernel)} {name}");
        return new(kernel, name);
    }

    public void Dispose() => handle.Dispose();

    string BuildLog(nint device)
    {
        const uint log = 0x1183;
        if (OpenClApi.clGetProgramBuildInfo(handle, device, log, 0, null, out var size) != 0 || size == 0) return "(none)";
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            if (OpenClApi.clGetProgramBuildInfo(handle, device, log, size, p, out _) != 0) return "(none)";
        return Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
    }
}
