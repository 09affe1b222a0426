using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation;

public sealed class GeneratorPartsTests
{
    [Fact]
    public void The_grid_has_half_a_step_of_margin_and_x_runs_fastest()
    {
        var points = PointGrid.Points(4, 512, 512, 512, 512);
        Assert.Equal(16, points.Count);
        Assert.Equal([(64f, 64f), (192f, 64f), (320f, 64f), (448f, 64f), (64f, 192f)], points.Take(5));
        Assert.Equal((448f, 448f), points[^1]);
    }

    [Fact]
    public void A_cut_off_window_keeps_the_spacing()
    {
        var whole = PointGrid.Points(16, 512, 512, 512, 512);
        var part = PointGrid.Points(16, 512, 512, 200, 40);
        Assert.Equal(whole.Where(p => p.X < 200 && p.Y < 40), part);
        Assert.Equal([(4f, 3.5f)], PointGrid.Points(16, 512, 512, 8, 7));   // too small for the grid: its middle
    }

    [Fact]
    public void Crop_boxes_are_those_of_segment_anything()
    {
        // generate_crop_boxes((1000, 1500), 2, 512/1500) of segment_anything/utils/amg.py, worked out by hand for layer 1
        var boxes = CropBoxes.Create(1500, 1000, 1, 512.0 / 1500);
        Assert.Equal(new(0, 0, 1500, 1000), boxes[0].Rect);
        Assert.Equal(
            [new(0, 0, 921, 671), new(0, 330, 921, 670), new(580, 0, 920, 671), new(580, 330, 920, 670)],
            boxes.Skip(1).Select(b => b.Rect));
        Assert.Equal(1 + 4 + 16, CropBoxes.Create(512, 512, 2, 512.0 / 1500).Count);
    }

    [Fact]
    public void Suppression_keeps_the_best_and_the_first_of_equals()
    {
        MaskBox[] boxes = [new(0, 0, 10, 10), new(0, 0, 10, 10), new(1, 0, 10, 10), new(50, 50, 60, 60), new(3, 3, 3, 3), new(3, 3, 3, 3)];
        float[] scores = [0.8f, 0.8f, 0.9f, 0.1f, 0.5f, 0.5f];
        // boxes 0 and 1 overlap box 2 by 0.9; boxes without area have no IoU and stay
        Assert.Equal([2, 4, 5, 3], BoxNms.Keep(boxes, scores, 0.7f));
        Assert.Equal([2, 0, 4, 5, 3], BoxNms.Keep(boxes, scores, 0.95f));
    }

    [Fact]
    public void Suppression_equals_the_plain_rule_on_random_boxes()
    {
        var random = new Random(3);
        MaskBox[] boxes = [.. Enumerable.Range(0, 200).Select(_ =>
        {
            int x = random.Next(80), y = random.Next(80);
            return new MaskBox(x, y, x + random.Next(1, 40), y + random.Next(1, 40));
        })];
        float[] scores = [.. boxes.Select(_ => random.Next(10) / 10f)];
        var left = Enumerable.Range(0, boxes.Length).OrderByDescending(i => scores[i]).ToList();   // LINQ's order is stable
        var expected = new List<int>();
        while (left.Count > 0)
        {
            var best = left[0];
            expected.Add(best);
            left.RemoveAll(i => i == best || Overlap(boxes[i], boxes[best]) > 0.3f);
        }
        Assert.Equal(expected, BoxNms.Keep(boxes, scores, 0.3f));

        static float Overlap(MaskBox a, MaskBox b)
        {
            float w = Math.Max(0, Math.Min(a.X1, b.X1) - Math.Max(a.X0, b.X0)), h = Math.Max(0, Math.Min(a.Y1, b.Y1) - Math.Max(a.Y0, b.Y0));
            return w * h / ((a.X1 - a.X0) * (a.Y1 - a.Y0) + (b.X1 - b.X0) * (b.Y1 - b.Y0) - w * h);
        }
    }

    [Theory]
    [InlineData(400, 100, 450, 150, WindowEdges.Left)]                    // 400 − 384 = 16
    [InlineData(404, 100, 450, 150, WindowEdges.Left)]                    // 20 counts
    [InlineData(405, 100, 450, 150, WindowEdges.None)]
    [InlineData(500, 100, 876, 150, WindowEdges.Right)]                   // 896 − 876 = 20
    [InlineData(500, 100, 875, 150, WindowEdges.None)]
    [InlineData(500, 0, 600, 150, WindowEdges.None)]                      // the top is the raster's own edge
    [InlineData(385, 300, 895, 511, WindowEdges.Left | WindowEdges.Right | WindowEdges.Bottom)]
    public void Only_edges_inside_the_raster_make_a_fragment(int x0, int y0, int x1, int y1, WindowEdges expected) =>
        Assert.Equal(expected, EdgeRule.Near(new(x0, y0, x1, y1), new(384, 0, 512, 512), new(0, 0, 1000, 900)));

    [Fact]
    public void The_last_windows_edge_is_the_rasters()
    {
        var (window, raster) = (new PixelRect(384, 384, 256, 300), new PixelRect(0, 0, 640, 684));
        Assert.Equal(WindowEdges.None, EdgeRule.Near(new(600, 500, 639, 683), window, raster));
        Assert.Equal(WindowEdges.Top, EdgeRule.Near(new(500, 390, 600, 500), window, raster));
    }

    [Fact]
    public void Options_out_of_range_are_named()
    {
        var e = Assert.Throws<ArgumentOutOfRangeException>(() => (new MaskGeneratorOptions() with { PointsPerSide = 0 }).Checked());
        Assert.Contains("PointsPerSide", e.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => (new MaskGeneratorOptions() with { PredictedIouThreshold = float.NaN }).Checked());
    }
}
