using Geo.Pipeline.Masks;
using Geo.Pipeline.Tests.Masks;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

public sealed class MaskPolygonsTests
{
    [Fact]
    public void Exact_outline_of_any_mask_is_valid_and_equals_the_union_of_its_pixels()
    {
        var random = new Random(1);
        for (var round = 0; round < 150; round++)
        {
            var mask = RandomMasks.Noise(random, random.Next(1, 12), random.Next(1, 12), 0.3 + 0.5 * random.NextDouble());
            var polygons = MaskPolygons.Trace(mask, simplify: false);
            Assert.True(polygons.IsValid);
            Assert.Equal(mask.Area, polygons.Area, 9);
            Assert.Equal(Parts(mask), polygons.NumGeometries);
            var pixels = new List<Geometry>();
            foreach (var run in mask.Runs()) pixels.Add(polygons.Factory.ToGeometry(new Envelope(run.X, run.End, run.Y, run.Y + 1)));
            Assert.Equal(0, polygons.SymmetricDifference(UnaryUnionOp.Union(pixels) ?? polygons).Area, 9);
        }
    }

    [Fact]
    public void Simplified_outline_is_valid_keeps_parts_and_holes_and_stays_within_half_a_pixel()
    {
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var mask = round % 3 == 0
                ? RandomMasks.Blobs(random, random.Next(20, 90), random.Next(20, 90))
                : RandomMasks.Noise(random, random.Next(1, 24), random.Next(1, 24), 0.2 + 0.6 * random.NextDouble());
            MultiPolygon exact = MaskPolygons.Trace(mask, simplify: false), simple = MaskPolygons.Trace(mask);
            Assert.True(simple.IsValid);
            Assert.Equal(exact.NumGeometries, simple.NumGeometries);
            Assert.Equal(exact.Geometries.Sum(g => ((Polygon)g).NumInteriorRings), simple.Geometries.Sum(g => ((Polygon)g).NumInteriorRings));
            foreach (var c in simple.Coordinates)
                Assert.InRange(exact.Boundary.Distance(new Point(c)), 0, ArcSimplifier.Tolerance);
        }
    }

    [Fact]
    public void Smooth_shapes_need_few_vertices_and_keep_their_area()
    {
        var disc = new BitMask(0, 0, 200, 200);
        for (var y = 0; y < 200; y++) for (var x = 0; x < 200; x++) if ((x - 99.5) * (x - 99.5) + (y - 99.5) * (y - 99.5) < 90 * 90) disc.Set(x, y);
        var exact = MaskPolygons.Trace(disc, simplify: false);
        var simple = MaskPolygons.Trace(disc);
        Assert.InRange(simple.NumPoints, 8, exact.NumPoints / 4);
        Assert.InRange(simple.Area, 0.995 * disc.Area, 1.005 * disc.Area);
        Assert.InRange(simple.Length, 0.99 * 2 * Math.PI * 90, 1.01 * 2 * Math.PI * 90);
    }

    [Fact]
    public void A_rectangle_keeps_its_four_corners_and_runs_counter_clockwise_on_screen()
    {
        var mask = new BitMask(10, 20, 30, 40, [.. Enumerable.Repeat((1UL << 30) - 1, 40)]);
        var ring = ((Polygon)MaskPolygons.Trace(mask)[0]).Shell;
        Assert.Equal(5, ring.NumPoints);
        Assert.False(ring.IsCCW); // y points down here, so clockwise in these axes is counter-clockwise to the eye

        var mapped = MaskPolygons.Trace(mask);
        mapped.Apply(new NorthUp());
        Assert.True(((Polygon)mapped.MakeCounterClockwise()[0]).Shell.IsCCW);
        Assert.True(((Polygon)MaskPolygons.Trace(mask).MakeCounterClockwise()[0]).Shell.IsCCW);
    }

    [Fact]
    public void Long_edges_are_cut_into_equal_ones()
    {
        var mask = new BitMask(0, 0, 1000, 4);
        for (var y = 0; y < 4; y++) for (var x = 0; x < 1000; x++) mask.Set(x, y);
        var c = MaskPolygons.Trace(mask).Coordinates;
        Assert.Equal(4 + 2 * 3 + 1, c.Length);
        for (var i = 1; i < c.Length; i++) Assert.InRange(c[i].Distance(c[i - 1]), 4, ArcSimplifier.LongestEdge);
    }

    [Fact]
    public void Rings_through_pixels_that_meet_at_a_corner_are_valid()
    {
        // A ring of pixels whose ends meet at a corner: one shell, one hole that touches it.
        string[] rows = ["####", "#..#", "#.#.", "####"];
        var mask = new BitMask(0, 0, 4, 4);
        for (var y = 0; y < 4; y++) for (var x = 0; x < 4; x++) if (rows[y][x] == '#') mask.Set(x, y);
        foreach (var simplify in new[] { false, true })
        {
            var polygon = (Polygon)Assert.Single(MaskPolygons.Trace(mask, simplify).Geometries);
            Assert.True(polygon.IsValid);
            Assert.Single(polygon.Holes);
        }
    }

    static int Parts(BitMask mask)
    {
        var seen = new HashSet<(int, int)>();
        var parts = 0;
        for (var y = mask.Y; y < mask.Bottom; y++)
            for (var x = mask.X; x < mask.Right; x++)
            {
                if (!mask[x, y] || !seen.Add((x, y))) continue;
                parts++;
                var open = new Stack<(int X, int Y)>([(x, y)]);
                while (open.TryPop(out var p))
                    foreach (var q in new[] { (p.X + 1, p.Y), (p.X - 1, p.Y), (p.X, p.Y + 1), (p.X, p.Y - 1) })
                        if (mask[q.Item1, q.Item2] && seen.Add(q)) open.Push(q);
            }
        return parts;
    }

    sealed class NorthUp : ICoordinateSequenceFilter
    {
        public bool Done => false;
        public bool GeometryChanged => true;
        public void Filter(CoordinateSequence seq, int i) => seq.SetY(i, -seq.GetY(i));
    }
}
