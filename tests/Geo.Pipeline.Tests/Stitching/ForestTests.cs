using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Stitching;
using Geo.Pipeline.Tests.Masks;
using Xunit;

namespace Geo.Pipeline.Tests.Stitching;

public sealed class ForestTests
{
    [Fact]
    public void Parents_are_the_smallest_masks_that_hold_nine_tenths_and_there_are_no_cycles()
    {
        var random = new Random(8);
        using var spool = new ObjectSpool(Path.GetTempPath());
        for (var i = 0; i < 120; i++)
        {
            var size = random.Next(4, 120);
            var mask = RandomMasks.Noise(random, size, size, 0.97).Tight();
            spool.Append(new(mask, 1, 1, [], [], []));
        }
        spool.Seal(_ => true);
        var forest = Forest.Of(spool);
        var masks = Enumerable.Range(0, spool.Count).Select(spool.ReadMask).ToArray();
        Assert.Contains(forest.Levels, l => l > 1);
        for (var i = 0; i < masks.Length; i++)
        {
            var expected = Enumerable.Range(0, masks.Length)
                .Where(j => masks[j].Area > masks[i].Area && MaskAlgebra.IntersectionArea(masks[i], masks[j]) >= 0.9 * masks[i].Area)
                .OrderBy(j => masks[j].Area).ThenBy(j => j).FirstOrDefault(-1);
            Assert.Equal(expected, forest.Parents[i]);
            Assert.Equal(expected < 0 ? 0 : forest.Levels[expected] + 1, forest.Levels[i]);
        }
    }

    [Fact]
    public void Spool_gives_back_what_was_put_in_and_leaves_no_file()
    {
        var folder = Directory.CreateTempSubdirectory();
        using (var spool = new ObjectSpool(folder.FullName))
        {
            var mask = RandomMasks.Noise(new Random(9), 90, 30).Tight();
            spool.Append(new(mask, 0.5f, 0.25f, [1.5f, -2], [new(3, 4, 5)], [new(1, 2), new(1, 3)]));
            spool.Append(new(mask.Translate(0, -500), 0.5f, 0.25f, [], [], []));
            spool.Append(new(mask, 0, 0, [], [], []));
            spool.Seal(i => i != 2);
            Assert.Equal(2, spool.Count);
            Assert.Equal(mask.Y - 500, spool[0].Box.Y);
            var back = spool.Read(1);
            Assert.True(RandomMasks.Same(mask, back.Mask) && RandomMasks.Same(mask, spool.ReadMask(1)));
            Assert.Equal((0.5f, 0.25f), (back.PredictedIou, back.Stability));
            Assert.Equal([1.5f, -2], back.Features);
            Assert.Equal([new(3, 4, 5)], back.Bands);
            Assert.Equal([new WindowIndex(1, 2), new WindowIndex(1, 3)], back.Windows);
        }
        Assert.Empty(folder.GetFiles());
        folder.Delete();
    }
}
