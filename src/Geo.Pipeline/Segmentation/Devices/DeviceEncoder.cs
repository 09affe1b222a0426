using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// An encoder whose outputs stay where it computes, in memory that the decoder then reads: on a GPU they are copied neither down nor up again,
/// on a CPU not at all. Only an embedding that the processor asks for (features of masks) comes down, once.
/// </summary>
internal sealed class DeviceEncoder : IDisposable
{
    static readonly Lock WebGpu = new();

    readonly OrtSession _session;
    readonly PromptDecoder _decoder;
    readonly DecoderForm _form;
    readonly ComputeDevice _device;
    readonly OrtDeviceMemory _memory;
    readonly DeviceSplit? _split, _copy;

    /// <summary>Takes over the session.</summary>
    /// <param name="windows">Of one call where it is a batch.</param>
    public DeviceEncoder(OrtSession session, PromptDecoder decoder, DecoderForm form, ComputeDevice device, int windows)
    {
        (_session, _decoder, _form, _device, _memory) = (session, decoder, form, device, new(device.Memory, device.Number));
        _split = windows > 1 ? new(device, windows) : null;
        _copy = device.IsCpu ? null : new(device, 1);
    }

    /// <summary>Held by every call of a device that serves one at a time.</summary>
    public static Lock GateOf(ComputeDevice device) => device.SharesOneQueue ? WebGpu : new();

    /// <param name="pictures">A picture, or a whole batch.</param>
    /// <param name="count">Pictures that are asked for; those after them only fill the batch.</param>
    public IReadOnlyList<BoundDecoder> Run(string input, OrtValue pictures, bool isBatch, int count)
    {
        lock (GateOf(_device))
        {
            using var binding = new IoBinding(_session);
            binding.BindInput(input, pictures);
            foreach (var link in _form.Features) binding.BindOutput(link.Output, _memory);
            binding.Run();
            var features = binding.Outputs();
            return isBatch ? ByWindow(features, count) : [_decoder.Bind(features, GateOf(_device), _copy)];
        }
    }

    List<BoundDecoder> ByWindow(OrtValue[] features, int count)
    {
        var bound = new List<BoundDecoder>(count);
        try
        {
            OrtValue[][] parts = [.. features.Select(f => _split!.Run(f, _memory))];
            for (var window = 0; window < count; window++) bound.Add(_decoder.Bind([.. parts.Select(p => p[window])], GateOf(_device), _copy));
            foreach (var unasked in parts.SelectMany(p => p.Skip(count))) unasked.Dispose();
            return bound;
        }
        catch
        {
            foreach (var window in bound) window.Dispose();
            throw;
        }
        finally
        {
            foreach (var whole in features) whole.Dispose();
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _split?.Dispose();
        _copy?.Dispose();
        _memory.Dispose();
    }
}
