using System.Numerics;
using System.Runtime.CompilerServices;

namespace Geo.Kernels.KMeans;

/// <summary>4 rows × 2 vectors of centroids at a time, of whatever width the processor has. The wider form's half for k ≤ 16.</summary>
internal static unsafe class ScoreTileVector
{
    public const int Rows = 4;

    public static int Lanes => Vector<float>.Count;
    public static int Width => 2 * Lanes;

    // Compiled in full at once: a short run would otherwise spend itself in the slow first tier.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* points, int rows, int dimensions, float* panel, int firstCentroid, float* best, int* centroid)
    {
        var low = Vector<int>.Indices + Vector.Create(firstCentroid);
        var high = low + Vector.Create(Lanes);
        var sums = stackalloc Vector<float>[2 * Rows];
        for (var row = 0; row < rows; row += Rows)
        {
            var present = Math.Min(Rows, rows - row);
            Sums(points + (long)row * dimensions, present, dimensions, panel, sums);
            for (var r = 0; r < present; r++)
            {
                float* score = best + (row + r) * Lanes;
                int* at = centroid + (row + r) * Lanes;
                var (s, c) = (Vector.Load(score), Vector.Load(at));
                Keep(sums[2 * r], low, ref s, ref c);
                Keep(sums[2 * r + 1], high, ref s, ref c);
                s.Store(score);
                c.Store(at);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sums(float* x, int present, int dimensions, float* panel, Vector<float>* sums)
    {
        var last = present - 1;
        float* x0 = x, x1 = Row(1), x2 = Row(2), x3 = Row(3);
        Vector<float> p = Vector.Load(panel), q = Vector.Load(panel + Lanes);
        Vector<float> a0 = p, a1 = p, a2 = p, a3 = p, b0 = q, b1 = q, b2 = q, b3 = q;
        for (nint j = 0; j < dimensions; j++)
        {
            panel += Width;
            p = Vector.Load(panel);
            q = Vector.Load(panel + Lanes);
            var v = Vector.Create(x0[j]);
            a0 = Vector.FusedMultiplyAdd(v, p, a0);
            b0 = Vector.FusedMultiplyAdd(v, q, b0);
            v = Vector.Create(x1[j]);
            a1 = Vector.FusedMultiplyAdd(v, p, a1);
            b1 = Vector.FusedMultiplyAdd(v, q, b1);
            v = Vector.Create(x2[j]);
            a2 = Vector.FusedMultiplyAdd(v, p, a2);
            b2 = Vector.FusedMultiplyAdd(v, q, b2);
            v = Vector.Create(x3[j]);
            a3 = Vector.FusedMultiplyAdd(v, p, a3);
            b3 = Vector.FusedMultiplyAdd(v, q, b3);
        }
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (a0, b0, a1, b1, a2, b2, a3, b3);

        float* Row(int r) => x + (long)Math.Min(r, last) * dimensions;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Keep(Vector<float> sum, Vector<int> index, ref Vector<float> best, ref Vector<int> centroid)
    {
        var less = Vector.LessThan(sum, best);
        best = Vector.ConditionalSelect(less, sum, best);
        centroid = Vector.ConditionalSelect(less, index, centroid);
    }
}
