using Geo.Native.Cuda;
using Geo.Native.OnnxRuntime;
using Geo.Native.Vulkan;
using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Devices;

public sealed class DeviceSelectionTests
{
    static readonly VulkanDevice SwiftShader = new("SwiftShader Device", VulkanDeviceKind.Cpu), Built = new("Intel UHD", VulkanDeviceKind.Integrated), Card = new("RTX", VulkanDeviceKind.Discrete);

    [Fact]
    public void Auto_refuses_a_software_gpu_without_trying_it()
    {
        var device = DeviceSelection.Automatic(With([], SwiftShader), _ => throw new InvalidOperationException("tried"));
        Assert.True(device.IsCpu);
        Assert.Equal("SwiftShader Device: a software GPU", device.Why);
    }

    [Fact]
    public void Auto_keeps_the_fastest_and_says_why()
    {
        var present = With([new(0, "RTX", 8L << 30)], SwiftShader, Built, Card);
        double Seconds(ComputeDevice d) => d.Provider switch { "cuda:0" => 0.03, "webgpu" => 0.01, _ => 0.1 };
        var device = DeviceSelection.Automatic(present, Seconds);
        Assert.Equal(("webgpu", "RTX"), (device.Provider, device.Name));
        Assert.Equal("SwiftShader Device: a software GPU; cuda:0 encodes a window in 30 ms; webgpu encodes a window in 10 ms; cpu encodes a window in 100 ms", device.Why);
        Assert.True(DeviceSelection.Automatic(present, d => d.IsCpu ? 0.001 : 1).IsCpu);
    }

    [Fact]
    public void Auto_goes_on_where_a_device_does_not_work()
    {
        var broken = Assert.Throws<OrtException>(() => new OrtSession("/no/such.onnx"));
        var device = DeviceSelection.Automatic(With([], Card), d => d.IsCpu ? 0.1 : throw broken);
        Assert.True(device.IsCpu);
        Assert.Contains("RTX (webgpu): ", device.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void Auto_without_a_gpu_asks_no_driver() => Assert.Equal(("cpu", "there is no GPU"), Short(DeviceSelection.Automatic(null, _ => throw new InvalidOperationException("tried"))));

    [SkippableFact]
    public void A_device_that_is_not_there_is_refused_with_what_is()
    {
        Skip.If(CudaDevice.All().Count > 0, "there is a CUDA device");
        foreach (var setting in new[] { "cuda", "cuda:3", "tensorrt" })
        {
            var e = Assert.Throws<DeviceRefusedException>(() => ModelLoader.Open(Repository.PathOf("models", "tile-sam"), setting));
            Assert.StartsWith($"GEO_DEVICE={setting}", e.Message, StringComparison.Ordinal);
            Assert.Contains("CUDA devices: none; Vulkan devices: ", e.Message, StringComparison.Ordinal);
            Assert.Contains("GEO_ONNXRUNTIME", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain('\n', e.Message);
        }
    }

    [Fact]
    public void A_gpu_takes_more_prompts_a_call()
    {
        var folder = ModelFolder.Read(Repository.PathOf("models", "tile-sam"));
        Assert.Equal(8, PromptBatch.Of(folder, new("cpu", "", "")));
        Assert.Equal(64, PromptBatch.Of(folder, new("webgpu", "", "")));
    }

    static (string, string) Short(ComputeDevice device) => (device.Provider, device.Why);

    static PresentDevices With(CudaDevice[] cuda, params VulkanDevice[] vulkan) => new("processor", ["CUDAExecutionProvider", "WebGpuExecutionProvider", "CPUExecutionProvider"], cuda, vulkan);
}
