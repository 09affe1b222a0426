namespace Geo.Kernels.Tests.KMeans;

/// <summary>The definition, in scalar float64.</summary>
static class KMeansReference
{
    public static double SquaredDistance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
        return sum;
    }

    public static (int Label, double Squared) Nearest(ReadOnlySpan<float> point, float[] centroids, int k)
    {
        var (label, least) = (0, double.PositiveInfinity);
        for (var c = 0; c < k; c++)
        {
            var distance = SquaredDistance(point, centroids.AsSpan(c * point.Length, point.Length));
            if (distance < least) (label, least) = (c, distance);
        }
        return (label, least);
    }

    public static float[] Random(int seed, int values)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, values).Select(_ => (float)(random.NextDouble() * 2 - 1))];
    }
}
