using System.Numerics.Tensors;
using Geo.Kernels.Devices;

namespace Geo.Pipeline.Clustering;

/// <summary>Some of a set of points, drawn without replacement and kept in index order.</summary>
internal static class PointSample
{
    /// <summary>Indices of <paramref name="size"/> of <paramref name="n"/> points (Knuth, TAOCP 3.4.2, algorithm S); all when n is no more.</summary>
    public static int[] Draw(int n, int size, Xoshiro256 random)
    {
        if (n <= size) return [.. Enumerable.Range(0, n)];
        var drawn = new int[size];
        var count = 0;
        for (var i = 0; count < size; i++)
            if (random.NextDouble() * (n - i) < size - count) drawn[count++] = i;
        return drawn;
    }

    /// <returns>indices.Length × d, row-major.</returns>
    public static float[] Rows(ReadOnlySpan<float> points, int d, int[] indices)
    {
        var rows = new float[indices.Length * d];
        for (var r = 0; r < indices.Length; r++) points.Slice(indices[r] * d, d).CopyTo(rows.AsSpan(r * d, d));
        return rows;
    }

    /// <summary>Before any sampling, so that the row named is the caller's.</summary>
    public static void RefuseNonFinite(ReadOnlySpan<float> points, int d)
    {
        for (var row = 0; row < points.Length / d; row++)
            if (!float.IsFinite(TensorPrimitives.SumOfSquares(points.Slice(row * d, d)))) throw new NonFiniteVectorException("points", row);
    }
}
