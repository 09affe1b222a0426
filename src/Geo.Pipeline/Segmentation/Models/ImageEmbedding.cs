namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoded window; dispose it to give its buffer back. A family whose encoder gives more than the embedding derives from it.</summary>
public class ImageEmbedding(float[] features, int channels, int rows, int columns, Action? release = null) : IDisposable
{
    Action? _release = release;

    /// <summary>Channels × rows × columns.</summary>
    public ReadOnlySpan<float> Features => features.AsSpan(0, Channels * Rows * Columns);
    public int Channels { get; } = channels;
    public int Rows { get; } = rows;
    public int Columns { get; } = columns;

    internal Memory<float> Memory => features.AsMemory(0, Channels * Rows * Columns);

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Interlocked.Exchange(ref _release, null)?.Invoke();
}
