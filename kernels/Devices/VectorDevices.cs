using Geo.Native.OpenCl;

namespace Geo.Kernels.Devices;

/// <summary>Opens the device that the setting GEO_OPENCL names.</summary>
public static class VectorDevices
{
    public static IReadOnlyList<string> Choices { get; } = ["auto", "gpu", "cpu", "off"];

    /// <param name="choice">
    /// auto: an OpenCL GPU if there is one that works, else the processor by SIMD; gpu or cpu: an OpenCL device of that kind;
    /// off: the processor by SIMD.
    /// </param>
    /// <exception cref="VectorDeviceException">No such choice, or no such device.</exception>
    /// <exception cref="OpenClException">The device asked for by kind does not work.</exception>
    public static IVectorDevice Open(string choice = "auto") => choice switch
    {
        "auto" => (IVectorDevice?)OpenGpuOrNull() ?? new SimdDevice(),
        "gpu" => new OpenClVectorDevice(First(OpenClDeviceKind.Gpu)),
        "cpu" => new OpenClVectorDevice(First(OpenClDeviceKind.Cpu)),
        "off" => new SimdDevice(),
        _ => throw new VectorDeviceException(choice, $"expected one of {string.Join(", ", Choices)}"),
    };

    // A driver that is installed but broken must not stop work that the processor can do.
    static OpenClVectorDevice? OpenGpuOrNull()
    {
        if (!MayHaveGpu) return null;
        try
        {
            var gpu = OpenClDevice.All().FirstOrDefault(d => d.Kind == OpenClDeviceKind.Gpu);
            return gpu is null ? null : new(gpu);
        }
        catch (OpenClException)
        {
            return null;
        }
    }

    // To ask a driver is to load it: that of a processor brings a compiler of 50 MB into memory.
    static bool MayHaveGpu => !OperatingSystem.IsLinux() || Directory.Exists("/dev/dri") || Directory.EnumerateFileSystemEntries("/dev")
        .Select(Path.GetFileName).Any(name => GpuNodes.Any(n => name!.StartsWith(n, StringComparison.Ordinal)));

    // NVIDIA, AMD compute, Windows' GPU in WSL, ARM, Imagination
    static readonly string[] GpuNodes = ["nvidia", "kfd", "dxg", "mali", "pvr"];

    static OpenClDevice First(OpenClDeviceKind kind)
    {
        var devices = OpenClDevice.All();
        return devices.FirstOrDefault(d => d.Kind == kind) ?? throw new VectorDeviceException(
            kind == OpenClDeviceKind.Gpu ? "gpu" : "cpu",
            devices.Count == 0
                ? "no OpenCL driver is installed; install one or use auto"
                : $"the OpenCL devices here are {string.Join("; ", devices.Select(d => $"{d.Name} ({d.Kind})"))}; use auto");
    }
}

/// <summary>GEO_OPENCL names a device that cannot be had.</summary>
public sealed class VectorDeviceException(string choice, string reason) : Exception($"GEO_OPENCL={choice}: {reason}.")
{
    public string Choice { get; } = choice;
}
