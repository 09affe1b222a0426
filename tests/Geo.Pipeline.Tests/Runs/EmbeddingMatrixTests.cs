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
        EmbeddingMatrix.Build(file, F, CancellationToken.None);

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
