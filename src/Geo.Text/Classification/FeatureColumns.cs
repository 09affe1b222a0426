namespace Geo.Text.Classification;

/// <summary>A text as a unit vector over the columns of a vocabulary; columns ascend.</summary>
internal sealed record TextVector(int[] Columns, float[] Values);

/// <summary>
/// The buckets that at least two training texts have, in columns, and how rare each is. A vector holds (1 + ln count) × idf, with
/// idf = 1 + ln((1 + n) / (1 + texts)); words and letters are each of length 1/√2, so that neither drowns the other.
/// </summary>
internal sealed class FeatureColumns
{
    const int Least = 2;

    readonly int[] column = new int[TextFeatures.Buckets];

    public FeatureColumns(int[] buckets, float[] idf)
    {
        (Buckets, Idf) = (buckets, idf);
        Array.Fill(column, -1);
        for (var i = 0; i < buckets.Length; i++) column[buckets[i]] = i;
    }

    public int[] Buckets { get; }
    public float[] Idf { get; }
    public int Count => Buckets.Length;

    public static FeatureColumns Of(IReadOnlyList<CountedText> texts)
    {
        var having = new int[TextFeatures.Buckets];
        foreach (var text in texts)
            foreach (var b in text.Buckets) having[b]++;
        var buckets = Enumerable.Range(0, having.Length).Where(b => having[b] >= Least).ToArray();
        return new(buckets, [.. buckets.Select(b => (float)(1 + Math.Log((1.0 + texts.Count) / (1 + having[b]))))]);
    }

    public TextVector Vector(CountedText text)
    {
        var columns = new int[text.Buckets.Length];
        var values = new float[columns.Length];
        int n = 0, words = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            if (i == text.Words) words = n;
            if (column[text.Buckets[i]] is >= 0 and var c) (columns[n], values[n++]) = (c, (1 + MathF.Log(text.Counts[i])) * Idf[c]);
        }
        if (text.Words == columns.Length) words = n;
        Shorten(values.AsSpan(0, words));
        Shorten(values.AsSpan(words, n - words));
        return new(columns[..n], values[..n]);
    }

    static void Shorten(Span<float> values)
    {
        var length = System.Numerics.Tensors.TensorPrimitives.Norm<float>(values);
        if (length > 0) System.Numerics.Tensors.TensorPrimitives.Multiply(values, 1 / (length * MathF.Sqrt(2)), values);
    }
}
