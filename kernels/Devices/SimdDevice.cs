using System.Globalization;
using Geo.Kernels.KMeans;

namespace Geo.Kernels.Devices;

/// <summary>The processor, by SIMD. Results do not depend on the number of threads.</summary>
public sealed class SimdDevice : IVectorDevice
{
    /// <param name="threads">At most this many; every core when null.</param>
    public SimdDevice(int? threads = null)
    {
        Threads = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads, nameof(threads));
    }

    public int Threads { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"processor, {Threads} threads");

    public KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions) =>
        new SimdKMeansPoints(points, count, dimensions, Threads);

    public void Dispose() { }
}
