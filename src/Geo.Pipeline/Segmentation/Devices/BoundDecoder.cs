using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Devices;

/// <summary>
/// A decoder with one window's features bound on the device: they are copied there once, and each call sends only prompts up and masks
/// down. Any number of threads may ask; they take turns.
/// </summary>
/// <param name="gate">Held while the device works.</param>
/// <param name="kept">What is bound once; disposed with this.</param>
internal sealed class BoundDecoder(IoBinding binding, Lock gate, IReadOnlyList<OrtValue> kept) : IDisposable
{
    bool _isDisposed;

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
            foreach (var value in kept) value.Dispose();
        }
    }
}
