using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Geo.Kernels.KMeans;

/// <summary>k-means on the processor: tiles of points that fit the first cache levels, shared out over threads.</summary>
internal sealed unsafe class SimdKMeansPoints(ReadOnlyMemory<float> values, int count, int dimensions, int threads)
    : KMeansPoints(values, count, dimensions)
{
    const int TileRows = 48, ChunkRows = 1008, BlocksAtOnce = 8, Ahead = 4, WorthThreads = 1 << 20;

    // The run-time calls 512-bit vectors "not accelerated" on processors that slow down for them; a kernel this dense still gains.
    readonly bool wide = Avx512F.IsSupported || Vector512.IsHardwareAccelerated;

    public override void Dispose() { }

    private protected override void AssignAll(
        ReadOnlySpan<float> centroids, int k, Span<int> labels, Span<float> squaredDistances, CancellationToken ct)
    {
        var (score, lanes, width) = !wide || k <= ScoreTileVector.Width ? (ScoreTileVector.Run, ScoreTileVector.Lanes, ScoreTileVector.Width)
            : k <= ScoreTile512.Width ? ((ScoreTile)ScoreTile512.Run, ScoreTile512.Lanes, ScoreTile512.Width)
            : (ScoreTileWide.Run, ScoreTileWide.Lanes, ScoreTileWide.Width);
        using var panels = new CentroidPanels(centroids, k, Dimensions, width);
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
            using var pin = Points.Pin();
            fixed (float* to = sums)
                for (var block = chunk * BlocksAtOnce; block < Math.Min(members.Blocks, (chunk + 1) * BlocksAtOnce); block++)
                    BlockSum((float*)pin.Pointer, members.Order.AsSpan(members.Starts[block]..members.Starts[block + 1]), Dimensions, to + (long)block * Dimensions);
        });
        return sums;
    }

    // 128 dimensions at a time stay in registers while the members go by; each dimension is added in the members' order.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void BlockSum(float* points, ReadOnlySpan<int> members, int dimensions, float* sum)
    {
        var j = 0;
        for (; j <= dimensions - 128; j += 128)
        {
            Vector512<float> a = default, b = default, c = default, d = default, e = default, f = default, g = default, h = default;
            for (var m = 0; m < members.Length; m++)
            {
                if (Sse.IsSupported && m + Ahead < members.Length)
                    for (var line = 0; line < 128; line += 16) Sse.Prefetch0(points + (long)members[m + Ahead] * dimensions + j + line);
                var x = points + (long)members[m] * dimensions + j;
                a += Vector512.Load(x);
                b += Vector512.Load(x + 16);
                c += Vector512.Load(x + 32);
                d += Vector512.Load(x + 48);
                e += Vector512.Load(x + 64);
                f += Vector512.Load(x + 80);
                g += Vector512.Load(x + 96);
                h += Vector512.Load(x + 112);
            }
            a.Store(sum + j);
            b.Store(sum + j + 16);
            c.Store(sum + j + 32);
            d.Store(sum + j + 48);
            e.Store(sum + j + 64);
            f.Store(sum + j + 80);
            g.Store(sum + j + 96);
            h.Store(sum + j + 112);
        }
        for (; j <= dimensions - 16; j += 16)
        {
            Vector512<float> a = default;
            foreach (var m in members) a += Vector512.Load(points + (long)m * dimensions + j);
            a.Store(sum + j);
        }
        for (; j < dimensions; j++)
            foreach (var m in members) sum[j] += points[(long)m * dimensions + j];
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
        if (lanes == Vector512<float>.Count)
        {
            var scores = Vector512.Load(best);
            var half = Vector256.Min(scores.GetLower(), scores.GetUpper());
            var quarter = Vector128.Min(half.GetLower(), half.GetUpper());
            quarter = Vector128.Min(quarter, Vector128.Shuffle(quarter, Vector128.Create(2, 3, 0, 1)));
            quarter = Vector128.Min(quarter, Vector128.Shuffle(quarter, Vector128.Create(1, 0, 3, 2)));
            var chosen = Vector512.ConditionalSelect(Vector512.Equals(scores, Vector512.Create(quarter[0])).AsInt32(), Vector512.Load(centroid), Vector512.Create(int.MaxValue));
            var low = Vector256.Min(chosen.GetLower(), chosen.GetUpper());
            var least = Vector128.Min(low.GetLower(), low.GetUpper());
            least = Vector128.Min(least, Vector128.Shuffle(least, Vector128.Create(2, 3, 0, 1)));
            least = Vector128.Min(least, Vector128.Shuffle(least, Vector128.Create(1, 0, 3, 2)));
            // no lane equals the least when a score is NaN; the distance then says so
            return least[0] == int.MaxValue ? 0 : least[0];
        }
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
