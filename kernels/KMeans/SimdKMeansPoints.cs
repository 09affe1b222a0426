using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Geo.Kernels.KMeans;

/// <summary>k-means on the processor: tiles of points that fit the first cache levels, shared out over threads.</summary>
internal sealed unsafe class SimdKMeansPoints(ReadOnlyMemory<float> values, int count, int dimensions, int threads)
    : KMeansPoints(values, count, dimensions)
{
    const int TileRows = 64, ChunkRows = 1024, BlocksAtOnce = 8, WorthThreads = 1 << 20;

    // The run-time calls 512-bit vectors "not accelerated" on processors that slow down for them; a kernel this dense still gains.
    readonly bool wide = Avx512F.IsSupported || Vector512.IsHardwareAccelerated;

    public override void Dispose() { }

    private protected override void AssignAll(
        ReadOnlySpan<float> centroids, int k, Span<int> labels, Span<float> squaredDistances, CancellationToken ct)
    {
        var use512 = wide && k > ScoreTileVector.Width;
        ScoreTile score = use512 ? ScoreTile512.Run : ScoreTileVector.Run;
        var lanes = use512 ? ScoreTile512.Lanes : ScoreTileVector.Lanes;
        using var panels = new CentroidPanels(centroids, k, Dimensions, use512 ? ScoreTile512.Width : ScoreTileVector.Width);
        using var pin = Points.Pin();
        var x = (float*)pin.Pointer;
        labels.Clear();
        fixed (float* c = centroids)
        fixed (int* label = labels)
        fixed (float* distance = squaredDistances)
        {
            var (cs, ls, ds) = ((nint)c, (nint)label, (nint)distance);
            Parallel.For(0, (Count + ChunkRows - 1) / ChunkRows, Options((long)Count * Dimensions * k, ct), chunk =>
            {
                var end = Math.Min(Count, (chunk + 1) * ChunkRows);
                for (var row = chunk * ChunkRows; row < end; row += TileRows)
                {
                    var rows = Math.Min(TileRows, end - row);
                    if (k > 1) NearestOfTile(score, lanes, panels, x + (long)row * Dimensions, rows, (int*)ls + row);
                    Distances(x + (long)row * Dimensions, rows, (float*)cs, (int*)ls + row, (float*)ds + row);
                }
            });
        }
    }

    private protected override float[] SumBlocks(MemberBlocks members, CancellationToken ct)
    {
        var sums = new float[(long)members.Blocks * Dimensions];
        Parallel.For(0, (members.Blocks + BlocksAtOnce - 1) / BlocksAtOnce, Options((long)Count * Dimensions, ct), chunk =>
        {
            var all = Points.Span;
            for (var block = chunk * BlocksAtOnce; block < Math.Min(members.Blocks, (chunk + 1) * BlocksAtOnce); block++)
            {
                var sum = sums.AsSpan(block * Dimensions, Dimensions);
                foreach (var i in members.Order.AsSpan(members.Starts[block]..members.Starts[block + 1]))
                    TensorPrimitives.Add(sum, all.Slice(i * Dimensions, Dimensions), sum);
            }
        });
        return sums;
    }

    // Waking a thread costs more than a small piece of work.
    ParallelOptions Options(long multiplyAdds, CancellationToken ct) =>
        new() { MaxDegreeOfParallelism = multiplyAdds < WorthThreads ? 1 : threads, CancellationToken = ct };

    static void NearestOfTile(ScoreTile score, int lanes, CentroidPanels panels, float* x, int rows, int* labels)
    {
        var best = stackalloc float[TileRows * lanes];
        var centroid = stackalloc int[TileRows * lanes];
        new Span<float>(best, rows * lanes).Fill(float.PositiveInfinity);
        new Span<int>(centroid, rows * lanes).Clear();
        for (var panel = 0; panel < panels.Count; panel++)
            score(x, rows, panels.Dimensions, panels[panel], panel * panels.Width, best, centroid);
        for (var r = 0; r < rows; r++)
            labels[r] = LeastOfLanes(best + r * lanes, centroid + r * lanes, lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static int LeastOfLanes(float* best, int* centroid, int lanes)
    {
        var at = 0;
        for (var lane = 1; lane < lanes; lane++)
            if (best[lane] < best[at] || (best[lane] == best[at] && centroid[lane] < centroid[at])) at = lane;
        return centroid[at];
    }

    void Distances(float* x, int rows, float* centroids, int* labels, float* squared)
    {
        for (var r = 0; r < rows; r++)
            squared[r] = SquaredDistance(x + (long)r * Dimensions, centroids + (long)labels[r] * Dimensions, Dimensions);
    }

    // 16 lanes on every processor, so that the sum is rounded the same way everywhere.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static float SquaredDistance(float* a, float* b, int dimensions)
    {
        var sum = Vector512<float>.Zero;
        var j = 0;
        for (; j <= dimensions - 16; j += 16)
        {
            var difference = Vector512.Load(a + j) - Vector512.Load(b + j);
            sum = Vector512.FusedMultiplyAdd(difference, difference, sum);
        }
        var total = Vector512.Sum(sum);
        for (; j < dimensions; j++) total += (a[j] - b[j]) * (a[j] - b[j]);
        return total;
    }
}
