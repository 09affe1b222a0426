using System.Numerics;
using System.Runtime.CompilerServices;

namespace Geo.Kernels.Pairs;

/// <summary>The same tile by vectors of whatever width the processor has: 4 rows at a time against two vectors of the panel.</summary>
internal static unsafe class SquaredTileVector
{
    /// <inheritdoc cref="SquaredTile512.Run"/>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(float** x, int dimensions, float* panel, float* squared)
    {
        for (var row = 0; row < SquaredTile512.Rows; row += 4)
            for (var lane = 0; lane < PointPanels.Width; lane += 2 * Vector<float>.Count)
                Part(x + row, dimensions, panel + lane, squared + row * PointPanels.Width + lane);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    static void Part(float** x, int dimensions, float* panel, float* squared)
    {
        var lanes = Vector<float>.Count;
        float* x0 = x[0], x1 = x[1], x2 = x[2], x3 = x[3];
        Vector<float> a0 = default, a1 = default, a2 = default, a3 = default, b0 = default, b1 = default, b2 = default, b3 = default;
        for (nint j = 0; j < dimensions; j++, panel += PointPanels.Width)
        {
            Vector<float> p = Vector.Load(panel), q = Vector.Load(panel + lanes);
            Add(x0[j], p, q, ref a0, ref b0);
            Add(x1[j], p, q, ref a1, ref b1);
            Add(x2[j], p, q, ref a2, ref b2);
            Add(x3[j], p, q, ref a3, ref b3);
        }
        a0.Store(squared);
        b0.Store(squared + lanes);
        a1.Store(squared + PointPanels.Width);
        b1.Store(squared + PointPanels.Width + lanes);
        a2.Store(squared + 2 * PointPanels.Width);
        b2.Store(squared + 2 * PointPanels.Width + lanes);
        a3.Store(squared + 3 * PointPanels.Width);
        b3.Store(squared + 3 * PointPanels.Width + lanes);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static void Add(float value, Vector<float> p, Vector<float> q, ref Vector<float> low, ref Vector<float> high)
    {
        var v = Vector.Create(value);
        Vector<float> d = v - p, e = v - q;
        low = Vector.FusedMultiplyAdd(d, d, low);
        high = Vector.FusedMultiplyAdd(e, e, high);
    }
}
