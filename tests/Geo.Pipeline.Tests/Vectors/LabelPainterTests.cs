using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Tests.Masks;
using Geo.Pipeline.Vectors;
using Xunit;

namespace Geo.Pipeline.Tests.Vectors;

public sealed class LabelPainterTests
{
    static readonly WindowGrid Grid = new(2300, 300, 128, 96);
    static readonly WindowIndex Failed = new(1, 2);

    [Fact]
    public void Each_pixel_has_its_smallest_object_and_the_pieces_tile_the_footprint()
    {
        var random = new Random(1);
        var windows = Grid.Windows().Where(w => w != Failed).ToDictionary(w => w, w => new WindowResult(w, [], Valid(w)));
        using var spool = new ObjectSpool(Path.GetTempPath());
        var masks = new List<BitMask>();
        for (var i = 0; i < 40; i++)
        {
            var blob = RandomMasks.Blobs(random, random.Next(20, 400), random.Next(20, 150), 3).Tight();
            blob = blob.Translate(random.Next(0, 1800) - blob.X, random.Next(0, 100) - blob.Y);
            if (blob.Area > 0) spool.Append(new(blob, 1, 1, [], [], []));
        }
        spool.Seal(_ => true);
        for (var i = 0; i < spool.Count; i++) masks.Add(spool.ReadMask(i));

        using var raster = LabelPainter.Paint(Grid, windows.GetValueOrDefault, spool, Path.GetTempPath());
        var smallest = new int[Grid.Width * Grid.Height];
        Array.Fill(smallest, -1);
        for (var i = 0; i < masks.Count; i++)
            foreach (var run in masks[i].Runs())
                for (var x = run.X; x < run.End; x++)
                {
                    ref var number = ref smallest[run.Y * Grid.Width + x];
                    if (number < 0 || spool[i].Area <= spool[number].Area) number = i;
                }
        var row = new int[Grid.Width];
        long observed = 0;
        for (var y = 0; y < Grid.Height; y++)
        {
            raster.ReadRow(0, y, row);
            for (var x = 0; x < Grid.Width; x++)
            {
                var owner = Grid.Owner(x, y);
                var valid = owner != Failed && (windows[owner].Valid?[x, y] ?? true);
                var number = smallest[y * Grid.Width + x];
                var expected = !valid ? LabelRaster.NoData : number >= 0 ? LabelRaster.OfObject(number) : LabelRaster.OfUnlabelled(Grid, owner);
                if (expected != row[x]) Assert.Fail($"({x}, {y}): {row[x]}, not {expected}");
                if (valid) observed++;
            }
        }

        var vectoriser = new PartitionVectoriser(raster);
        var footprint = vectoriser.Footprint();
        var pieces = vectoriser.Pieces(Grid, spool).ToList();
        Assert.Equal(pieces.Count, pieces.Select(p => p.Label).Distinct().Count());
        Assert.All(pieces, p => Assert.True(p.Geometry.IsValid));
        Assert.Equal(footprint.Area, pieces.Sum(p => p.Geometry.Area), 1e-9 * footprint.Area);
        Assert.InRange(footprint.Area, 0.999 * observed, 1.001 * observed);
        foreach (var (label, geometry) in pieces.Where(p => LabelRaster.IsUnlabelled(p.Label)))
        {
            var core = Grid.Core(LabelRaster.ToCore(Grid, label));
            Assert.True(geometry.EnvelopeInternal.MinX > core.X - 1 && geometry.EnvelopeInternal.MaxX < core.Right + 1);
        }
    }

    /// <summary>A slanting edge of the imagery.</summary>
    static BitMask? Valid(WindowIndex index)
    {
        if (index.Col > 3) return null;
        var w = Grid.Window(index);
        var valid = new BitMask(w.X, w.Y, w.Width, w.Height);
        for (var y = w.Y; y < w.Bottom; y++) for (var x = w.X; x < w.Right; x++) if (3 * x > y) valid.Set(x, y);
        return valid;
    }
}
