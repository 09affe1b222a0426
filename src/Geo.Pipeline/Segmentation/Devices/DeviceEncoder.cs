using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Models;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// An encoder on a GPU. The embedding comes down once, for the features of masks are averaged by the processor; whatever else the
/// decoder takes (SAM 2's fine layers) never leaves the device.
/// </summary>
internal sealed class DeviceEncoder(OrtSession session, PromptDecoder decoder, DecoderForm form, ModelSizes sizes, ComputeDevice device) : IDisposable
{
    static readonly Lock WebGpu = new();

    readonly OrtDeviceMemory _memory = new(device.Memory, device.Number);

    /// <summary>Held by every call of a device that serves one at a time.</summary>
    public static Lock GateOf(ComputeDevice device) => device.SharesOneQueue ? WebGpu : new();

    /// <param name="embedding">Takes the embedding.</param>
    public BoundDecoder Run(string input, OrtValue image, float[] embedding)
    {
        var gate = GateOf(device);
        lock (gate)
        {
            using var binding = new IoBinding(session);
            var features = new List<OrtValue> { OrtValue.Over(embedding.AsMemory(), sizes.Features[0]) };
            try
            {
                binding.BindInput(input, image);
                binding.BindOutput(form.Features[0].Output, features[0]);
                foreach (var link in form.Features.Skip(1)) binding.BindOutput(link.Output, _memory);
                binding.Run();
                var outputs = binding.Outputs();
                outputs[0].Dispose();
                features.AddRange(outputs[1..]);
                return decoder.Bind(features, gate);
            }
            catch
            {
                foreach (var value in features) value.Dispose();
                throw;
            }
        }
    }

    public void Dispose() => _memory.Dispose();
}
