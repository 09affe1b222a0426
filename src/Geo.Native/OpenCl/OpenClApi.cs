using System.Runtime.InteropServices;

namespace Geo.Native.OpenCl;

/// <summary>The OpenCL 1.2 calls that are used, as the Khronos headers declare them. Each int result is a status, 0 = success.</summary>
internal static unsafe partial class OpenClApi
{
    const string Library = "libOpenCL.so.1";

    [LibraryImport(Library)]
    internal static partial int clGetPlatformIDs(uint entries, nint* platforms, out uint count);

    [LibraryImport(Library)]
    internal static partial int clGetPlatformInfo(nint platform, uint name, nuint size, void* value, out nuint actual);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceIDs(nint platform, ulong type, uint entries, nint* devices, out uint count);

    [LibraryImport(Library)]
    internal static partial int clGetDeviceInfo(nint device, uint name, nuint size, void* value, out nuint actual);

    [LibraryImport(Library)]
    internal static partial ContextHandle clCreateContext(
        nint* properties, uint count, nint* devices, nint notify, nint userData, out int status);

    [LibraryImport(Library)]
    internal static partial QueueHandle clCreateCommandQueue(ContextHandle context, nint device, ulong properties, out int status);

    [LibraryImport(Library)]
    internal static partial BufferHandle clCreateBuffer(ContextHandle context, ulong flags, nuint size, void* host, out int status);

    [LibraryImport(Library)]
    internal static partial ProgramHandle clCreateProgramWithSource(
        ContextHandle context, uint count, byte** sources, nuint* lengths, out int status);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int clBuildProgram(
        ProgramHandle program, uint count, nint* devices, string options, nint notify, nint userData);

    [LibraryImport(Library)]
    internal static partial int clGetProgramBuildInfo(
        ProgramHandle program, nint device, uint name, nuint size, void* value, out nuint actual);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial KernelHandle clCreateKernel(ProgramHandle program, string name, out int status);

    [LibraryImport(Library)]
    internal static partial int clSetKernelArg(KernelHandle kernel, uint index, nuint size, void* value);

    [LibraryImport(Library)]
    internal static partial int clEnqueueWriteBuffer(
        QueueHandle queue, BufferHandle buffer, uint blocking, nuint offset, nuint size, void* host, uint waits, nint* waitList, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueReadBuffer(
        QueueHandle queue, BufferHandle buffer, uint blocking, nuint offset, nuint size, void* host, uint waits, nint* waitList, nint* done);

    [LibraryImport(Library)]
    internal static partial int clEnqueueNDRangeKernel(
        QueueHandle queue, KernelHandle kernel, uint dimensions, nuint* offset, nuint* global, nuint* local,
        uint waits, nint* waitList, nint* done);

    [LibraryImport(Library)]
    internal static partial int clFinish(QueueHandle queue);

    [LibraryImport(Library)]
    internal static partial int clReleaseContext(nint handle);

    [LibraryImport(Library)]
    internal static partial int clReleaseCommandQueue(nint handle);

    [LibraryImport(Library)]
    internal static partial int clReleaseProgram(nint handle);

    [LibraryImport(Library)]
    internal static partial int clReleaseKernel(nint handle);

    [LibraryImport(Library)]
    internal static partial int clReleaseMemObject(nint handle);
}
