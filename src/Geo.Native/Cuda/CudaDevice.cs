using System.Runtime.InteropServices;
using System.Text;

namespace Geo.Native.Cuda;

/// <summary>A GPU that NVIDIA's driver offers to CUDA.</summary>
/// <param name="Number">As in cuda:N.</param>
public sealed partial record CudaDevice(int Number, string Name, long Memory)
{
    /// <summary>None where the driver's library is missing or does not answer.</summary>
    public static unsafe IReadOnlyList<CudaDevice> All()
    {
        try
        {
            if (cuInit(0) != 0 || cuDeviceGetCount(out var count) != 0) return [];
            var devices = new List<CudaDevice>();
            var text = stackalloc byte[256];
            for (var i = 0; i < count; i++)
            {
                if (cuDeviceGet(out var device, i) != 0 || cuDeviceGetName(text, 256, device) != 0 || cuDeviceTotalMem_v2(out var memory, device) != 0) continue;
                var name = new ReadOnlySpan<byte>(text, 256);
                devices.Add(new(i, Encoding.UTF8.GetString(name[..Math.Max(0, name.IndexOf((byte)0))]), (long)memory));
            }
            return devices;
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            return [];
        }
    }

    public override string ToString() => $"{Name} (cuda:{Number}, {Memory >> 30} GiB)";

    // cuda.h, the driver's interface
    [LibraryImport("cuda")]
    private static partial int cuInit(uint flags);

    [LibraryImport("cuda")]
    private static partial int cuDeviceGetCount(out int count);

    [LibraryImport("cuda")]
    private static partial int cuDeviceGet(out int device, int ordinal);

    [LibraryImport("cuda")]
    private static unsafe partial int cuDeviceGetName(byte* name, int length, int device);

    [LibraryImport("cuda")]
    private static partial int cuDeviceTotalMem_v2(out nuint bytes, int device);
}
