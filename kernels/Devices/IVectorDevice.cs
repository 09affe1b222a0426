using Geo.Kernels.KMeans;

namespace Geo.Kernels.Devices;

/// <summary>
/// What computes the kernels: the processor by SIMD, or an OpenCL device. Each kernel adds one method here, and a folder with its
/// OpenCL C, its SIMD form and its host code. The same call on the same device gives the same bits; between devices sums are
/// rounded in another order. Used by one thread at a time.
/// </summary>
public interface IVectorDevice : IDisposable
{
    /// <summary>For people and run.json, such as "processor, 2 threads".</summary>
    string Name { get; }

    /// <summary>Places points where the device reads them; they are read again by every call until disposed.</summary>
    /// <param name="points">count × dimensions, row-major; not copied by the processor, so not to be changed meanwhile.</param>
    /// <exception cref="ArgumentException">The length is not count × dimensions, or dimensions is under 1.</exception>
    KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions);
}
