using Geo.Pipeline.Evaluation;
using Geo.Pipeline.Masks;
using Xunit;

namespace Geo.Pipeline.Tests.Evaluation;

public sealed class ImageScoreTests
{
    const int Side = 100;

    [Fact]
    public void Exact_masks_score_full_and_without_error()
    {
        var truth = Truth(("A", Box(10, 10, 20, 20)), ("A", Box(50, 50, 30, 10)));
        var tally = Score(truth, Box(10, 10, 20, 20), Box(50, 50, 30, 10));
        Assert.Equal(new Figures(2, 1, 1, 1, 0, 0), tally["A"].Figures);
    }

    [Fact]
    public void Nothing_found_loses_everything_and_leaves_under_segmentation_undefined()
    {
        var tally = Score(Truth(("A", Box(10, 10, 20, 20))));
        Assert.Equal(new Figures(1, 0, 0, 0, 1, null), tally["A"].Figures);
        Assert.Equal(0, tally["A"].Touched);
    }

    [Fact]
    public void Halves_are_over_segmentation_and_a_larger_mask_is_under_segmentation()
    {
        // Two halves: each has IoU 0.5, which matches; the partition's larger share is half.
        var halves = Score(Truth(("A", Box(0, 0, 20, 20))), Box(0, 0, 10, 20), Box(10, 0, 10, 20))["A"].Figures;
        Assert.Equal(new Figures(1, 1, 0.5, 1, 0.5, 0), halves);
        // Four times as large: IoU 0.25.
        var larger = Score(Truth(("A", Box(0, 0, 20, 20))), Box(0, 0, 40, 40))["A"].Figures;
        Assert.Equal(new Figures(1, 0, 0.25, 1, 0, 0.75), larger);
    }

    [Fact]
    public void Iou_sees_all_masks_but_over_and_under_only_the_partition()
    {
        // The mask is exact, but a smaller one on it takes a quarter of its pixels.
        var figures = Score(Truth(("A", Box(0, 0, 20, 20))), Box(0, 0, 20, 20), Box(0, 0, 10, 10))["A"].Figures;
        Assert.Equal(new Figures(1, 1, 1, 1, 0.25, 0), figures);
    }

    [Fact]
    public void Of_equal_shares_the_smaller_segment_counts()
    {
        // 200 pixels in each: of 200 and of 400.
        var figures = Score(Truth(("A", Box(10, 0, 20, 20))), Box(0, 0, 20, 20), Box(20, 0, 10, 20))["A"].Figures;
        Assert.Equal((0.5, 0.0), (figures.Over, figures.Under));
    }

    [Fact]
    public void Coverage_counts_labelled_pixels_that_are_no_objects_too()
    {
        var small = Box(90, 90, 5, 5);
        var truth = new Truth(Side, Side, [new("A", Box(0, 0, 15, 5))], new Dictionary<string, BitMask> { ["A"] = Union(Box(0, 0, 15, 5), small), ["B"] = Box(40, 40, 9, 9) });
        var tallies = ImageScore.Of(truth, Found(small));
        Assert.Equal(0.25, tallies["A"].Figures.Coverage);
        Assert.Equal(new Figures(0, null, null, 0, null, null), tallies["B"].Figures);
    }

    [Fact]
    public void Tallies_add_up_object_by_object()
    {
        var a = Score(Truth(("A", Box(0, 0, 20, 20))), Box(0, 0, 20, 20))["A"];
        var b = Score(Truth(("A", Box(0, 0, 20, 20)), ("A", Box(40, 40, 20, 20)), ("A", Box(70, 70, 20, 20))))["A"];
        var both = (a + b).Figures;
        Assert.Equal((4, 0.25, 0.25, 0.25, 0.75, 0.0), (both.Objects, both.Recall50, both.MeanBestIou, both.Coverage, both.Over, both.Under));
    }

    [Theory]
    [InlineData(0, 0, 2, 3, new[] { 0, 3, 1, 3, 5 })]        // the left columns, all but the last row
    [InlineData(1, 1, 2, 3, new[] { 5, 3, 1, 3 })]           // to the foot of the last column
    [InlineData(0, 0, 3, 4, new[] { 0, 12 })]
    [InlineData(1, 0, 1, 4, new[] { 4, 4, 4 })]
    public void Run_lengths_go_down_the_columns(int x, int y, int width, int height, int[] expected) =>
        Assert.Equal(expected, CocoMasks.Counts(Box(x, y, width, height), 3, 4));

    static IReadOnlyDictionary<string, Tally> Score(Truth truth, params BitMask[] masks) => ImageScore.Of(truth, Found(masks));

    static ImageMasks Found(params BitMask[] masks) => new(Side, Side, [.. masks.Select(m => new FoundMask(m, 0.9f))]);

    static Truth Truth(params (string Class, BitMask Mask)[] objects) => new(Side, Side, [.. objects.Select(o => new TruthObject(o.Class, o.Mask))],
        objects.GroupBy(o => o.Class).ToDictionary(g => g.Key, g => g.Select(o => o.Mask).Aggregate(Union)));

    static BitMask Union(BitMask a, BitMask b)
    {
        var union = new BitMask(0, 0, Side, Side);
        union.Unite(a);
        union.Unite(b);
        return union;
    }

    static BitMask Box(int x, int y, int width, int height)
    {
        var mask = new BitMask(x, y, width, height);
        for (var v = y; v < y + height; v++)
            for (var u = x; u < x + width; u++) mask.Set(u, v);
        return mask;
    }
}
