using System.Runtime.Intrinsics;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Stitching;
using NetTopologySuite.Geometries;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// Polygons of a <see cref="LabelRaster"/>. Simplified so that they stay a partition: neighbours share every vertex of
/// their border, and the polygons of all labels tile the footprint. Coordinates and ring directions as in
/// <see cref="MaskPolygons"/>. One instance serves one thread; several may read one raster.
/// </summary>
public sealed class PartitionVectoriser(LabelRaster raster)
{
    readonly RingTracer tracer = new();
    readonly RegionPolygons polygons = new();

    /// <summary>The pixels of one label, all of which lie in <paramref name="box"/>; empty when there are none.</summary>
    public MultiPolygon Trace(int label, PixelRect box, CancellationToken cancellationToken = default) =>
        Trace(box, label, true, cancellationToken);

    /// <summary>
    /// Every label that has pixels, each once: what is left of the objects, in their order, then the unlabelled ground by window
    /// core. Together they tile <see cref="Footprint"/>.
    /// </summary>
    public IEnumerable<(int Label, MultiPolygon Geometry)> Pieces(
        WindowGrid grid, ObjectSpool objects, CancellationToken cancellationToken = default)
    {
        var ofObjects = Enumerable.Range(0, objects.Count).Select(i => (Label: LabelRaster.OfObject(i), objects[i].Box));
        var ofGround = grid.Windows().Select(w => (Label: LabelRaster.OfUnlabelled(grid, w), Box: grid.Core(w)));
        return ofObjects.Concat(ofGround).Select(p => (p.Label, Geometry: Trace(p.Label, p.Box, cancellationToken))).Where(p => !p.Geometry.IsEmpty);
    }

    /// <summary>Everything observed: the pixels that are not <see cref="LabelRaster.NoData"/>.</summary>
    public MultiPolygon Footprint(CancellationToken cancellationToken = default) =>
        Trace(raster.Painted, LabelRaster.NoData, false, cancellationToken);

    MultiPolygon Trace(PixelRect box, int label, bool wanted, CancellationToken cancellationToken)
    {
        box = box.Intersect(new(0, 0, raster.Width, raster.Height));
        if (box.IsEmpty) return RegionPolygons.Factory.CreateMultiPolygon();
        int[] labelsAbove = new int[box.Width + 2], labelsBelow = new int[box.Width + 2];
        ulong[] above = new ulong[BitMask.WordsFor(box.Width)], below = new ulong[above.Length];
        tracer.Begin(box.X, box.Width);
        raster.ReadRow(box.X - 1, box.Y - 1, labelsAbove);
        for (var y = box.Y; y <= box.Bottom; y++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            raster.ReadRow(box.X - 1, y, labelsBelow);
            if (y < box.Bottom) Select(labelsBelow.AsSpan(1, box.Width), label, wanted, below);
            else Array.Clear(below);
            tracer.Line(y, above, below, labelsAbove, labelsBelow);
            (above, below, labelsAbove, labelsBelow) = (below, above, labelsBelow, labelsAbove);
        }
        return polygons.Assemble(tracer.End(), simplify: true);
    }

    static void Select(ReadOnlySpan<int> labels, int label, bool wanted, Span<ulong> bits)
    {
        bits.Clear();
        var x = 0;
        for (; x + 8 <= labels.Length; x += 8)
        {
            ulong equal = Vector256.Equals(Vector256.Create(labels[x..]), Vector256.Create(label)).ExtractMostSignificantBits();
            bits[x >> 6] |= (wanted ? equal : equal ^ 0xFF) << (x & 63);
        }
        for (; x < labels.Length; x++)
            if (labels[x] == label == wanted) bits[x >> 6] |= 1UL << (x & 63);
    }
}
