using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Geo.Kernels.Pairs;

/// <summary>Squared distances of 8 points to a panel of 32: 16 sums in registers, one load feeds 8 differences. Needs AVX-512.</summary>
internal static unsafe class SquaredTile512
{
    public const int Rows = 8;

    /// <param name="x">Where the rows begin; fewer than 8 may repeat one.</param>
    /// <param name="squared">8 × 32 out.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float** x, int dimensions, float* panel, float* squared)
    {
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3], x4 = x[4], x5 = x[5], x6 = x[6], x7 = x[7];
        Vector512<float> a0 = default, a1 = default, a2 = default, a3 = default, a4 = default, a5 = default, a6 = default, a7 = default;
        Vector512<float> b0 = default, b1 = default, b2 = default, b3 = default, b4 = default, b5 = default, b6 = default, b7 = default;
        for (nint j = 0; j < dimensions; j++, panel += PointPanels.Width)
        {
            Vector512<float> p = Vector512.Load(panel), q = Vector512.Load(panel + 16);
            Add(x0[j], p, q, ref a0, ref b0);
            Add(x1[j], p, q, ref a1, ref b1);
            Add(x2[j], p, q, ref a2, ref b2);
            Add(x3[j], p, q, ref a3, ref b3);
            Add(x4[j], p, q, ref a4, ref b4);
            Add(x5[j], p, q, ref a5, ref b5);
            Add(x6[j], p, q, ref a6, ref b6);
            Add(x7[j], p, q, ref a7, ref b7);
        }
        Store(0, a0, b0);
        Store(1, a1, b1);
        Store(2, a2, b2);
        Store(3, a3, b3);
        Store(4, a4, b4);
        Store(5, a5, b5);
        Store(6, a6, b6);
        Store(7, a7, b7);

        void Store(int row, Vector512<float> low, Vector512<float> high)
        {
            low.Store(squared + row * PointPanels.Width);
            high.Store(squared + row * PointPanels.Width + 16);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float value, Vector512<float> p, Vector512<float> q, ref Vector512<float> low, ref Vector512<float> high)
    {
        var v = Vector512.Create(value);
        Vector512<float> d = v - p, e = v - q;
        low = Vector512.FusedMultiplyAdd(d, d, low);
        high = Vector512.FusedMultiplyAdd(e, e, high);
    }
}
