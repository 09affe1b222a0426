using Geo.Native.OpenCl;

namespace Geo.Kernels.KMeans;

/// <summary>k-means on an OpenCL device: the points are copied to it once and stay there.</summary>
internal sealed class OpenClKMeansPoints : KMeansPoints
{
    const int PanelWidth = 16;

    readonly OpenClQueue queue;
    readonly KMeansProgram program;
    readonly OpenClBuffer<float> points, squared;
    readonly OpenClBuffer<int> labels, order;

    public OpenClKMeansPoints(OpenClQueue queue, KMeansProgram program, ReadOnlyMemory<float> values, int count, int dimensions)
        : base(values, count, dimensions)
    {
        (this.queue, this.program) = (queue, program);
        points = queue.Allocate<float>(Math.Max(1, values.Length));
        squared = queue.Allocate<float>(Math.Max(1, count));
        labels = queue.Allocate<int>(Math.Max(1, count));
        order = queue.Allocate<int>(Math.Max(1, count));
        queue.Write(points, values.Span);
    }

    public override void Dispose()
    {
        points.Dispose();
        squared.Dispose();
        labels.Dispose();
        order.Dispose();
    }

    private protected override void AssignAll(
        ReadOnlySpan<float> centroids, int k, Span<int> labelsOut, Span<float> squaredOut, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        using var packed = new CentroidPanels(centroids, k, Dimensions, PanelWidth);
        using var panels = queue.Allocate<float>(packed.Length);
        using var rowMajor = queue.Allocate<float>(centroids.Length);
        queue.Write(panels, packed.All);
        queue.Write(rowMajor, centroids);
        program.Assign.Set(0, points).Set(1, Count).Set(2, Dimensions).Set(3, panels).Set(4, packed.Count)
            .Set(5, rowMajor).Set(6, labels).Set(7, squared);
        queue.Run(program.Assign, (Groups(Count, program.PointsPerGroup), 1), (program.GroupSize, 1));
        queue.Read(labels, labelsOut);
        queue.Read(squared, squaredOut);
    }

    private protected override float[] SumBlocks(MemberBlocks members, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        var result = new float[(long)members.Blocks * Dimensions];
        using var starts = queue.Allocate<int>(members.Starts.Length);
        using var sums = queue.Allocate<float>(result.Length);
        queue.Write<int>(order, members.Order);
        queue.Write<int>(starts, members.Starts);
        var wide = program.Form == AssignForm.Vectors && Dimensions % 16 == 0;
        var kernel = wide ? program.BlockSums16 : program.BlockSums;
        kernel.Set(0, points).Set(1, Dimensions).Set(2, order).Set(3, starts).Set(4, sums);
        var (columns, group) = wide ? (Dimensions / 16, 1) : (Dimensions, 64);
        queue.Run(kernel, (Groups(columns, group), members.Blocks), (group, 1));
        queue.Read(sums, result);
        return result;
    }

    static int Groups(int items, int groupSize) => (items + groupSize - 1) / groupSize;
}
