using Geo.Kernels.Devices;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Tests.Devices;

[Collection(nameof(DeviceCollection))]
public class VectorDevicesTests
{
    [Fact]
    public void Off_is_the_processor()
    {
        using var device = VectorDevices.Open("off");
        Assert.IsType<SimdDevice>(device);
    }

    [Fact]
    public void Auto_takes_a_gpu_if_there_is_one_and_never_a_software_driver()
    {
        using var device = VectorDevices.Open("auto");
        Assert.Equal(OpenClDevice.All().Any(d => d.Kind == OpenClDeviceKind.Gpu), device is OpenClVectorDevice);
    }

    [SkippableTheory]
    [InlineData("cpu", OpenClDeviceKind.Cpu)]
    [InlineData("gpu", OpenClDeviceKind.Gpu)]
    public void A_kind_that_is_present_opens(string choice, OpenClDeviceKind kind)
    {
        Skip.IfNot(OpenClDevice.All().Any(d => d.Kind == kind), $"no OpenCL device of kind {kind}");
        using var device = VectorDevices.Open(choice);
        Assert.StartsWith("OpenCL, ", device.Name);
    }

    [SkippableFact]
    public void A_kind_that_is_absent_is_refused_with_what_is_there()
    {
        Skip.If(OpenClDevice.All().Any(d => d.Kind == OpenClDeviceKind.Gpu), "there is a GPU");
        var e = Assert.Throws<VectorDeviceException>(() => VectorDevices.Open("gpu"));
        Assert.Contains("GEO_OPENCL=gpu", e.Message);
        Assert.Contains("use auto", e.Message);
    }

    [Fact]
    public void An_unknown_choice_names_the_known_ones()
    {
        var e = Assert.Throws<VectorDeviceException>(() => VectorDevices.Open("cuda"));
        Assert.Contains("auto, gpu, cpu, off", e.Message);
    }
}
