using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Runs;

/// <summary>What is known of each segment before it is clustered, by object number. Arrays of numbers, so that it stays small.</summary>
internal sealed class SegmentTable
{
    public required ShapeDescriptors[] Shapes { get; init; }
    public required float[] PredictedIou { get; init; }
    public required float[] Stability { get; init; }
    /// <summary>count × bands, raw raster values; 0 where a segment has no valid value in the band.</summary>
    public required float[] BandMean { get; init; }
    public required float[] BandSd { get; init; }
    public required int Bands { get; init; }

    public int Count => Shapes.Length;

    /// <summary>Columns of the embeddings of a model's features of so many channels, and a class head of so many classes (0 without one).</summary>
    public static int EmbeddingColumns(int channels, int bands, int classes) => channels + 4 + 2 * bands + classes;

    /// <param name="embeddings">
    /// Empty; gets a row a segment: encoder feature; log area, compactness, rectangularity, log elongation, means and deviations of the bands; zeros for the classes.
    /// </param>
    public static SegmentTable Measure(ObjectSpool objects, int bands, EmbeddingFile embeddings, Func<BitMask, GeographicPolygon> outline, IRunProgress progress,
        CancellationToken cancellationToken)
    {
        var n = objects.Count;
        var row = new float[embeddings.Columns];
        var table = new SegmentTable
        {
            Shapes = new ShapeDescriptors[n], PredictedIou = new float[n], Stability = new float[n], Bands = bands,
            BandMean = new float[n * bands], BandSd = new float[n * bands],
        };
        for (var i = 0; i < n; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var item = objects.Read(i);
            var polygon = outline(item.Mask);
            table.Shapes[i] = ShapeDescriptors.Measure(polygon.Shape, polygon.AreaM2, polygon.PerimeterM);
            (table.PredictedIou[i], table.Stability[i]) = (item.PredictedIou, item.Stability);
            for (var b = 0; b < bands; b++) (table.BandMean[i * bands + b], table.BandSd[i * bands + b]) = Spread(item.Bands[b]);
            item.Features.CopyTo(row, 0);
            table.Describe(i, row.AsSpan(item.Features.Length));
            embeddings.Append(row);
            progress.Advance();
        }
        return table;
    }

    void Describe(int i, Span<float> row)
    {
        var s = Shapes[i];
        (row[0], row[1], row[2], row[3]) = ((float)Math.Log(s.AreaM2), (float)s.Compactness, (float)s.Rectangularity, (float)Math.Log(s.Elongation));
        BandMean.AsSpan(i * Bands, Bands).CopyTo(row[4..]);
        BandSd.AsSpan(i * Bands, Bands).CopyTo(row[(4 + Bands)..]);
    }

    static (float Mean, float Sd) Spread(BandSums sums)
    {
        if (sums.Count == 0) return (0, 0);
        var mean = sums.Sum / sums.Count;
        return ((float)mean, (float)Math.Sqrt(Math.Max(0, sums.SumOfSquares / sums.Count - mean * mean)));
    }
}
