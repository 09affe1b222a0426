using Geo.Kernels.Devices;
using Geo.Kernels.KMeans;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Tests.Devices;

/// <summary>Every device of this machine, with both forms of its kernels: the same tests run on each.</summary>
public static class TestDevices
{
    static readonly Dictionary<string, IVectorDevice> Opened = All();

    public static TheoryData<string> Names => [.. Opened.Keys];

    /// <summary>Every size on every device.</summary>
    public static TheoryData<string, int, int, int> Each(IEnumerable<(int N, int D, int K)> sizes)
    {
        var cases = new TheoryData<string, int, int, int>();
        foreach (var name in Opened.Keys)
            foreach (var (n, d, k) in sizes)
                cases.Add(name, n, d, k);
        return cases;
    }

    /// <summary>Kept open for the whole run, so that kernels compile once. Tests of one collection use it in turn.</summary>
    public static IVectorDevice Get(string name) => Opened[name];

    static Dictionary<string, IVectorDevice> All()
    {
        var devices = new Dictionary<string, IVectorDevice> { ["simd-1"] = new SimdDevice(1), ["simd-3"] = new SimdDevice(3) };
        foreach (var device in OpenClDevice.All())
            foreach (var form in Enum.GetValues<AssignForm>())
                devices[$"{device.Kind}-{devices.Count}-{form}"] = new OpenClVectorDevice(device, form);
        return devices;
    }
}

[CollectionDefinition(nameof(DeviceCollection))]
public sealed class DeviceCollection;
