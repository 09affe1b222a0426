using Geo.Kernels.KMeans;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Devices;

/// <summary>An OpenCL device. Programs are compiled when first needed and kept.</summary>
public sealed class OpenClVectorDevice : IVectorDevice
{
    readonly OpenClQueue queue;
    readonly AssignForm assignForm;
    KMeansProgram? kmeans;

    public OpenClVectorDevice(OpenClDevice device)
        : this(device, device.Kind == OpenClDeviceKind.Cpu ? AssignForm.Vectors : AssignForm.Tiles) { }

    internal OpenClVectorDevice(OpenClDevice device, AssignForm assignForm) =>
        (queue, this.assignForm) = (new(device), assignForm);

    public string Name => $"OpenCL, {queue.Device.Name}";

    public KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        kmeans ??= new(queue, assignForm);
        return new OpenClKMeansPoints(queue, kmeans, points, count, dimensions);
    }

    public void Dispose()
    {
        kmeans?.Dispose();
        queue.Dispose();
    }
}
