using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Geo.Kernels.KMeans;

/// <summary>8 rows × 32 centroids at a time: 16 sums in registers, one load feeds 8 multiply-adds. Needs AVX-512.</summary>
internal static unsafe class ScoreTile512
{
    public const int Lanes = 16, Width = 2 * Lanes, Rows = 8;

    // Compiled in full at once: a short run would otherwise spend itself in the slow first tier.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* points, int rows, int dimensions, float* panel, int firstCentroid, float* best, int* centroid)
    {
        var low = Vector512<int>.Indices + Vector512.Create(firstCentroid);
        var high = low + Vector512.Create(Lanes);
        var sums = stackalloc Vector512<float>[2 * Rows];
        for (var row = 0; row < rows; row += Rows)
        {
            var present = Math.Min(Rows, rows - row);
            Sums(points + (long)row * dimensions, present, dimensions, panel, sums);
            for (var r = 0; r < present; r++)
            {
                float* score = best + (row + r) * Lanes;
                int* at = centroid + (row + r) * Lanes;
                var (s, c) = (Vector512.Load(score), Vector512.Load(at));
                Keep(sums[2 * r], low, ref s, ref c);
                Keep(sums[2 * r + 1], high, ref s, ref c);
                s.Store(score);
                c.Store(at);
            }
        }
    }

    // Rows that are not there repeat the last one; their sums are not looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sums(float* x, int present, int dimensions, float* panel, Vector512<float>* sums)
    {
        var last = present - 1;
        float* x0 = x, x1 = Row(1), x2 = Row(2), x3 = Row(3), x4 = Row(4), x5 = Row(5), x6 = Row(6), x7 = Row(7);
        Vector512<float> p = Vector512.Load(panel), q = Vector512.Load(panel + Lanes);
        Vector512<float> a0 = p, a1 = p, a2 = p, a3 = p, a4 = p, a5 = p, a6 = p, a7 = p;
        Vector512<float> b0 = q, b1 = q, b2 = q, b3 = q, b4 = q, b5 = q, b6 = q, b7 = q;
        for (nint j = 0; j < dimensions; j++)
        {
            panel += Width;
            p = Vector512.Load(panel);
            q = Vector512.Load(panel + Lanes);
            var v = Vector512.Create(x0[j]);
            a0 = Vector512.FusedMultiplyAdd(v, p, a0);
            b0 = Vector512.FusedMultiplyAdd(v, q, b0);
            v = Vector512.Create(x1[j]);
            a1 = Vector512.FusedMultiplyAdd(v, p, a1);
            b1 = Vector512.FusedMultiplyAdd(v, q, b1);
            v = Vector512.Create(x2[j]);
            a2 = Vector512.FusedMultiplyAdd(v, p, a2);
            b2 = Vector512.FusedMultiplyAdd(v, q, b2);
            v = Vector512.Create(x3[j]);
            a3 = Vector512.FusedMultiplyAdd(v, p, a3);
            b3 = Vector512.FusedMultiplyAdd(v, q, b3);
            v = Vector512.Create(x4[j]);
            a4 = Vector512.FusedMultiplyAdd(v, p, a4);
            b4 = Vector512.FusedMultiplyAdd(v, q, b4);
            v = Vector512.Create(x5[j]);
            a5 = Vector512.FusedMultiplyAdd(v, p, a5);
            b5 = Vector512.FusedMultiplyAdd(v, q, b5);
            v = Vector512.Create(x6[j]);
            a6 = Vector512.FusedMultiplyAdd(v, p, a6);
            b6 = Vector512.FusedMultiplyAdd(v, q, b6);
            v = Vector512.Create(x7[j]);
            a7 = Vector512.FusedMultiplyAdd(v, p, a7);
            b7 = Vector512.FusedMultiplyAdd(v, q, b7);
        }
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (a0, b0, a1, b1, a2, b2, a3, b3);
        (sums[8], sums[9], sums[10], sums[11], sums[12], sums[13], sums[14], sums[15]) = (a4, b4, a5, b5, a6, b6, a7, b7);

        float* Row(int r) => x + (long)Math.Min(r, last) * dimensions;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Keep(Vector512<float> sum, Vector512<int> index, ref Vector512<float> best, ref Vector512<int> centroid)
    {
        var less = Vector512.LessThan(sum, best);
        best = Vector512.ConditionalSelect(less, sum, best);
        centroid = Vector512.ConditionalSelect(less.AsInt32(), index, centroid);
    }
}
