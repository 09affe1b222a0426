namespace Geo.Native.OpenCl;

/// <summary>An OpenCL call that failed.</summary>
/// <param name="call">The C function, and what it was given where that helps.</param>
/// <param name="status">The status as in cl.h; always negative.</param>
/// <param name="buildLog">The compiler's messages when the call was a program build.</param>
public sealed class OpenClException(string call, int status, string? buildLog = null) : Exception(Text(call, status, buildLog))
{
    public string Call { get; } = call;
    public int Status { get; } = status;
    public string? BuildLog { get; } = buildLog;

    /// <summary>Every return code is checked: an object that was not made is dereferenced by the driver and ends the process.</summary>
    internal static void ThrowIfFailed(int status, string call)
    {
        if (status != 0) throw new OpenClException(call, status);
    }

    static string Text(string call, int status, string? buildLog) =>
        $"{call} failed: {NameOf(status)} ({status})." + (buildLog is null ? "" : $" Compiler log:\n{buildLog}");

    static string NameOf(int status) => status switch
    {
        -1 => "CL_DEVICE_NOT_FOUND",
        -2 => "CL_DEVICE_NOT_AVAILABLE",
        -3 => "CL_COMPILER_NOT_AVAILABLE",
        -4 => "CL_MEM_OBJECT_ALLOCATION_FAILURE, the device's memory is full",
        -5 => "CL_OUT_OF_RESOURCES",
        -6 => "CL_OUT_OF_HOST_MEMORY",
        -11 => "CL_BUILD_PROGRAM_FAILURE",
        -30 => "CL_INVALID_VALUE",
        -34 => "CL_INVALID_CONTEXT",
        -38 => "CL_INVALID_MEM_OBJECT",
        -43 => "CL_INVALID_BUILD_OPTIONS",
        -45 => "CL_INVALID_PROGRAM_EXECUTABLE",
        -46 => "CL_INVALID_KERNEL_NAME",
        -48 => "CL_INVALID_KERNEL",
        -49 => "CL_INVALID_ARG_INDEX",
        -50 => "CL_INVALID_ARG_VALUE",
        -51 => "CL_INVALID_ARG_SIZE",
        -52 => "CL_INVALID_KERNEL_ARGS, an argument was not set",
        -54 => "CL_INVALID_WORK_GROUP_SIZE",
        -61 => "CL_INVALID_BUFFER_SIZE",
        -63 => "CL_INVALID_GLOBAL_WORK_SIZE",
        -1001 => "CL_PLATFORM_NOT_FOUND_KHR, no OpenCL driver is installed",
        _ => "OpenCL status",
    };
}
