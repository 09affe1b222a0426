using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;
using Xunit;

namespace Geo.Pipeline.Tests.Stitching;

/// <summary>Two windows [0, 100) and [60, 160) of a raster of 160 × 100: overlap [60, 100), cores meet at 80.</summary>
public sealed class StitchRulesTests
{
    static readonly WindowGrid Pair = new(160, 100, 100, 60);

    [Fact]
    public void Seen_whole_by_both_counts_once_and_the_owner_gives_it()
    {
        var only = Assert.Single(Stitch([Box(66, 10, 20, 20)], [Box(66, 10, 21, 20)]));
        Assert.Equal([new WindowIndex(0, 0)], only.Windows);
        Assert.Equal(new PixelRect(66, 10, 20, 20), only.Mask.Box());
    }

    [Fact]
    public void Cut_by_one_and_whole_in_the_other_is_the_whole_one()
    {
        var only = Assert.Single(Stitch([Box(80, 10, 20, 30)], [Box(80, 10, 40, 30)]));
        Assert.Equal(new PixelRect(80, 10, 40, 30), only.Mask.Box());
    }

    [Fact]
    public void Fragments_of_both_join_and_disagreement_is_settled_piece_by_piece()
    {
        var only = Assert.Single(Stitch([Box(20, 10, 80, 30)], [Box(60, 12, 80, 30)]));
        Assert.Equal(new PixelRect(20, 10, 120, 32), only.Mask.Box());
        // What only one has beyond the overlap is its own; each strip of disagreement goes as a whole to one window.
        Assert.True(only.Mask[59, 10] && !only.Mask[59, 41] && !only.Mask[100, 10] && only.Mask[100, 41]);
        Assert.Equal(only.Mask[60, 10], only.Mask[99, 10]);
        Assert.Equal(only.Mask[60, 41], only.Mask[99, 41]);
        Assert.Equal(2, only.Windows.Count);
    }

    [Fact]
    public void A_cut_mask_without_partner_is_dropped_and_one_that_only_comes_near_the_edge_is_kept()
    {
        Assert.Empty(Stitch([Box(70, 10, 30, 30)], []));
        Assert.Single(Stitch([Box(49, 10, 30, 30)], []));
        Assert.Single(Stitch([Box(20, 10, 80, 2)], [])); // a thin thing: the cut is under 5 % of its border
    }

    [Fact]
    public void What_its_owner_must_have_seen_and_did_not_is_dropped_unless_the_owner_failed()
    {
        Assert.Empty(Stitch([Box(82, 40, 16, 10)], []));
        Assert.Single(Stitch([Box(82, 40, 16, 10)], null));
    }

    [Fact]
    public void Nested_things_are_joined_level_by_level()
    {
        var objects = Stitch([Box(20, 10, 80, 60), Box(60, 20, 40, 20)], [Box(60, 10, 80, 60), Box(60, 20, 60, 20)]);
        Assert.Equal(2, objects.Count);
        using var spool = new ObjectSpool(Path.GetTempPath());
        foreach (var item in objects) spool.Append(item);
        spool.Seal(_ => true);
        var forest = Forest.Of(spool);
        Assert.Equal([-1, 0], forest.Parents);
        Assert.Equal([0, 1], forest.Levels);
    }

    static List<SceneObject> Stitch(BitMask[] left, BitMask[]? right)
    {
        var windows = new Dictionary<WindowIndex, WindowResult> { [new(0, 0)] = Window(0, left) };
        if (right is not null) windows[new(0, 1)] = Window(1, right);
        return StitcherTests.Stitch(windows, Pair);
    }

    static WindowResult Window(int col, BitMask[] masks) => new(new(0, col), [.. masks.Select(m =>
        new WindowMask(m, 0.9f, 0.95f, 0, 0, WindowEdges.None, [1], [new(m.Area, m.Area, m.Area)]))], null);

    static BitMask Box(int x, int y, int width, int height)
    {
        var mask = new BitMask(x, y, width, height);
        for (var v = y; v < y + height; v++) for (var u = x; u < x + width; u++) mask.Set(u, v);
        return mask;
    }
}
