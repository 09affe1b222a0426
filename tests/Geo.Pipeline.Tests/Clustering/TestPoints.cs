namespace Geo.Pipeline.Tests.Clustering;

/// <summary>Points whose clusters are known: Gaussian blobs around centres far apart, in shuffled order.</summary>
sealed record TestPoints(float[] Values, int N, int D, int[] Truth)
{
    public static TestPoints Blobs(int[] sizes, int d, int seed, double deviation = 0.05)
    {
        var random = new Random(seed);
        int[] truth = [.. sizes.SelectMany((size, blob) => Enumerable.Repeat(blob, size))];
        random.Shuffle(truth);
        var values = new float[truth.Length * d];
        for (var i = 0; i < truth.Length; i++)
            for (var j = 0; j < d; j++)
                values[i * d + j] = (float)((j % sizes.Length == truth[i] ? 2 : 0) + deviation * Normal(random));
        return new(values, truth.Length, d, truth);
    }

    public static TestPoints Uniform(int n, int d, int seed)
    {
        var random = new Random(seed);
        return new([.. Enumerable.Range(0, n * d).Select(_ => random.NextSingle())], n, d, []);
    }

    public ReadOnlySpan<float> this[int i] => Values.AsSpan(i * D, D);

    public static double Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double sum = 0;
        for (var j = 0; j < a.Length; j++) sum += ((double)a[j] - b[j]) * ((double)a[j] - b[j]);
        return Math.Sqrt(sum);
    }

    static double Normal(Random r) => Math.Sqrt(-2 * Math.Log(1 - r.NextDouble())) * Math.Cos(2 * Math.PI * r.NextDouble());
}
