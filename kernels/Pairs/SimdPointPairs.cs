using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Geo.Kernels.Pairs;

/// <summary>Pairs on the processor: blocks of rows against one panel of points after another, shared out over threads.</summary>
internal sealed unsafe class SimdPointPairs : PointPairs
{
    const int BlockRows = 64, Width = PointPanels.Width, TileRows = SquaredTile512.Rows;

    static readonly bool Wide = Avx512F.IsSupported || Vector512.IsHardwareAccelerated;

    readonly PointPanels panels;
    readonly int threads;
    float[]? distances;

    public SimdPointPairs(ReadOnlyMemory<float> points, int count, int dimensions, int threads) : base(points, count, dimensions) =>
        (panels, this.threads) = (new(points.Span, count, dimensions), threads);

    public override void Dispose() => panels.Dispose();

    /// <summary>Takes 8 × 32 squared distances: of rows <paramref name="first"/> on (of those asked), of which <paramref name="rows"/> are there.</summary>
    delegate void TakeTile(int first, int rows, int panel, float* squared);

    private protected override void NearestOfAll(int k, Span<int> indices, Span<float> squaredDistances, CancellationToken ct)
    {
        squaredDistances.Fill(float.PositiveInfinity);
        indices.Fill(-1);
        fixed (int* i = indices)
        fixed (float* s = squaredDistances)
        {
            var (at, least) = ((nint)i, (nint)s);
            Run(null, Count, ct, (first, rows, panel, squared) =>
            {
                for (var r = 0; r < rows; r++)
                {
                    var list = new NearestList((int*)at + (long)(first + r) * k, (float*)least + (long)(first + r) * k, k);
                    list.Offer(new(squared + r * Width, Width), panel * Width, first + r, Count);
                }
            });
        }
    }

    private protected override void NearestOutsideOfRows(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<float> squaredCore,
        Span<int> nearest, Span<float> squaredReach, CancellationToken ct)
    {
        nearest.Fill(-1);
        squaredReach.Fill(float.PositiveInfinity);
        fixed (int* row = rows, group = groups, best = nearest)
        fixed (float* core = squaredCore, reach = squaredReach)
        {
            var (rowAt, groupAt, bestAt, coreAt, reachAt) = ((nint)row, (nint)group, (nint)best, (nint)core, (nint)reach);
            var asked = rows.ToArray();
            Run(asked, asked.Length, ct, (first, present, panel, squared) =>
            {
                int* g = (int*)groupAt;
                float* c = (float*)coreAt;
                var lanes = Math.Min(Width, Count - panel * Width);
                for (var r = 0; r < present; r++)
                {
                    var i = ((int*)rowAt)[first + r];
                    ref var least = ref ((float*)reachAt)[first + r];
                    if (c[i] >= least) continue;
                    for (int lane = 0, j = panel * Width; lane < lanes; lane++, j++)
                    {
                        if (g[j] == g[i]) continue;
                        var value = Math.Max(squared[r * Width + lane], Math.Max(c[i], c[j]));
                        if (value < least) (least, ((int*)bestAt)[first + r]) = (value, j);
                    }
                }
            });
        }
    }

    private protected override void SumClusterDistances(ReadOnlySpan<int> labels, int k, Span<double> sums, CancellationToken ct)
    {
        var kept = distances ??= AllDistances(ct);
        sums.Clear();
        var members = labels.ToArray();
        fixed (double* s = sums)
        {
            var to = (nint)s;
            Parallel.For(0, Count, Options(ct), i =>
            {
                var row = kept.AsSpan(i * Count, Count);
                var sum = new Span<double>((double*)to + (long)i * k, k);
                for (var j = 0; j < row.Length; j++) sum[members[j]] += row[j];
            });
        }
    }

    float[] AllDistances(CancellationToken ct)
    {
        var all = new float[checked(Count * Count)];
        Run(null, Count, ct, (first, rows, panel, squared) =>
        {
            var lanes = Math.Min(Width, Count - panel * Width);
            for (var r = 0; r < rows; r++)
                TensorPrimitives.Sqrt(new ReadOnlySpan<float>(squared + r * Width, lanes), all.AsSpan((first + r) * Count + panel * Width, lanes));
        });
        return all;
    }

    /// <param name="asked">Which points are the rows; null = all.</param>
    void Run(int[]? asked, int count, CancellationToken ct, TakeTile take)
    {
        using var pin = Points.Pin();
        var points = (nint)pin.Pointer;
        Parallel.For(0, (count + BlockRows - 1) / BlockRows, Options(ct), block =>
        {
            var x = stackalloc float*[BlockRows];
            var squared = stackalloc float[TileRows * Width];
            int start = block * BlockRows, present = Math.Min(BlockRows, count - start);
            for (var r = 0; r < BlockRows; r++)
            {
                var row = start + Math.Min(r, present - 1);
                x[r] = (float*)points + (long)(asked?[row] ?? row) * Dimensions;
            }
            for (var panel = 0; panel < panels.Count; panel++)
                for (var r = 0; r < present; r += TileRows)
                {
                    if (Wide) SquaredTile512.Run(x + r, Dimensions, panels[panel], squared);
                    else SquaredTileVector.Run(x + r, Dimensions, panels[panel], squared);
                    take(start + r, Math.Min(TileRows, present - r), panel, squared);
                }
        });
    }

    ParallelOptions Options(CancellationToken ct) => new() { MaxDegreeOfParallelism = threads, CancellationToken = ct };
}
