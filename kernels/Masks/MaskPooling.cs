using System.Buffers;
using Geo.Kernels.Devices;

namespace Geo.Kernels.Masks;

/// <summary>
/// Mean encoder features of masks: each embedding cell weighs by the number of the mask's pixels that it covers. Made once a window (the embedding is
/// turned cell-major), then asked for its masks.
/// </summary>
public abstract class MaskPooling : IDisposable
{
    // not the shared pool, which keeps arrays by thread: windows wander between threads
    static readonly ArrayPool<float> Pool = ArrayPool<float>.Create(1 << 26, 8);

    float[] cells;

    private protected MaskPooling(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stride);
        ArgumentOutOfRangeException.ThrowIfNotEqual(embedding.Length, (long)channels * rows * columns, nameof(embedding));
        (Channels, Rows, Columns, Stride) = (channels, rows, columns, stride);
        cells = Pool.Rent(embedding.Length);
        var plane = rows * columns;
        for (var c = 0; c < channels; c++)
            for (var i = 0; i < plane; i++)
                cells[i * channels + c] = embedding[c * plane + i];
    }

    public int Channels { get; }
    public int Rows { get; }
    public int Columns { get; }

    /// <summary>Pixels of the window along a cell's side.</summary>
    public int Stride { get; }

    /// <param name="masks">In the window's frame, from its first row and column on; pixels past the last cell do not count.</param>
    /// <returns>For each mask its mean feature; zeros for a mask without pixels.</returns>
    /// <exception cref="NonFiniteVectorException">The features under a mask hold NaN or infinity; the row is the mask's number.</exception>
    public float[][] Means(IReadOnlyList<PackedMask> masks)
    {
        if (masks.Count == 0) return [];
        var means = MeansOf(masks);
        for (var i = 0; i < means.Length; i++)
            foreach (var value in means[i])
                if (!float.IsFinite(value)) throw new NonFiniteVectorException("features of masks", i);
        return means;
    }

    public virtual void Dispose()
    {
        Pool.Return(cells);
        cells = [];
    }

    /// <summary>Rows × columns × channels.</summary>
    private protected ReadOnlySpan<float> Cells => cells.AsSpan(0, Channels * Rows * Columns);

    private protected abstract float[][] MeansOf(IReadOnlyList<PackedMask> masks);
}
