using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation;

/// <summary>tile-sam on a real GeoTIFF.</summary>
public sealed class WindowSegmenterTests : IDisposable
{
    static readonly (int X, int Y, int W, int H)[] Roofs = [(60, 70, 70, 50), (200, 60, 60, 80), (330, 180, 90, 60), (90, 300, 60, 90), (260, 330, 70, 60), (420, 420, 60, 60)];

    readonly TestRasters _rasters = new();
    readonly SegmentationModel _model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 2);

    [Fact]
    public void Bright_rectangles_are_found()
    {
        using var scene = Scene(640, 640);
        var grid = WindowGrid.Create(scene.Width, scene.Height, _model.ImageSize, 0.25);
        using var reader = scene.OpenReader();
        var clock = new StageClock();
        var segmenter = new WindowSegmenter(_model, _model.Folder.Automatic, clock: clock);
        var result = segmenter.Segment(reader, grid, new(0, 0), default);

        foreach (var roof in Roofs)
        {
            var (iou, mask) = result.Masks.Select(m => (Iou: Iou(m.Mask, roof), m)).MaxBy(m => m.Iou);
            Assert.True(iou >= 0.7, $"the rectangle {roof} is found with IoU {iou:0.00} only");
            Assert.Equal(384, mask.Features.Length);
            Assert.Equal(3, mask.Bands.Length);
            Assert.Equal(mask.Mask.Area, mask.Bands[0].Count);
            Assert.InRange(mask.Bands[2].Sum / mask.Bands[2].Count, 170, 230);   // drawn with 221 to 228 in blue
            Assert.True(mask.PredictedIou > 0.4f && mask.Stability >= 0.7f);
        }
        Assert.Null(result.Valid);
        Assert.All(result.Masks, m => Assert.Equal(WindowEdges.None, m.Near & (WindowEdges.Left | WindowEdges.Top)));
        Assert.Contains(result.Masks, m => m.Near != WindowEdges.None);
        Assert.Equal(["read", "encode", "decode", "masks"], clock.Seconds.Keys);
        Assert.All(clock.Seconds.Values, seconds => Assert.True(seconds > 0));
    }

    [Fact]
    public void Two_runs_are_equal()
    {
        using var scene = Scene(512, 512);
        var grid = WindowGrid.Create(scene.Width, scene.Height, _model.ImageSize, 0.25);
        var runs = Enumerable.Range(0, 2).Select(_ =>
        {
            using var reader = scene.OpenReader();
            return new WindowSegmenter(_model, _model.Folder.Automatic with { PointsPerSide = 6 }).Segment(reader, grid, new(0, 0), default);
        }).ToArray();
        Assert.NotEmpty(runs[0].Masks);
        Assert.Equal(runs[0].Masks.Count, runs[1].Masks.Count);
        foreach (var (a, b) in runs[0].Masks.Zip(runs[1].Masks))
        {
            Assert.Equal((a.PredictedIou, a.Stability, a.PointX, a.PointY, a.Mask.X, a.Mask.Y), (b.PredictedIou, b.Stability, b.PointX, b.PointY, b.Mask.X, b.Mask.Y));
            Assert.Equal(a.Mask.Words, b.Mask.Words);
            Assert.Equal(a.Features, b.Features);
            Assert.Equal(a.Bands, b.Bands);
        }
    }

    [Fact]
    public void A_raster_smaller_than_a_window_keeps_its_scale()
    {
        using var scene = Scene(300, 280);
        var grid = WindowGrid.Create(300, 280, _model.ImageSize, 0.25);
        using var reader = scene.OpenReader();
        var result = new WindowSegmenter(_model, _model.Folder.Automatic).Segment(reader, grid, new(0, 0), default);
        foreach (var roof in Roofs[..2]) Assert.True(result.Masks.Max(m => Iou(m.Mask, roof)) >= 0.6);
        Assert.All(result.Masks, m => Assert.True(m.Mask is { X: >= 0, Y: >= 0, Right: <= 300, Bottom: <= 280 } && m.Near == WindowEdges.None));
    }

    [Fact]
    public void Masks_and_points_keep_to_valid_pixels()
    {
        // No data right of x = 230 and nothing at all in the second window
        using var scene = Scene(900, 400, raster => raster.Bands[0].SetNoData(0), x => x >= 230);
        var grid = WindowGrid.Create(scene.Width, scene.Height, _model.ImageSize, 0.25);
        using var reader = scene.OpenReader();
        var segmenter = new WindowSegmenter(_model, _model.Folder.Automatic);
        var result = segmenter.Segment(reader, grid, new(0, 0), default);
        Assert.Equal(230L * 400, result.Valid!.Area);
        Assert.NotEmpty(result.Masks);
        Assert.All(result.Masks, m => Assert.True(m.Mask.Right <= 230 && m.PointX < 230 && m.Bands[0].Count == m.Mask.Area));

        var empty = segmenter.Segment(reader, grid, new(0, 1), default);
        Assert.Empty(empty.Masks);
        Assert.Equal(0, empty.Valid!.Area);
    }

    [Fact]
    public void Crops_add_masks_and_small_regions_go()
    {
        using var scene = Scene(512, 512);
        using var pixels = scene.OpenReader().Read(new(0, 0, 512, 512));
        var plain = _model.Folder.Automatic with { PointsPerSide = 6 };
        var one = Generate(plain);
        var cropped = Generate(plain with { CropLayers = 1 });
        Assert.Contains(cropped, m => m.Crop.Width < 512);
        Assert.All(cropped, m => Assert.True(m.Mask is { X: >= 0, Y: >= 0, Right: <= 512, Bottom: <= 512 }));
        Assert.Contains(Roofs, roof => cropped.Any(m => m.Crop.Width < 512 && Iou(m.Mask, roof) >= 0.6));   // enlarged and put back in its place

        var clean = Generate(plain with { MinMaskRegionArea = 100 });
        Assert.True(clean.Count <= one.Count);
        Assert.All(clean, m => Assert.False(SmallRegions.Remove(m.Mask, 512, 512, 100) is { Changed: true } again && again.Mask.Area != m.Mask.Area));

        IReadOnlyList<MaskCandidate> Generate(MaskGeneratorOptions options)
        {
            var generated = new MaskGenerator(_model, options, 2, new()).Generate(pixels.Picture, 512, 512, null, default);
            generated.Embedding.Dispose();
            return generated.Masks;
        }
    }

    [Fact]
    public void A_click_and_a_box_are_answered()
    {
        using var scene = Scene(640, 640);
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new(100, 20, 512, 512));
        using var window = new EncodedWindow(_model, pixels);
        var (x, y, w, h) = Roofs[1];
        var click = window.Ask([new(x + w / 2, y + h / 2, PointLabel.Foreground)]);
        Assert.True(Iou(click.Mask!, Roofs[1]) >= 0.7);
        var box = window.Ask([new(x, y, PointLabel.BoxTopLeft), new(x + w, y + h, PointLabel.BoxBottomRight)]);
        Assert.True(Iou(box.Mask!, Roofs[1]) >= 0.7);
    }

    [Fact]
    public void Cancelling_stops_it()
    {
        using var scene = Scene(512, 512);
        using var reader = scene.OpenReader();
        var grid = WindowGrid.Create(512, 512, 512, 0.25);
        Assert.Throws<OperationCanceledException>(() => new WindowSegmenter(_model, _model.Folder.Automatic).Segment(reader, grid, new(0, 0), new(true)));
    }

    SceneRaster Scene(int width, int height, Action<Geo.Native.Gdal.Dataset>? more = null, Func<int, bool>? missing = null)
    {
        var rgb = TestRasters.Rectangles(width, height, Roofs.Where(r => r.X + r.W <= width && r.Y + r.H <= height));
        if (missing is not null)
            for (var i = 0; i < rgb.Length; i++)
                if (missing(i / 3 % width)) rgb[i] = 0;
        return SceneRaster.Open(_rasters.Write($"{Guid.NewGuid():N}.tif", width, height, 3, rgb, transform: TestRasters.NorthUp, more: more), new());
    }

    static double Iou(BitMask mask, (int X, int Y, int W, int H) r)
    {
        long both = 0;
        for (var y = r.Y; y < r.Y + r.H; y++)
            for (var x = r.X; x < r.X + r.W; x++)
                if (mask[x, y]) both++;
        return (double)both / (mask.Area + r.W * r.H - both);
    }

    public void Dispose()
    {
        _model.Dispose();
        _rasters.Dispose();
    }
}
