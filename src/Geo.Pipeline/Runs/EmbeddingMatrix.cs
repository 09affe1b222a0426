using System.Numerics.Tensors;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Puts a segment's embedding together: the mask's mean encoder feature and its shape and spectral descriptors. The first is
/// centred on the scene's mean feature and L2-normalised; the descriptors are standardised over the scene (zero mean, unit
/// deviation, clipped at ±3) and L2-normalised; both halves then weigh the same and the whole has length 1.
/// </summary>
internal static class EmbeddingMatrix
{
    /// <param name="features">n × f, row-major; overwritten.</param>
    /// <param name="descriptors">n × s, row-major; overwritten.</param>
    /// <returns>n × (f + s), row-major, each row of length 1.</returns>
    public static float[] Build(float[] features, float[] descriptors, int n)
    {
        if (n == 0) return [];
        int f = features.Length / n, s = descriptors.Length / n, d = f + s;
        Standardise(features, n, f, scale: false);
        Standardise(descriptors, n, s, scale: true);
        var matrix = new float[(long)n * d];
        for (var i = 0; i < n; i++)
        {
            var row = matrix.AsSpan(i * d, d);
            Unit(features.AsSpan(i * f, f), row[..f]);
            Unit(descriptors.AsSpan(i * s, s), row[f..]);
            Unit(row, row);
        }
        return matrix;
    }

    static void Standardise(float[] values, int n, int columns, bool scale)
    {
        double[] mean = new double[columns], squares = new double[columns];
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++) mean[c] += values[i * columns + c];
        for (var c = 0; c < columns; c++) mean[c] /= n;
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++)
            {
                var v = values[i * columns + c] - mean[c];
                squares[c] += v * v;
            }
        for (var i = 0; i < n; i++)
            for (var c = 0; c < columns; c++)
            {
                var v = values[i * columns + c] - mean[c];
                if (scale)
                {
                    var deviation = Math.Sqrt(squares[c] / n);
                    v = deviation > 1e-12 ? Math.Clamp(v / deviation, -3, 3) : 0;
                }
                values[i * columns + c] = (float)v;
            }
    }

    static void Unit(ReadOnlySpan<float> from, Span<float> to)
    {
        var norm = TensorPrimitives.Norm(from);
        if (norm > 1e-12f) TensorPrimitives.Divide(from, norm, to);
        else to.Clear();
    }
}
