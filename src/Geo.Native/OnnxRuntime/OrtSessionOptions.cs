namespace Geo.Native.OnnxRuntime;

/// <summary>How a session computes.</summary>
public sealed record OrtSessionOptions
{
    /// <summary>Threads within one operator; 0 lets ONNX Runtime take every core.</summary>
    public int IntraOpThreads { get; init; }

    /// <summary>"cpu", "webgpu", "cuda", "cuda:N", "tensorrt", "tensorrt:N", or a name that ONNX Runtime appends by name.</summary>
    public string Provider { get; init; } = "cpu";

    /// <summary>Keeps freed CPU memory for the next run. Off, because large encoders then hold twice the memory at no gain in speed.</summary>
    public bool CpuArena { get; init; }

    /// <summary>
    /// Plans a run's memory by those before it of the same shapes. Off beside an arena, for the planned block comes on top of what the arena
    /// holds: tile-sam's decoder then takes 300 MB a thread for 16 prompts instead of 160, and is no faster.
    /// </summary>
    public bool MemoryPattern { get; init; } = true;

    /// <summary>Options of the provider, such as trt_fp16_enable = 1 or preferredLayout = NHWC.</summary>
    public IReadOnlyDictionary<string, string> ProviderOptions { get; init; } = NoProviderOptions;

    public static IReadOnlyDictionary<string, string> NoProviderOptions { get; } = new Dictionary<string, string>();

    /// <summary>Session configuration entries, such as session.intra_op.allow_spinning = 0.</summary>
    public IReadOnlyDictionary<string, string> ConfigEntries { get; init; } = new Dictionary<string, string>();
}
