using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoded window; dispose it to give its buffers back.</summary>
/// <param name="layers">The embedding, channels × rows × columns, and whatever else the encoder hands to the decoder on a CPU.</param>
public sealed class ImageEmbedding(IReadOnlyList<float[]> layers, int channels, int rows, int columns, Action? release = null) : IDisposable
{
    Action? _release = release;

    /// <summary>Channels × rows × columns.</summary>
    public ReadOnlySpan<float> Features => layers[0].AsSpan(0, Channels * Rows * Columns);
    public int Channels { get; } = channels;
    public int Rows { get; } = rows;
    public int Columns { get; } = columns;

    internal IReadOnlyList<float[]> Layers => layers;

    /// <summary>On a GPU, the decoder that holds the features there.</summary>
    internal BoundDecoder? Bound { get; init; }

    public void Dispose() => Interlocked.Exchange(ref _release, null)?.Invoke();
}
