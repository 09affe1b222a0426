using Geo.Kernels.KMeans;

namespace Geo.Pipeline.Clustering;

/// <summary>
/// k-means++ (Arthur and Vassilvitskii 2007): each further centre is drawn with probability proportional to the squared distance to
/// the nearest one yet. Of 2 + ln k draws the one that lowers the sum of these distances most is taken (their greedy form).
/// </summary>
internal static class Seeding
{
    /// <returns>Indices of the chosen points: k, or fewer where there are fewer distinct points.</returns>
    public static int[] PlusPlus(KMeansPoints points, ReadOnlyMemory<float> values, int k, Xoshiro256 random, CancellationToken ct)
    {
        var (n, trials) = (points.Count, 2 + (int)Math.Log(k));
        var chosen = new List<int>(k) { random.NextBelow(n) };
        var labels = new int[n];
        float[] closest = new float[n], candidate = new float[n], best = new float[n];
        var cumulative = new double[n];
        DistancesTo(chosen[0], closest);
        while (chosen.Count < k)
        {
            var total = Accumulate(closest, cumulative);
            if (total == 0) break;
            var (bestAt, bestTotal) = (-1, double.PositiveInfinity);
            for (var trial = 0; trial < trials; trial++)
            {
                var at = Find(cumulative, random.NextDouble() * total);
                DistancesTo(at, candidate);
                double sum = 0;
                for (var i = 0; i < n; i++) sum += candidate[i] = Math.Min(candidate[i], closest[i]);
                if (sum >= bestTotal) continue;
                (bestAt, bestTotal) = (at, sum);
                (best, candidate) = (candidate, best);
            }
            chosen.Add(bestAt);
            (closest, best) = (best, closest);
        }
        return [.. chosen];

        void DistancesTo(int i, float[] squared) =>
            points.Assign(values.Span.Slice(i * points.Dimensions, points.Dimensions), labels, squared, ct);
    }

    static double Accumulate(float[] weights, double[] cumulative)
    {
        double sum = 0;
        for (var i = 0; i < weights.Length; i++) cumulative[i] = sum += weights[i];
        return sum;
    }

    // The first whose running sum is past the drawn one: never a point of weight 0, since there the sum does not rise.
    static int Find(double[] cumulative, double drawn)
    {
        var (low, high) = (0, cumulative.Length - 1);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (cumulative[middle] > drawn) high = middle;
            else low = middle + 1;
        }
        while (low > 0 && cumulative[low] == cumulative[low - 1]) low--;
        return low;
    }
}
