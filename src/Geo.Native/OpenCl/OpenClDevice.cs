using System.Text;

namespace Geo.Native.OpenCl;

public enum OpenClDeviceKind { Gpu, Cpu, Other }

/// <summary>A device of an installed OpenCL driver. Sizes in bytes.</summary>
public sealed record OpenClDevice(
    string Name, string Platform, OpenClDeviceKind Kind, int ComputeUnits, long GlobalMemory, long LargestBuffer, long LocalMemory,
    int LargestWorkGroup, string DriverVersion)
{
    const int NoPlatforms = -1001, NoDevices = -1;

    internal nint Id { get; private init; }

    /// <summary>Every device of every driver, in the loader's order; none where no loader or driver is installed.</summary>
    /// <exception cref="OpenClException">A driver is installed but does not answer.</exception>
    public static IReadOnlyList<OpenClDevice> All()
    {
        try
        {
            return [.. Platforms().SelectMany(DevicesOf)];
        }
        catch (DllNotFoundException)
        {
            return [];
        }
    }

    static unsafe nint[] Platforms()
    {
        var status = OpenClApi.clGetPlatformIDs(0, null, out var count);
        if (status == NoPlatforms || (status == 0 && count == 0)) return [];
        OpenClException.ThrowIfFailed(status, nameof(OpenClApi.clGetPlatformIDs));
        var ids = new nint[count];
        fixed (nint* p = ids)
            OpenClException.ThrowIfFailed(OpenClApi.clGetPlatformIDs(count, p, out _), nameof(OpenClApi.clGetPlatformIDs));
        return ids;
    }

    static unsafe OpenClDevice[] DevicesOf(nint platform)
    {
        const ulong all = 0xFFFFFFFF;
        var status = OpenClApi.clGetDeviceIDs(platform, all, 0, null, out var count);
        if (status == NoDevices || (status == 0 && count == 0)) return [];
        OpenClException.ThrowIfFailed(status, nameof(OpenClApi.clGetDeviceIDs));
        var ids = new nint[count];
        fixed (nint* p = ids)
            OpenClException.ThrowIfFailed(OpenClApi.clGetDeviceIDs(platform, all, count, p, out _), nameof(OpenClApi.clGetDeviceIDs));
        var name = PlatformName(platform);
        return [.. ids.Select(id => Describe(id, name))];
    }

    static OpenClDevice Describe(nint id, string platform) => new(
        Text(id, 0x102B), platform,
        KindOf(Number(id, 0x1000)),
        (int)Number(id, 0x1002), (long)Number(id, 0x101F), (long)Number(id, 0x1010), (long)Number(id, 0x1023),
        (int)Number(id, 0x1004), Text(id, 0x102D)) { Id = id };

    // A default device carries the "default" bit beside its kind.
    static OpenClDeviceKind KindOf(ulong type) =>
        (type & 4) != 0 ? OpenClDeviceKind.Gpu : (type & 2) != 0 ? OpenClDeviceKind.Cpu : OpenClDeviceKind.Other;

    // Information values are 4 or 8 bytes wide; little-endian, so the low bytes of a zeroed 8 do for both.
    static unsafe ulong Number(nint id, uint name)
    {
        ulong value = 0;
        OpenClException.ThrowIfFailed(OpenClApi.clGetDeviceInfo(id, name, 8, &value, out _), nameof(OpenClApi.clGetDeviceInfo));
        return value;
    }

    static unsafe string Text(nint id, uint name)
    {
        OpenClException.ThrowIfFailed(OpenClApi.clGetDeviceInfo(id, name, 0, null, out var size), nameof(OpenClApi.clGetDeviceInfo));
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            OpenClException.ThrowIfFailed(OpenClApi.clGetDeviceInfo(id, name, size, p, out _), nameof(OpenClApi.clGetDeviceInfo));
        return Decode(bytes);
    }

    static unsafe string PlatformName(nint platform)
    {
        const uint nameOf = 0x0902;
        OpenClException.ThrowIfFailed(
            OpenClApi.clGetPlatformInfo(platform, nameOf, 0, null, out var size), nameof(OpenClApi.clGetPlatformInfo));
        var bytes = new byte[size];
        fixed (byte* p = bytes)
            OpenClException.ThrowIfFailed(
                OpenClApi.clGetPlatformInfo(platform, nameOf, size, p, out _), nameof(OpenClApi.clGetPlatformInfo));
        return Decode(bytes);
    }

    static string Decode(byte[] bytes) => Encoding.UTF8.GetString(bytes).TrimEnd('\0').Trim();
}
