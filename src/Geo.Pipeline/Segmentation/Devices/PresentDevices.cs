using System.Runtime.InteropServices;
using Geo.Native.Cuda;
using Geo.Native.OnnxRuntime;
using Geo.Native.Vulkan;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>What ONNX Runtime could compute on here.</summary>
/// <param name="Providers">Compiled into the library, such as CUDAExecutionProvider; its own libraries may still lack.</param>
public sealed record PresentDevices(string Processor, IReadOnlyList<string> Providers, IReadOnlyList<CudaDevice> Cuda, IReadOnlyList<VulkanDevice> Vulkan)
{
    // NVIDIA, AMD compute, Windows' GPU in WSL, ARM, Imagination
    static readonly string[] GpuNodes = ["dri", "nvidia", "kfd", "dxg", "mali", "pvr"];

    static readonly Lazy<PresentDevices> Here = new(() => new(ProcessorName(), OrtRuntime.AvailableProviders, CudaDevice.All(), VulkanDevice.All()));

    /// <summary>Asks every driver, once a process.</summary>
    public static PresentDevices All => Here.Value;

    /// <summary>To ask a driver is to load it, some tens of megabytes: not where there is no GPU's node in /dev.</summary>
    public static bool MayHaveGpu => !OperatingSystem.IsLinux() || Directory.EnumerateFileSystemEntries("/dev")
        .Select(Path.GetFileName).Any(name => GpuNodes.Any(n => name!.StartsWith(n, StringComparison.Ordinal)));

    public static string ProcessorName() => File.Exists("/proc/cpuinfo")
        ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "processor"
        : RuntimeInformation.ProcessArchitecture.ToString();

    /// <summary>GPUs worth a trial, and why the others are not.</summary>
    public (IReadOnlyList<ComputeDevice> Candidates, IReadOnlyList<string> Refused) Gpus()
    {
        var (candidates, refused) = (new List<ComputeDevice>(), new List<string>());
        if (Cuda.Count > 0)
            if (Has("CUDA")) candidates.Add(new("cuda:0", Cuda[0].Name, ""));
            else refused.Add($"{Cuda[0].Name}: this ONNX Runtime has no CUDA");
        if (Hardware is { } hardware)
            if (Has("WebGpu")) candidates.Add(new("webgpu", hardware.Name, ""));
            else refused.Add($"{hardware.Name}: this ONNX Runtime has no WebGPU");
        refused.AddRange(Vulkan.Where(d => d.IsSoftware).Select(d => $"{d.Name}: a software GPU"));
        return (candidates, refused);
    }

    /// <summary>The GPU's own name behind a provider.</summary>
    public string NameOf(string provider) => provider switch
    {
        "cpu" => Processor,
        "webgpu" => (Hardware ?? Vulkan.FirstOrDefault())?.Name ?? "unknown GPU",
        _ => Cuda.FirstOrDefault(d => provider.EndsWith($":{d.Number}", StringComparison.Ordinal))?.Name ?? Cuda.FirstOrDefault()?.Name ?? "unknown GPU",
    };

    /// <summary>Whether a provider computes on a GPU that the processor plays.</summary>
    public bool IsSoftware(string provider) => provider == "webgpu" && Hardware is null;

    /// <summary>What WebGPU takes first: it asks for the fastest.</summary>
    VulkanDevice? Hardware => Vulkan.FirstOrDefault(d => d.Kind == VulkanDeviceKind.Discrete) ?? Vulkan.FirstOrDefault(d => !d.IsSoftware);

    bool Has(string provider) => Providers.Any(p => p.StartsWith(provider, StringComparison.OrdinalIgnoreCase));

    public override string ToString() =>
        $"ONNX Runtime {OrtRuntime.Version} with {string.Join(", ", Providers.Select(p => p.Replace("ExecutionProvider", "", StringComparison.Ordinal)))}; "
        + $"CUDA devices: {Listed(Cuda)}; Vulkan devices: {Listed(Vulkan)}";

    static string Listed<T>(IReadOnlyList<T> devices) => devices.Count == 0 ? "none" : string.Join(", ", devices);
}
