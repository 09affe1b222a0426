using Geo.Kernels.KMeans;
using Geo.Kernels.Masks;
using Geo.Kernels.Pairs;
using Geo.Kernels.Pictures;

namespace Geo.Kernels.Devices;

/// <summary>
/// What computes the kernels: the processor by SIMD, or an OpenCL device. Each kernel has a folder with its OpenCL C, its SIMD form and its host code.
/// The same call on the same device gives the same bits; between devices sums of floats are rounded in another order. Points are for one
/// thread at a time; masks and pictures for any number, which an OpenCL device serves in turn.
/// </summary>
public interface IVectorDevice : IDisposable
{
    /// <summary>For people and run.json, such as "processor, 2 threads".</summary>
    string Name { get; }

    /// <summary>Places points where the device reads them; they are read again by every call until disposed.</summary>
    /// <param name="points">count × dimensions, row-major; not copied by the processor, so not to be changed meanwhile.</param>
    /// <exception cref="ArgumentException">The length is not count × dimensions, or dimensions is under 1.</exception>
    KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions);

    /// <summary>The same for what takes every pair of points.</summary>
    /// <exception cref="NonFiniteVectorException">A point holds NaN or infinity, or is too large to square.</exception>
    /// <inheritdoc cref="LoadPoints"/>
    PointPairs LoadPairs(ReadOnlyMemory<float> points, int count, int dimensions);

    /// <summary>Places the features of a window for its masks.</summary>
    /// <param name="embedding">Channels × rows × columns.</param>
    /// <param name="stride">Pixels of the window along a cell's side.</param>
    MaskPooling LoadFeatures(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride);

    /// <summary>Pixels that two masks share, for many pairs.</summary>
    /// <param name="masks">In one frame.</param>
    /// <param name="pairs">Positions in <paramref name="masks"/>.</param>
    /// <param name="shared">One a pair out.</param>
    void Intersections(IReadOnlyList<PackedMask> masks, ReadOnlySpan<(int A, int B)> pairs, Span<int> shared);

    /// <summary>Resizes an 8-bit picture by Pillow's bilinear filter, bit for bit, and normalises it into a network's input.</summary>
    /// <param name="rgb">Width × height, pixel-interleaved.</param>
    /// <param name="frame">3 × columns × rows out; what is longer stays as it is.</param>
    void FillFrame(ReadOnlySpan<byte> rgb, int width, int height, FrameForm form, Span<float> frame);
}
