using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// Divides a tensor along its first axis where it lies: a batch's features into those of its windows, without the processor. Of one part
/// it is a copy.
/// </summary>
internal sealed class DeviceSplit : IDisposable
{
    readonly OrtSession _session;
    readonly int _parts;

    /// <exception cref="OrtException">The device cannot divide tensors by itself.</exception>
    public DeviceSplit(ComputeDevice device, int parts)
    {
        _parts = parts;
        _session = new(SplitGraph.Of(parts), new()
        {
            Provider = device.DecoderProvider,
            IntraOpThreads = 1,
            // else what a device does not know is done by the processor, and nobody is told
            ConfigEntries = device.IsCpu ? new Dictionary<string, string>() : new() { ["session.disable_cpu_ep_fallback"] = "1" },
        });
    }

    /// <param name="into">Where the parts are to lie; null = the CPU's memory.</param>
    public OrtValue[] Run(OrtValue whole, OrtDeviceMemory? into)
    {
        using var binding = new IoBinding(_session);
        binding.BindInput(SplitGraph.Whole, whole);
        for (var i = 0; i < _parts; i++) binding.BindOutput(SplitGraph.Part(i), into);
        binding.Run();
        return binding.Outputs();
    }

    public void Dispose() => _session.Dispose();
}
