using System.Runtime.InteropServices;

namespace Geo.Native.OnnxRuntime;

/// <summary>Where an output is to be allocated: ONNX Runtime's allocator name ("Cuda", "WebGPU_Buffer", "Cpu") and the device's number.</summary>
public sealed unsafe class OrtDeviceMemory : SafeHandle
{
    public OrtDeviceMemory(string allocator, int device = 0) : base(0, ownsHandle: true)
    {
        const int DeviceAllocator = 0, DefaultMemory = 0;
        nint info;
        fixed (byte* name = OrtRuntime.Utf8(allocator))
            OrtApi.Check(OrtApi.CreateMemoryInfo(name, DeviceAllocator, device, DefaultMemory, &info), $"describing the memory {allocator}:{device}");
        SetHandle(info);
    }

    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        OrtApi.ReleaseMemoryInfo(handle);
        return true;
    }
}
