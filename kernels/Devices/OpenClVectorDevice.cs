using Geo.Kernels.KMeans;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Devices;

/// <summary>An OpenCL device. Programs are compiled when first needed and kept.</summary>
public sealed class OpenClVectorDevice(OpenClDevice device) : IVectorDevice
{
    readonly OpenClQueue queue = new(device);
    KMeansProgram? kmeans;

    public string Name => $"OpenCL, {device.Name}";

    public KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        kmeans ??= new(queue);
        return new OpenClKMeansPoints(queue, kmeans, points, count, dimensions);
    }

    public void Dispose()
    {
        kmeans?.Dispose();
        queue.Dispose();
    }
}
