using System.Runtime.InteropServices;
using Geo.Native.Cuda;
using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Devices;

/// <summary>Devices for tests: CUDA where there is one, and WebGPU, on Chromium's software Vulkan driver where there is no other.</summary>
static partial class TestDevice
{
    static readonly string[] SoftwareDrivers =
    [
        "/usr/lib/chromium/vk_swiftshader_icd.json", "/usr/lib/chromium-browser/vk_swiftshader_icd.json", "/opt/google/chrome/vk_swiftshader_icd.json",
    ];

    static readonly bool HasVulkan = FindVulkan();

    /// <summary>Skips the test, saying why, where the device cannot be had.</summary>
    /// <param name="windowsPerCall">0 = as many as the device takes by itself; a software GPU takes one.</param>
    public static SegmentationModel Open(string folder, string device, int windowsPerCall = 0)
    {
        Skip.If(device == "webgpu" && !HasVulkan, "no GPU, and no software Vulkan driver (package chromium)");
        Skip.If(device == "cuda" && CudaDevice.All().Count == 0, "no CUDA device");
        try
        {
            return ModelLoader.Open(folder, DeviceSelection.Choose(device, ModelFolder.Read(folder), _ => throw new InvalidOperationException()) with { WindowsPerCall = windowsPerCall });
        }
        catch (DeviceRefusedException e) when (device == "cuda" && Environment.GetEnvironmentVariable("GEO_ONNXRUNTIME") is null)
        {
            throw new SkipException($"the ONNX Runtime of the npm package has no CUDA libraries: {e.Message}");
        }
    }

    /// <summary>On a software GPU a real model takes minutes: only where that is asked for.</summary>
    public static bool IsSlow(string device) =>
        device == "webgpu" && HasVulkan && PresentDevices.All.IsSoftware(device) && Environment.GetEnvironmentVariable("GEO_TEST_SLOW") is null;

    static bool FindVulkan()
    {
        if (PresentDevices.MayHaveGpu) return true;
        var driver = SoftwareDrivers.FirstOrDefault(File.Exists);
        // .NET's own environment is not the one that the Vulkan loader reads
        return driver is not null && SetEnvironment("VK_DRIVER_FILES", driver, 1) == 0 && SetEnvironment("VK_ICD_FILENAMES", driver, 1) == 0;
    }

    [LibraryImport("libc", EntryPoint = "setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int SetEnvironment(string name, string value, int overwrite);
}
