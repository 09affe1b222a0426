using System.Numerics.Tensors;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Puts a segment's embedding together: the mask's mean encoder feature and its shape and spectral descriptors. The first is
/// centred on the scene's mean feature and L2-normalised; the descriptors are standardised over the scene (zero mean, unit
/// deviation, clipped at ±3) and L2-normalised; both halves then weigh the same and the whole has length 1.
/// </summary>
internal static class EmbeddingMatrix
{
    /// <param name="matrix">n × d, row-major: features in the first f columns, then descriptors. Overwritten: each row of length 1.</param>
    public static void Build(float[] matrix, int n, int f)
    {
        if (n == 0) return;
        var d = matrix.Length / n;
        Standardise(matrix, n, d, 0, f, scale: false);
        Standardise(matrix, n, d, f, d - f, scale: true);
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * d, d);
            Unit(row[..f], row[..f]);
            Unit(row[f..], row[f..]);
            Unit(row, row);
        }
    }

    static void Standardise(float[] matrix, int n, int d, int first, int columns, bool scale)
    {
        double[] mean = new double[columns], squares = new double[columns];
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++) mean[c] += matrix[i * d + first + c];
        for (var c = 0; c < columns; c++) mean[c] /= n;
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++)
            {
                var v = matrix[i * d + first + c] - mean[c];
                squares[c] += v * v;
            }
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++)
            {
                ref var value = ref matrix[i * d + first + c];
                var v = value - mean[c];
                if (scale)
                {
                    var deviation = Math.Sqrt(squares[c] / n);
                    v = deviation > 1e-12 ? Math.Clamp(v / deviation, -3, 3) : 0;
                }
                value = (float)v;
            }
    }

    static void Unit(ReadOnlySpan<float> from, Span<float> to)
    {
        var norm = TensorPrimitives.Norm(from);
        if (norm > 1e-12f) TensorPrimitives.Divide(from, norm, to);
        else to.Clear();
    }
}
