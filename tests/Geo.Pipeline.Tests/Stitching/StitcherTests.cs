using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Vectors;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Stitching;

public sealed class StitcherTests(ITestOutputHelper output)
{
    const int Dx = 131, Dy = 97;

    static readonly WindowGrid Grid = TruthScene.Grid;
    static readonly Lazy<TruthScene> Truth = new(() => new TruthScene(1));
    static readonly Lazy<Dictionary<WindowIndex, WindowResult>> Windows = new(() => Truth.Value.See(Grid, 1));
    static readonly Lazy<List<SceneObject>> Here = new(() => Stitch(Windows.Value));
    static readonly Lazy<List<SceneObject>> There = new(() => Stitch(new TruthScene(1, Dx, Dy).See(Grid, 2)));

    [Fact]
    public void Two_grid_offsets_give_the_same_objects()
    {
        var truth = Truth.Value.Objects.Where(o => o.Area >= 200).ToList();
        var here = Here.Value.Select(o => o.Mask).Where(m => m.Area >= 200).ToList();
        var there = There.Value.Select(o => o.Mask.Translate(-Dx, -Dy)).Where(m => m.Area >= 200).ToList();
        var ious = here.Select(m => there.Max(t => MaskAlgebra.Iou(m, t))).Order().ToList();
        var toTruth = truth.Select(t => here.Max(m => MaskAlgebra.Iou(m, t))).Order().ToList();
        output.WriteLine($"truth {truth.Count}, here {here.Count}, there {there.Count}; median IoU {ious[ious.Count / 2]:f3}, to truth "
            + $"{toTruth[toTruth.Count / 2]:f3}, worst {string.Join(' ', toTruth.Take(12).Select(i => i.ToString("f2")))}");
        Assert.InRange(here.Count, 0.95 * there.Count, 1.05 * there.Count);
        Assert.InRange(here.Count, 0.95 * truth.Count, 1.05 * truth.Count);
        Assert.InRange(ious[ious.Count / 2], 0.85, 1);
        Assert.InRange(toTruth[toTruth.Count / 20], 0.7, 1);
    }

    [Fact]
    public void No_two_objects_are_nearly_the_same()
    {
        var masks = Here.Value.Select(o => o.Mask).ToList();
        for (var i = 0; i < masks.Count; i++)
            for (var j = i + 1; j < masks.Count; j++)
                Assert.InRange(MaskAlgebra.Iou(masks[i], masks[j]), 0, 0.7);
    }

    [Fact]
    public void Borders_lie_on_seams_no_more_than_on_lines_between_them()
    {
        // The scene itself has borders on these lines by chance: what counts is how much stitching adds on the one kind and the other.
        var (seams, controls, edges) = OnLines(Here.Value.Concat(There.Value).Select(o => o.Mask));
        var (trueSeams, trueControls, trueEdges) = OnLines(Truth.Value.Objects.Concat(Truth.Value.Objects.Select(o => o.Translate(Dx, Dy))));
        output.WriteLine($"px on seams {seams} ({trueSeams} in truth), on controls {controls} ({trueControls}), on window edges {edges} ({trueEdges})");
        Assert.True(trueSeams > 300 && trueControls > 300 && trueEdges > 300);
        Assert.InRange(seams / trueSeams, 0, 1.2 * controls / trueControls);
        Assert.InRange(edges / trueEdges, 0, 1.2 * controls / trueControls);
    }

    [Fact]
    public void Nothing_depends_on_the_order_of_windows()
    {
        var random = new Random(4);
        var shuffled = Stitch(Windows.Value.OrderBy(_ => random.Next()).ToDictionary(p => p.Key, p => p.Value));
        Assert.Equal(Here.Value.Count, shuffled.Count);
        foreach (var (a, b) in Here.Value.Zip(shuffled))
        {
            Assert.Equal((a.Mask.Box(), a.PredictedIou, a.Stability), (b.Mask.Box(), b.PredictedIou, b.Stability));
            Assert.Equal(a.Mask.Words, b.Mask.Words);
            Assert.Equal(a.Features, b.Features);
            Assert.Equal(a.Bands, b.Bands);
            Assert.Equal(a.Windows, b.Windows);
        }
        Assert.True(Here.Value.Zip(Here.Value.Skip(1)).All(p => (p.First.Mask.Y, p.First.Mask.X).CompareTo((p.Second.Mask.Y, p.Second.Mask.X)) <= 0));
    }

    [Fact]
    public void Joined_objects_keep_their_features_and_their_bands_fit_their_area()
    {
        var joined = Here.Value.Where(o => o.Windows.Count > 1).ToList();
        Assert.NotEmpty(joined);
        foreach (var item in joined)
        {
            var best = Truth.Value.Objects.MaxBy(t => MaskAlgebra.Iou(t, item.Mask))!;
            Assert.Equal(Truth.Value.Objects.IndexOf(best), item.Features[0], 0.01);
            Assert.InRange(item.Bands[0].Count, 0.98 * item.Mask.Area, 1.02 * item.Mask.Area);
            Assert.Equal(3.0, item.Bands[0].Sum / item.Bands[0].Count, 9);
            Assert.InRange(item.PredictedIou, 0.9f, 0.99f);
        }
    }

    internal static List<SceneObject> Stitch(Dictionary<WindowIndex, WindowResult> windows, WindowGrid? grid = null)
    {
        using var spool = new ObjectSpool(Path.GetTempPath());
        new Stitcher(grid ?? Grid, windows.GetValueOrDefault).Run(spool);
        return [.. Enumerable.Range(0, spool.Count).Select(spool.Read)];
    }

    /// <summary>Length of border on the lines where cores meet, on lines half a stride away, and on the windows' edges.</summary>
    static (double Seams, double Controls, double Edges) OnLines(IEnumerable<BitMask> masks)
    {
        double seams = 0, controls = 0, edges = 0;
        foreach (var mask in masks)
        {
            var outline = MaskPolygons.Trace(mask, simplify: false);
            for (var i = 1; i < Grid.Cols; i++)
            {
                var seam = Grid.Core(new(i, i)).X;
                seams += LengthOn(outline, seam);
                controls += LengthOn(outline, seam + Grid.Stride / 2);
                edges += LengthOn(outline, i * Grid.Stride) + LengthOn(outline, i * Grid.Stride + Grid.Overlap);
            }
        }
        return (seams, controls, edges);
    }

    /// <summary>Length on the vertical and the horizontal line at that position.</summary>
    static double LengthOn(NetTopologySuite.Geometries.MultiPolygon outline, int at)
    {
        double sum = 0;
        foreach (NetTopologySuite.Geometries.Polygon polygon in outline.Geometries)
            foreach (var ring in polygon.Holes.Prepend(polygon.Shell))
                for (var i = 1; i < ring.NumPoints; i++)
                {
                    var (a, b) = (ring.GetCoordinateN(i - 1), ring.GetCoordinateN(i));
                    if (a.X == at && b.X == at || a.Y == at && b.Y == at) sum += a.Distance(b);
                }
        return sum;
    }
}
