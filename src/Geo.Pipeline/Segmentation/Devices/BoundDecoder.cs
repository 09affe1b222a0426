using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// A decoder that reads one window's features where the encoder left them; each call sends prompts up and masks down. Any number of
/// threads may ask; they take turns.
/// </summary>
/// <param name="features">The embedding first; disposed with this, as the constants are.</param>
/// <param name="constants">Bound once: what no prompt changes.</param>
/// <param name="gate">Held while the device works.</param>
/// <param name="copy">Brings the embedding down; null where it lies in the CPU's memory.</param>
internal sealed class BoundDecoder(IoBinding binding, IReadOnlyList<OrtValue> features, IReadOnlyList<OrtValue> constants, Lock gate, DeviceSplit? copy) : IDisposable
{
    OrtValue? _onHost;
    bool _isDisposed;

    public IReadOnlyList<OrtValue> Features => features;

    /// <summary>In the CPU's memory, valid until this is disposed.</summary>
    public OrtValue Embedding
    {
        get
        {
            if (copy is null) return features[0];
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                return _onHost ??= copy.Run(features[0], null)[0];
            }
        }
    }

    public void Run(IReadOnlyList<NamedValue> prompts, NamedValue masks, NamedValue scores)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            foreach (var (name, value) in prompts) binding.BindInput(name, value);
            binding.BindOutput(masks.Name, masks.Value);
            binding.BindOutput(scores.Name, scores.Value);
            binding.Run();
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            binding.Dispose();
            _onHost?.Dispose();
            foreach (var value in features.Concat(constants)) value.Dispose();
        }
    }
}
