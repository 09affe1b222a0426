namespace Geo.Text.Classification;

/// <summary>
/// Two-class logistic regression with an L2 penalty by coordinate descent in the dual: Yu, Huang and Lin, "Dual coordinate descent methods for
/// logistic regression and maximum entropy models" (2011), algorithm 5. The constant has a column of its own and is penalised like the others.
/// Deterministic by its seed.
/// </summary>
internal static class LogisticRegression
{
    const int MostRounds = 100, MostSteps = 100;
    const double Tolerance = 0.1;

    /// <param name="rows">Which vectors to fit.</param>
    /// <param name="cost">Weight of a row's loss against half the squared weights.</param>
    /// <returns>A weight a column, and the constant at the end.</returns>
    public static float[] Fit(IReadOnlyList<TextVector> vectors, int[] rows, Func<int, bool> positive, Func<int, double> cost, int columns, int seed, CancellationToken cancellationToken)
    {
        var w = new float[columns + 1];
        var random = new Random(seed);
        var order = (int[])rows.Clone();
        var (alpha, slack, length) = (new double[vectors.Count], new double[vectors.Count], new double[vectors.Count]);
        foreach (var i in rows)
        {
            var c = cost(i);
            alpha[i] = Math.Min(0.001 * c, 1e-8);
            slack[i] = c - alpha[i];
            length[i] = 1 + System.Numerics.Tensors.TensorPrimitives.SumOfSquares<float>(vectors[i].Values);
            Add(w, vectors[i], (positive(i) ? 1 : -1) * alpha[i]);
        }
        var inner = 0.1;
        for (var round = 0; round < MostRounds; round++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            random.Shuffle(order);
            var (worst, steps) = (0.0, 0);
            foreach (var i in order)
            {
                var y = positive(i) ? 1.0 : -1.0;
                var c = alpha[i] + slack[i];
                var (a, b) = (length[i], y * Product(w, vectors[i]));
                // the smaller of alpha and C - alpha is moved: the logarithm is precise there
                var first = 0.5 * a * (slack[i] - alpha[i]) + b >= 0;
                var sign = first ? 1 : -1;
                var old = first ? alpha[i] : slack[i];
                var z = c - old < 0.5 * c ? 0.1 * old : old;
                var slope = a * (z - old) + sign * b + Math.Log(z / (c - z));
                worst = Math.Max(worst, Math.Abs(slope));
                var step = 0;
                for (; step < MostSteps && Math.Abs(slope) >= inner; step++)
                {
                    var next = z - slope / (a + c / (c - z) / z);
                    z = next <= 0 ? 0.1 * z : next;
                    slope = a * (z - old) + sign * b + Math.Log(z / (c - z));
                }
                if (step == 0) continue;
                steps += step;
                (alpha[i], slack[i]) = first ? (z, c - z) : (c - z, z);
                Add(w, vectors[i], sign * (z - old) * y);
            }
            if (worst < Tolerance) break;
            if (steps <= rows.Length / 10) inner = Math.Max(1e-8, 0.1 * inner);
        }
        return w;
    }

    public static double Product(float[] w, TextVector x)
    {
        var sum = (double)w[^1];
        for (var j = 0; j < x.Columns.Length; j++) sum += w[x.Columns[j]] * x.Values[j];
        return sum;
    }

    static void Add(float[] w, TextVector x, double by)
    {
        var f = (float)by;
        for (var j = 0; j < x.Columns.Length; j++) w[x.Columns[j]] += f * x.Values[j];
        w[^1] += f;
    }
}
