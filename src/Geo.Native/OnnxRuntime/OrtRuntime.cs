using System.Runtime.InteropServices;
using System.Text;

namespace Geo.Native.OnnxRuntime;

/// <summary>The loaded ONNX Runtime library and its one environment, which lives as long as the process.</summary>
public static unsafe class OrtRuntime
{
    static readonly Lazy<nint> SharedEnvironment = new(CreateEnvironment);
    static readonly Lazy<nint> SharedCpuMemory = new(CreateCpuMemory);
    static readonly Lazy<nint> SharedAllocator = new(GetAllocator);

    /// <summary>Such as "1.30.0".</summary>
    /// <exception cref="OnnxRuntimeNotFoundException">No library, or one too old.</exception>
    public static string Version => OrtApi.Version;

    public static string BuildInfo => Marshal.PtrToStringUTF8(OrtApi.GetBuildInfoString()) ?? "";

    /// <summary>Providers compiled in, best first. That one is listed does not mean that this machine can use it: append it and see.</summary>
    public static IReadOnlyList<string> AvailableProviders
    {
        get
        {
            nint names;
            int count;
            OrtApi.Check(OrtApi.GetAvailableProviders(&names, &count), "listing the execution providers");
            var providers = new string[count];
            for (var i = 0; i < count; i++) providers[i] = Marshal.PtrToStringUTF8(((nint*)names)[i])!;
            OrtApi.Check(OrtApi.ReleaseAvailableProviders(names, count), "listing the execution providers");
            return providers;
        }
    }

    internal static nint Environment => SharedEnvironment.Value;

    internal static nint CpuMemory => SharedCpuMemory.Value;

    internal static nint Allocator => SharedAllocator.Value;

    static nint CreateEnvironment()
    {
        const int ErrorsOnly = 3;
        nint environment;
        fixed (byte* name = "geo\0"u8) OrtApi.Check(OrtApi.CreateEnv(ErrorsOnly, name, &environment), "starting");
        return environment;
    }

    static nint CreateCpuMemory()
    {
        const int DeviceAllocator = 0, DefaultMemory = 0;
        nint info;
        OrtApi.Check(OrtApi.CreateCpuMemoryInfo(DeviceAllocator, DefaultMemory, &info), "describing CPU memory");
        return info;
    }

    static nint GetAllocator()
    {
        nint allocator;
        OrtApi.Check(OrtApi.GetAllocatorWithDefaultOptions(&allocator), "getting the default allocator");
        return allocator;
    }

    internal static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
