using Geo.Pipeline.Rasters;
using Geo.Pipeline.Vectors;
using NetTopologySuite.Geometries;
using NetTopologySuite.Operation.Union;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

public sealed class PartitionTests
{
    [Theory]
    [InlineData(1, 2, 1)] [InlineData(2, 4, 1)] [InlineData(3, 3, 2)] [InlineData(4, 9, 1)] [InlineData(5, 5, 7)] [InlineData(6, 2, 1)]
    public void Polygons_of_a_random_raster_have_no_gap_and_no_overlap(int seed, int labels, int grain)
    {
        var random = new Random(seed);
        for (var round = 0; round < 6; round++)
        {
            int width = random.Next(1, 30), height = random.Next(1, 30);
            var cells = new int[height / grain + 1, width / grain + 1];
            foreach (var (r, c) in Cells(cells)) cells[r, c] = random.Next(labels) is var l && l == 0 ? -1 : l;
            CheckPartition(width, height, (x, y) => cells[y / grain, x / grain]);
        }
    }

    [Fact]
    public void Smooth_regions_with_diagonal_borders_stay_a_partition()
    {
        var random = new Random(7);
        for (var round = 0; round < 3; round++)
        {
            var seeds = Enumerable.Range(0, 12).Select(_ => (X: random.NextDouble() * 80, Y: random.NextDouble() * 80)).ToArray();
            CheckPartition(80, 80, (x, y) => x + y < 20 ? -1
                : 1 + Enumerable.Range(0, 12).MinBy(i => Math.Pow(seeds[i].X - x, 2) + Math.Pow(seeds[i].Y - y, 2)));
        }
    }

    [Fact]
    public void A_raster_of_many_tiles_reads_back_and_tiles_its_footprint()
    {
        using var raster = Rasters.Of(700, 530, (x, y) => x + y < 90 ? -1 : 1 + x / 97 + 10 * (y / 61));
        var row = new int[704];
        raster.ReadRow(-2, 300, row);
        Assert.Equal([-1, -1, 41, 41], row[..4]);
        Assert.Equal(-1, row[703]);
        var vectoriser = new PartitionVectoriser(raster);
        var footprint = vectoriser.Footprint();
        var all = new PixelRect(0, 0, 700, 530);
        var sum = Enumerable.Range(1, 90).Sum(l => vectoriser.Trace(l, all).Area);
        Assert.Equal(footprint.Area, sum, 1e-9 * sum);
        const int observed = 700 * 530 - 91 * 90 / 2; // the diagonal of 127 px may lie half a pixel (as max(|dx|, |dy|)) off
        Assert.InRange(footprint.Area, observed - 64, observed + 64);
    }

    static void CheckPartition(int width, int height, Func<int, int, int> label)
    {
        using var raster = Rasters.Of(width, height, label);
        var vectoriser = new PartitionVectoriser(raster);
        var all = new PixelRect(0, 0, width, height);
        var parts = Enumerable.Range(0, width * height).Select(i => label(i % width, i / width)).Where(l => l > 0).Distinct()
            .Select(l => vectoriser.Trace(l, all)).ToList();
        Assert.All(parts, p => Assert.True(p.IsValid));
        var footprint = vectoriser.Footprint();
        Assert.True(footprint.IsValid);
        Assert.Equal(footprint.Area, parts.Sum(p => p.Area), 1e-9 * (1 + footprint.Area));
        for (var i = 0; i < parts.Count; i++)
            for (var j = i + 1; j < parts.Count; j++)
                Assert.Equal(0, parts[i].Intersection(parts[j]).Area, 1e-9);
        var union = UnaryUnionOp.Union(parts.Cast<Geometry>()) ?? footprint;
        Assert.Equal(0, union.SymmetricDifference(footprint).Area, 1e-9);
    }

    static IEnumerable<(int, int)> Cells(int[,] cells) =>
        from r in Enumerable.Range(0, cells.GetLength(0)) from c in Enumerable.Range(0, cells.GetLength(1)) select (r, c);
}
