using System.Numerics.Tensors;
using Geo.Pipeline.Labelling;

namespace Geo.Pipeline.Runs;

/// <summary>
/// Puts a segment's embedding together: the mask's mean encoder feature and its shape and spectral descriptors. The first is
/// centred on the scene's mean feature and L2-normalised; the descriptors are standardised over the scene (zero mean, unit
/// deviation, clipped at ±3) and L2-normalised. A model with a class head adds a third part, the square roots of its probabilities (whose distances are
/// Hellinger's), so that clusters do not mix what it tells apart. All parts weigh the same and the whole has length 1.
/// </summary>
internal static class EmbeddingMatrix
{
    /// <param name="rows">Encoder features in the first <paramref name="features"/> columns, then descriptors, then a column for each class. Overwritten: each row of length 1.</param>
    /// <param name="classes">Of each row; null without a class head.</param>
    public static void Build(EmbeddingFile rows, int features, IReadOnlyList<ClassProbabilities>? classes, CancellationToken cancellationToken)
    {
        var described = rows.Columns - (classes is [var any, ..] ? any.Classes.Count : 0);
        var (mean, deviation) = Spread(rows, cancellationToken);
        var changed = new float[rows.Columns];
        foreach (var (first, chunk) in rows.Chunks())
            for (var i = 0; i < chunk.Length / rows.Columns; i++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var row = chunk.Span.Slice(i * rows.Columns, rows.Columns);
                for (var c = 0; c < described; c++)
                {
                    var v = row[c] - mean[c];
                    changed[c] = (float)(c < features ? v : deviation[c] > 1e-12 ? Math.Clamp(v / deviation[c], -3, 3) : 0);
                }
                Unit(changed.AsSpan(0, features));
                Unit(changed.AsSpan(features..described));
                if (classes is not null) TensorPrimitives.Sqrt(classes[first + i].Values.Span, changed.AsSpan(described));
                Unit(changed);
                rows.Write(first + i, changed);
            }
    }

    static (double[] Mean, double[] Deviation) Spread(EmbeddingFile rows, CancellationToken cancellationToken)
    {
        double[] mean = new double[rows.Columns], squares = new double[rows.Columns];
        Add(mean, (v, _) => v);
        Add(squares, (v, c) => (v - mean[c]) * (v - mean[c]));
        return (mean, Array.ConvertAll(squares, Math.Sqrt));

        // means over the rows, in their order
        void Add(double[] sums, Func<double, int, double> value)
        {
            foreach (var (_, chunk) in rows.Chunks())
            {
                cancellationToken.ThrowIfCancellationRequested();
                for (var i = 0; i < chunk.Length; i++) sums[i % sums.Length] += value(chunk.Span[i], i % sums.Length);
            }
            for (var c = 0; c < sums.Length; c++) sums[c] /= Math.Max(1, rows.Count);
        }
    }

    static void Unit(Span<float> values)
    {
        var norm = TensorPrimitives.Norm((ReadOnlySpan<float>)values);
        if (norm > 1e-12f) TensorPrimitives.Divide(values, norm, values);
        else values.Clear();
    }
}
