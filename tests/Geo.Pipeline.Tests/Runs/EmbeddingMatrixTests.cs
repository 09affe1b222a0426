using Geo.Pipeline.Runs;
using Xunit;

namespace Geo.Pipeline.Tests.Runs;

public sealed class EmbeddingMatrixTests : IDisposable
{
    readonly string _folder = Directory.CreateTempSubdirectory("geo-embeddings-").FullName;

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2500)]                                          // more than two chunks
    public void Rows_are_standardised_and_normalised_over_the_scene(int n)
    {
        const int F = 5, D = 8;
        var random = new Random(n);
        using var file = new EmbeddingFile(_folder, D);
        var raw = new float[n][];
        for (var i = 0; i < n; i++)
        {
            raw[i] = [.. Enumerable.Range(0, D).Select(c => c == 6 ? 4f : random.NextSingle() * (c + 1) - (i % 40 == 0 && c == 7 ? 100 : 0))];
            file.Append(raw[i]);
        }
        EmbeddingMatrix.Build(file, F, null, CancellationToken.None);

        var mean = Enumerable.Range(0, D).Select(c => raw.Average(r => (double)r[c])).ToArray();
        var deviation = Enumerable.Range(0, D).Select(c => Math.Sqrt(raw.Average(r => Math.Pow(r[c] - mean[c], 2)))).ToArray();
        var row = new float[D];
        for (var i = 0; i < n; i++)
        {
            file.Read(i, row);
            double[] features = [.. raw[i][..F].Select((v, c) => v - mean[c])];
            double[] descriptors = [.. raw[i][F..].Select((v, c) => deviation[F + c] > 1e-12 ? Math.Clamp((v - mean[F + c]) / deviation[F + c], -3, 3) : 0)];
            double[] expected = [.. Unit(features), .. Unit(descriptors)];
            expected = Unit(expected);
            for (var c = 0; c < D; c++) Assert.Equal(expected[c], row[c], 2e-5);
        }
        Assert.Equal(n, file.Chunks().Sum(c => c.Rows.Length) / D);
        Assert.Throws<EndOfStreamException>(() => file.Read(n, row));
    }

    [Fact]
    public void Classes_weigh_as_much_as_each_of_the_other_parts()
    {
        using var file = new EmbeddingFile(_folder, 7);
        file.Append([1, 0, 5, 1, 0, 0, 0]);
        file.Append([0, 1, 5, 3, 0, 0, 0]);
        string[] names = ["building", "water", "tree"];
        EmbeddingMatrix.Build(file, 2, [new(names, new float[] { 1, 0, 0 }), new(names, new float[] { 0.5f, 0.25f, 0.25f })], CancellationToken.None);
        var row = new float[7];
        file.Read(1, row);
        Assert.Equal(1 / 3.0, row[..2].Sum(v => v * v), 1e-6);
        Assert.Equal(1 / 3.0, row[2..4].Sum(v => v * v), 1e-6);
        foreach (var (expected, found) in new[] { 0.5, 0.25, 0.25 }.Zip(row[4..])) Assert.Equal(expected / 3, found * found, 1e-6);
    }

    static double[] Unit(double[] values)
    {
        var norm = Math.Sqrt(values.Sum(v => v * v));
        return norm > 1e-12 ? [.. values.Select(v => v / norm)] : new double[values.Length];
    }

    public void Dispose()
    {
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder));   // the file is gone with its last user
        Directory.Delete(_folder);
    }
}
