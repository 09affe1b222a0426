using Geo.Native.OpenCl;

namespace Geo.Kernels.KMeans;

/// <summary>kmeans.cl compiled for a device, in the shape that suits its kind.</summary>
internal sealed class KMeansProgram : IDisposable
{
    readonly OpenClProgram program;

    public KMeansProgram(OpenClQueue queue)
    {
        OnProcessor = queue.Device.Kind == OpenClDeviceKind.Cpu;

        // A processor has 32 vector registers and runs a work-item at a time; a GPU's work-item has 255 scalar ones at best.
        (Rows, GroupSize) = OnProcessor ? (8, 1) : (4, 64);
        program = new(queue, KernelSource.Read("kmeans.cl"), $"-DROWS={Rows}");
        Assign = program.Kernel("kmeans_assign");
        BlockSums = program.Kernel("kmeans_block_sums");
        BlockSums16 = program.Kernel("kmeans_block_sums16");
    }

    public bool OnProcessor { get; }
    public int Rows { get; }
    public int GroupSize { get; }
    public OpenClKernel Assign { get; }
    public OpenClKernel BlockSums { get; }
    public OpenClKernel BlockSums16 { get; }

    public void Dispose()
    {
        Assign.Dispose();
        BlockSums.Dispose();
        BlockSums16.Dispose();
        program.Dispose();
    }
}
