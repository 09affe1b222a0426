using System.Runtime.InteropServices;

namespace Geo.Native.OpenCl;

internal abstract class OpenClHandle() : SafeHandle(0, ownsHandle: true)
{
    public override bool IsInvalid => handle == 0;
}

internal sealed class ContextHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClApi.clReleaseContext(handle) == 0;
}

internal sealed class QueueHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClApi.clReleaseCommandQueue(handle) == 0;
}

internal sealed class ProgramHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClApi.clReleaseProgram(handle) == 0;
}

internal sealed class KernelHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClApi.clReleaseKernel(handle) == 0;
}

internal sealed class BufferHandle : OpenClHandle
{
    protected override bool ReleaseHandle() => OpenClApi.clReleaseMemObject(handle) == 0;
}
