using Geo.Native.OpenCl;

namespace Geo.Kernels.KMeans;

/// <summary>Which form of the assign kernel: vectors in registers for processors, tiles in local memory for GPUs.</summary>
internal enum AssignForm { Vectors, Tiles }

/// <summary>The k-means kernels compiled for a device.</summary>
internal sealed class KMeansProgram : IDisposable
{
    readonly OpenClProgram program;

    public KMeansProgram(OpenClQueue queue, AssignForm form)
    {
        Form = form;
        // What kmeans_assign*.cl define.
        (PointsPerGroup, GroupSize) = form == AssignForm.Vectors ? (8, 1) : (128, 256);
        var assign = form == AssignForm.Vectors ? "kmeans_assign.cl" : "kmeans_assign_tiled.cl";
        program = new(queue, KernelSource.Read(assign) + KernelSource.Read("kmeans_sums.cl"));
        Assign = program.Kernel("kmeans_assign");
        BlockSums = program.Kernel("kmeans_block_sums");
        BlockSums16 = program.Kernel("kmeans_block_sums16");
    }

    public AssignForm Form { get; }
    public int PointsPerGroup { get; }
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
