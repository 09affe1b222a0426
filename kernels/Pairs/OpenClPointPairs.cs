using Geo.Kernels.KMeans;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Pairs;

/// <summary>The pair kernels compiled for a device.</summary>
internal sealed class PairProgram : IDisposable
{
    readonly OpenClProgram program;

    public PairProgram(OpenClQueue queue)
    {
        program = new(queue, KernelSource.Read("pairs.cl"));
        Distances = program.Kernel("pair_distances");
        ClusterSums = program.Kernel("pair_cluster_sums");
        Nearest = program.Kernel("pair_nearest");
        NearestOutside = program.Kernel("pair_nearest_outside");
    }

    public OpenClKernel Distances { get; }
    public OpenClKernel ClusterSums { get; }
    public OpenClKernel Nearest { get; }
    public OpenClKernel NearestOutside { get; }

    public void Dispose()
    {
        Distances.Dispose();
        ClusterSums.Dispose();
        Nearest.Dispose();
        NearestOutside.Dispose();
        program.Dispose();
    }
}

/// <summary>Pairs on an OpenCL device: the points are copied to it once and stay there.</summary>
internal sealed class OpenClPointPairs : PointPairs
{
    // What pairs.cl defines; and rows of one launch, so that none is long enough to be stopped by a display's watchdog.
    const int Tile = 64, GroupSize = 256, Parts = 4, RowsAtOnce = 4096;

    readonly OpenClQueue queue;
    readonly PairProgram program;
    readonly OpenClBuffer<float> points;
    OpenClBuffer<float>? distances;

    public OpenClPointPairs(OpenClQueue queue, PairProgram program, ReadOnlyMemory<float> values, int count, int dimensions)
        : base(values, count, dimensions)
    {
        (this.queue, this.program) = (queue, program);
        points = queue.Allocate<float>(Math.Max(1, values.Length));
        queue.Write(points, values.Span);
    }

    public override void Dispose()
    {
        points.Dispose();
        distances?.Dispose();
    }

    private protected override void NearestOfAll(int k, Span<int> indices, Span<float> squaredDistances, CancellationToken ct)
    {
        var rows = Math.Min(RowsAtOnce, Groups(Count, Tile) * Tile);
        using var partIndex = queue.Allocate<int>((long)rows * Parts * k);
        using var partSquare = queue.Allocate<float>((long)rows * Parts * k);
        using var index = queue.Allocate<int>(indices.Length);
        using var square = queue.Allocate<float>(squaredDistances.Length);
        for (var first = 0; first < Count; first += rows)
        {
            ct.ThrowIfCancellationRequested();
            program.Nearest.Set(0, points).Set(1, Count).Set(2, Dimensions).Set(3, first).Set(4, k).Set(5, partIndex).Set(6, partSquare)
                .Set(7, index).Set(8, square);
            queue.Run(program.Nearest, (Groups(Math.Min(rows, Count - first), Tile), 1), (GroupSize, 1));
            queue.Finish();
        }
        queue.Read(index, indices);
        queue.Read(square, squaredDistances);
    }

    private protected override void NearestOutsideOfRows(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<float> squaredCore,
        Span<int> nearest, Span<float> squaredReach, CancellationToken ct)
    {
        using var group = queue.Allocate<int>(Count);
        using var core = queue.Allocate<float>(Count);
        using var row = queue.Allocate<int>(Math.Min(rows.Length, RowsAtOnce));
        using var index = queue.Allocate<int>(row.Length);
        using var reach = queue.Allocate<float>(row.Length);
        queue.Write(group, groups);
        queue.Write(core, squaredCore);
        for (var first = 0; first < rows.Length; first += RowsAtOnce)
        {
            ct.ThrowIfCancellationRequested();
            var some = Math.Min(RowsAtOnce, rows.Length - first);
            queue.Write(row, rows.Slice(first, some));
            program.NearestOutside.Set(0, points).Set(1, Count).Set(2, Dimensions).Set(3, row).Set(4, some).Set(5, group).Set(6, core)
                .Set(7, index).Set(8, reach);
            queue.Run(program.NearestOutside, (Groups(some, Tile), 1), (GroupSize, 1));
            queue.Read(index, nearest.Slice(first, some));
            queue.Read(reach, squaredReach.Slice(first, some));
        }
    }

    private protected override void SumClusterDistances(ReadOnlySpan<int> labels, int k, Span<double> sums, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (distances is null)
        {
            distances = queue.Allocate<float>((long)Count * Count);
            program.Distances.Set(0, points).Set(1, Count).Set(2, Dimensions).Set(3, distances);
            queue.Run(program.Distances, (Groups(Count, Tile), Groups(Count, Tile)), (GroupSize, 1));
        }
        var sorted = new MemberBlocks(labels, k);
        var starts = new int[k + 1];
        for (var c = 0; c < k; c++) starts[c + 1] = starts[c] + sorted.Counts[c];
        using var members = queue.Allocate<int>(Count);
        using var start = queue.Allocate<int>(starts.Length);
        using var result = queue.Allocate<float>(sums.Length);
        queue.Write<int>(members, sorted.Order);
        queue.Write<int>(start, starts);
        program.ClusterSums.Set(0, distances).Set(1, Count).Set(2, members).Set(3, start).Set(4, result).Set(5, k);
        queue.Run(program.ClusterSums, (Groups(Count, Tile), k), (Tile, 1));
        var read = new float[sums.Length];
        queue.Read(result, read);
        for (var i = 0; i < read.Length; i++) sums[i] = read[i];
    }

    static int Groups(int items, int groupSize) => (items + groupSize - 1) / groupSize;
}
