namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>GEO_DEVICE names a device that cannot be used here.</summary>
public sealed class DeviceRefusedException : Exception
{
    internal DeviceRefusedException(string setting, string reason, PresentDevices present, Exception? inner = null)
        : base($"GEO_DEVICE={setting} cannot be used here: {reason.ReplaceLineEndings(" ").TrimEnd('.', ' ')}. Here: {present}. {Remedy(setting)}", inner) =>
        Setting = setting;

    public string Setting { get; }

    static string Remedy(string setting) => (setting.Split(':')[0] switch
    {
        "webgpu" => "WebGPU needs the Vulkan loader (package libvulkan1) and the GPU maker's Vulkan driver; VK_DRIVER_FILES names a driver's JSON file that lies outside the usual folders.",
        "cuda" => "CUDA needs NVIDIA's driver, CUDA 12 with cuDNN 9, and a build of ONNX Runtime with libonnxruntime_providers_cuda.so beside it: set GEO_ONNXRUNTIME to that build's libonnxruntime.so.",
        _ => "TensorRT needs what CUDA needs (a CUDA build of ONNX Runtime named by GEO_ONNXRUNTIME) and TensorRT's own libraries.",
    }) + " GEO_DEVICE=auto takes what works.";
}
