using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoded window; dispose it to give its memory back, on the device too.</summary>
public sealed class ImageEmbedding : IDisposable
{
    internal ImageEmbedding(BoundDecoder bound, int channels, int rows, int columns) => (Bound, Channels, Rows, Columns) = (bound, channels, rows, columns);

    /// <summary>Channels × rows × columns, valid until this is disposed. From a GPU they come down when first asked for.</summary>
    public ReadOnlySpan<float> Features => Bound.Embedding.Span<float>();

    public int Channels { get; }
    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Asks the decoder of it.</summary>
    internal BoundDecoder Bound { get; }

    public void Dispose() => Bound.Dispose();
}
