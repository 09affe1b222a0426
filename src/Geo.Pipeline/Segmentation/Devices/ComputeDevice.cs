using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>What a model computes on.</summary>
/// <param name="Provider">cpu, cuda:N, tensorrt or webgpu.</param>
/// <param name="Name">The processor's or GPU's own name.</param>
/// <param name="Why">Asked for, or why it was chosen.</param>
public sealed record ComputeDevice(string Provider, string Name, string Why)
{
    /// <summary>A GPU that the processor plays: right and very slow.</summary>
    public bool IsSoftware { get; init; }

    public bool IsCpu => Provider == "cpu";

    /// <summary>WebGPU's queue and buffers serve one call at a time, whichever the session.</summary>
    internal bool SharesOneQueue => Provider == "webgpu";

    /// <summary>Windows in work at once. On a GPU the others' masks are worked on by the processor while one window has the device.</summary>
    public int WindowsAtOnce => Math.Clamp(Environment.ProcessorCount, IsCpu ? 1 : 2, IsCpu ? 8 : 16);

    /// <summary>
    /// Windows of one encoder call where the model takes several. A processor, a GPU's part played by it too, encodes four together no faster
    /// than one after another.
    /// </summary>
    internal int WindowsPerCall { get => field > 0 ? field : IsCpu || IsSoftware ? 1 : 4; init; }

    /// <summary>ONNX Runtime's name of its memory.</summary>
    internal string Memory => IsCpu ? "Cpu" : SharesOneQueue ? "WebGPU_Buffer" : "Cuda";

    /// <summary>
    /// TensorRT computes in half precision where it finds that safe and fast, and keeps its engines, which take minutes to build.
    /// </summary>
    internal IReadOnlyDictionary<string, string> EncoderOptions => !IsTensorRt ? OrtSessionOptions.NoProviderOptions : new Dictionary<string, string>
    {
        ["trt_fp16_enable"] = "1",
        ["trt_engine_cache_enable"] = "1",
        ["trt_engine_cache_path"] = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "geo", "tensorrt"),
    };

    /// <summary>CUDA beside TensorRT, which would build an engine for every number of prompts it meets.</summary>
    internal string DecoderProvider => IsTensorRt ? $"cuda:{Number}" : Provider;

    bool IsTensorRt => Provider.StartsWith("tensorrt", StringComparison.Ordinal);

    internal int Number => Provider.Split(':') is [_, var number] ? int.Parse(number, System.Globalization.CultureInfo.InvariantCulture) : 0;

    public override string ToString() => $"{Name} ({Provider}{(IsSoftware ? ", software" : "")})";
}
