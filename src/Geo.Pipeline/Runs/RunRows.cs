using System.Globalization;
using System.Numerics.Tensors;
using Geo.Data.Loading;
using Geo.Pipeline.Clustering;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Runs;

/// <summary>Makes the rows that are loaded, one at a time.</summary>
internal sealed class RunRows(string run, ObjectSpool objects, Forest forest, SegmentTable table, Clusters clusters, PreparedRun prepared)
{
    public string Id(int number) => string.Create(CultureInfo.InvariantCulture, $"{run}-{number:D7}");

    public IEnumerable<SegmentRow> Segments()
    {
        for (var i = 0; i < objects.Count; i++)
        {
            var shape = table.Shapes[i];
            var parent = forest.Parents[i];
            yield return new(Id(i), parent < 0 ? null : Id(parent), (short)forest.Levels[i], clusters.ClusterOf(i), shape.AreaM2, shape.PerimeterM,
                (float)shape.Compactness, (float)shape.Rectangularity, (float)shape.Elongation, table.PredictedIou[i], table.Stability[i],
                table.BandMean.AsMemory(i * table.Bands, table.Bands), table.BandSd.AsMemory(i * table.Bands, table.Bands),
                prepared.Outline(objects.ReadMask(i)).Shape);
        }
    }

    public IEnumerable<FlatRow> Flat(PartitionVectoriser partition, CancellationToken cancellationToken)
    {
        for (var i = 0; i < objects.Count; i++)
        {
            var pixels = partition.Trace(LabelRaster.OfObject(i), objects[i].Box, cancellationToken);
            if (pixels.IsEmpty) continue;                    // smaller masks cover it
            var polygon = GeographicPolygons.FromPixels(pixels, prepared.Scene.PixelToLonLat);
            yield return new(Id(i), clusters.ClusterOf(i), polygon.AreaM2, polygon.Shape);
        }
    }

    public IEnumerable<UnlabelledRow> Unlabelled(PartitionVectoriser partition, WindowGrid grid, IEnumerable<WindowIndex> windows, CancellationToken cancellationToken)
    {
        var n = 0;
        foreach (var window in windows)
        {
            var pixels = partition.Trace(LabelRaster.OfUnlabelled(grid, window), grid.Core(window), cancellationToken);
            if (pixels.IsEmpty) continue;
            var polygon = GeographicPolygons.FromPixels(pixels, prepared.Scene.PixelToLonLat);
            yield return new(n++, polygon.AreaM2, polygon.Shape);
        }
    }

    public IEnumerable<EmbeddingRow> Embeddings(EmbeddingFile embeddings)
    {
        foreach (var (first, chunk) in embeddings.Chunks())
            for (var i = 0; i < chunk.Length / embeddings.Columns; i++)
            {
                var halves = new Half[embeddings.Columns];
                TensorPrimitives.ConvertToHalf(chunk.Span.Slice(i * halves.Length, halves.Length), halves);
                yield return new(Id(first + i), halves);
            }
    }
}
