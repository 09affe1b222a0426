namespace Geo.Pipeline.Segmentation.Models;

/// <summary>An encoded window. Families whose encoder gives more than the embedding keep the rest in a type of their own.</summary>
public class ImageEmbedding(float[] features, int channels, int rows, int columns) : IDisposable
{
    /// <summary>Channels × rows × columns.</summary>
    public ReadOnlySpan<float> Features => features;
    public int Channels { get; } = channels;
    public int Rows { get; } = rows;
    public int Columns { get; } = columns;

    internal float[] Array => features;

    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) { }
}
