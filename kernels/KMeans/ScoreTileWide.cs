using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Geo.Kernels.KMeans;

/// <summary>
/// 6 rows × 64 centroids at a time: 24 sums in registers, ten loads feed 24 multiply-adds, and a row is read once where panels of 32 read it twice. Needs AVX-512.
/// </summary>
internal static unsafe class ScoreTileWide
{
    public const int Lanes = 16, Vectors = 4, Width = Vectors * Lanes, Rows = 6, Depth = 64;

    // Compiled in full at once: a short run would otherwise spend itself in the slow first tier.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float* points, int rows, int dimensions, float* panel, int firstCentroid, float* best, int* centroid)
    {
        var index = Vector512<int>.Indices + Vector512.Create(firstCentroid);
        var sums = stackalloc Vector512<float>[(rows + Rows - 1) / Rows * Rows * Vectors];
        // A piece of the panel at a time, so that it stays in the first cache level while all rows go by.
        for (var depth = 0; depth < dimensions; depth += Depth)
            for (var row = 0; row < rows; row += Rows)
                Sums(points + (long)row * dimensions + depth, Math.Min(Rows, rows - row), dimensions, Math.Min(Depth, dimensions - depth),
                    panel + depth * Width, depth == 0, sums + row * Vectors);
        for (var row = 0; row < rows; row++)
        {
            float* score = best + row * Lanes;
            int* at = centroid + row * Lanes;
            var (s, c) = (Vector512.Load(score), Vector512.Load(at));
            for (var v = 0; v < Vectors; v++)
            {
                var sum = sums[Vectors * row + v];
                var less = Vector512.LessThan(sum, s);
                s = Vector512.ConditionalSelect(less, sum, s);
                c = Vector512.ConditionalSelect(less.AsInt32(), index + Vector512.Create(v * Lanes), c);
            }
            s.Store(score);
            c.Store(at);
        }
    }

    // Rows that are not there repeat the last one; their sums are not looked at.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Sums(float* x, int present, int stride, int depth, float* panel, bool isFirst, Vector512<float>* sums)
    {
        var last = present - 1;
        float* x0 = x, x1 = Row(1), x2 = Row(2), x3 = Row(3), x4 = Row(4), x5 = Row(5);
        Vector512<float> p = Vector512.Load(panel), q = Vector512.Load(panel + 16), s = Vector512.Load(panel + 32), t = Vector512.Load(panel + 48);
        Vector512<float> a0 = p, a1 = p, a2 = p, a3 = p, a4 = p, a5 = p, b0 = q, b1 = q, b2 = q, b3 = q, b4 = q, b5 = q;
        Vector512<float> c0 = s, c1 = s, c2 = s, c3 = s, c4 = s, c5 = s, d0 = t, d1 = t, d2 = t, d3 = t, d4 = t, d5 = t;
        if (!isFirst)
        {
            (a0, b0, c0, d0, a1, b1, c1, d1) = (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]);
            (a2, b2, c2, d2, a3, b3, c3, d3) = (sums[8], sums[9], sums[10], sums[11], sums[12], sums[13], sums[14], sums[15]);
            (a4, b4, c4, d4, a5, b5, c5, d5) = (sums[16], sums[17], sums[18], sums[19], sums[20], sums[21], sums[22], sums[23]);
        }
        for (nint j = 0; j < depth; j++)
        {
            panel += Width;
            (p, q, s, t) = (Vector512.Load(panel), Vector512.Load(panel + 16), Vector512.Load(panel + 32), Vector512.Load(panel + 48));
            Add(x0[j], p, q, s, t, ref a0, ref b0, ref c0, ref d0);
            Add(x1[j], p, q, s, t, ref a1, ref b1, ref c1, ref d1);
            Add(x2[j], p, q, s, t, ref a2, ref b2, ref c2, ref d2);
            Add(x3[j], p, q, s, t, ref a3, ref b3, ref c3, ref d3);
            Add(x4[j], p, q, s, t, ref a4, ref b4, ref c4, ref d4);
            Add(x5[j], p, q, s, t, ref a5, ref b5, ref c5, ref d5);
        }
        (sums[0], sums[1], sums[2], sums[3], sums[4], sums[5], sums[6], sums[7]) = (a0, b0, c0, d0, a1, b1, c1, d1);
        (sums[8], sums[9], sums[10], sums[11], sums[12], sums[13], sums[14], sums[15]) = (a2, b2, c2, d2, a3, b3, c3, d3);
        (sums[16], sums[17], sums[18], sums[19], sums[20], sums[21], sums[22], sums[23]) = (a4, b4, c4, d4, a5, b5, c5, d5);

        float* Row(int r) => x + (long)Math.Min(r, last) * stride;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float value, Vector512<float> p, Vector512<float> q, Vector512<float> s, Vector512<float> t,
        ref Vector512<float> a, ref Vector512<float> b, ref Vector512<float> c, ref Vector512<float> d)
    {
        var v = Vector512.Create(value);
        a = Vector512.FusedMultiplyAdd(v, p, a);
        b = Vector512.FusedMultiplyAdd(v, q, b);
        c = Vector512.FusedMultiplyAdd(v, s, c);
        d = Vector512.FusedMultiplyAdd(v, t, d);
    }
}
