using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;

namespace Geo.Text.Classification;

/// <summary>
/// A classifier in a file: a line of JSON that says what made it, then little-endian buckets (int32), their rarity and the weights (float32), brotli
/// behind the line. Its SHA-256 names it.
/// </summary>
public static class ClassifierFile
{
    const string Kind = "geo text classifier 1";

    sealed record Head(string Kind, ClassifierFacts Facts, int Columns, int Regressions);

    /// <returns>SHA-256 of the file, hex.</returns>
    public static string Write(TextClassifier classifier, string file)
    {
        using var bytes = new MemoryStream();
        JsonSerializer.Serialize(bytes, new Head(Kind, classifier.Facts, classifier.Columns.Count, classifier.Weights.Count), JsonSerializerOptions.Web);
        bytes.WriteByte((byte)'\n');
        using (var packed = new System.IO.Compression.BrotliStream(bytes, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
        {
            packed.Write(MemoryMarshal.AsBytes(classifier.Columns.Buckets.AsSpan()));
            packed.Write(MemoryMarshal.AsBytes(classifier.Columns.Idf.AsSpan()));
            foreach (var w in classifier.Weights) packed.Write(MemoryMarshal.AsBytes(w.AsSpan()));
        }
        if (Path.GetDirectoryName(Path.GetFullPath(file)) is { } folder) Directory.CreateDirectory(folder);
        File.WriteAllBytes(file + ".part", bytes.ToArray());
        File.Move(file + ".part", file, overwrite: true);
        return Convert.ToHexStringLower(SHA256.HashData(bytes.ToArray()));
    }

    /// <returns>The classifier, and its file's SHA-256.</returns>
    /// <exception cref="ClassifierException">Not there, not a classifier, damaged, or of features this program no longer makes.</exception>
    public static (TextClassifier Classifier, string Sha256) Read(string file)
    {
        if (!File.Exists(file)) throw new ClassifierException($"{file}: there is no such file. `geo text train` makes one from a labelled CSV.");
        var bytes = File.ReadAllBytes(file);
        try
        {
            var end = Array.IndexOf(bytes, (byte)'\n');
            var head = end < 0 ? null : JsonSerializer.Deserialize<Head>(bytes.AsSpan(0, end), JsonSerializerOptions.Web);
            if (head is not { Kind: Kind }) throw new ClassifierException($"{file} is not a classifier made by `geo text train`.");
            if (head.Facts.Features != TextFeatures.Version)
                throw new ClassifierException($"{file} was made for features of version {head.Facts.Features}; this program makes version {TextFeatures.Version}. Train it again.");
            if (head.Columns is < 0 or > TextFeatures.Buckets || head.Regressions != (head.Facts.Answers.Count == 2 ? 1 : head.Facts.Answers.Count))
                throw new ClassifierException($"{file} is damaged: {head.Columns} columns and {head.Regressions} regressions.");
            using var packed = new System.IO.Compression.BrotliStream(new MemoryStream(bytes, end + 1, bytes.Length - end - 1), System.IO.Compression.CompressionMode.Decompress);
            var columns = new FeatureColumns(Numbers<int>(head.Columns), Numbers<float>(head.Columns));
            var weights = Enumerable.Range(0, head.Regressions).Select(_ => Numbers<float>(head.Columns + 1)).ToArray();
            return (new(head.Facts, columns, weights), Convert.ToHexStringLower(SHA256.HashData(bytes)));

            T[] Numbers<T>(int n) where T : struct
            {
                var numbers = new T[n];
                packed.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
                return numbers;
            }
        }
        catch (Exception e) when (e is JsonException or EndOfStreamException or InvalidDataException or IndexOutOfRangeException or InvalidOperationException)
        {
            throw new ClassifierException($"{file} is damaged: {e.Message}");
        }
    }
}
