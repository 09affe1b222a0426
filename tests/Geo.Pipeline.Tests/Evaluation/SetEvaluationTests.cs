using Geo.Native.Gdal;
using Geo.Pipeline.Evaluation;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Evaluation;

/// <summary>tile-sam on PNG files: bright rectangles, which it finds, and what the truth says of them.</summary>
public sealed class SetEvaluationTests : IDisposable
{
    static readonly (int X, int Y, int W, int H)[] Roofs = [(60, 70, 70, 50), (200, 60, 60, 80), (330, 180, 90, 60), (90, 300, 60, 90)];
    const int Side = 512;

    readonly SetFolder _set = new();
    readonly SegmentationModel _model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 2);

    [Fact]
    public void Images_without_georeference_are_evaluated_on_their_own_pixels()
    {
        var mask = new byte[Side * Side];
        foreach (var (x0, y0, w, h) in Roofs)
            for (var y = y0; y < y0 + h; y++) Array.Fill(mask, (byte)1, y * Side + x0, w);
        Array.Fill(mask, (byte)2, (Side - 10) * Side, 10 * Side);    // a strip of nothing that is called a road
        _set.Png("images", "roofs.png", Side, Side, 3, TestRasters.Rectangles(Side, Side, Roofs));
        _set.Png("masks", "roofs.png", Side, Side, 1, mask);
        _set.Text("classes.csv", "class,value\nRoof,1\nRoad,2\n");

        var pictures = _set.PathOf("pictures");
        var native = Evaluate(new(_set.Path, Pictures: pictures, Masks: _set.PathOf("found")));
        Assert.Equal((1, 5), (native.Images, native.Overall.Objects));
        Assert.Equal((4, 1.0), (native.Classes["Roof"].Objects, native.Classes["Roof"].Recall50));
        Assert.InRange(native.Classes["Roof"].MeanBestIou!.Value, 0.7, 1);
        Assert.InRange(native.Classes["Roof"].Coverage!.Value, 0.8, 1);
        Assert.Equal(0, native.Classes["Road"].Recall50);
        Assert.Equal(0.8, native.Overall.Recall50!.Value, 12);
        Assert.True(native.SecondsPerMpx > 0 && native.Masks >= Roofs.Length);
        Assert.True(File.Exists(_set.PathOf("found", "roofs.json")));
        var picture = ImageCodec.Decode(File.ReadAllBytes(Path.Combine(pictures, "best-1-roofs.jpg")));
        Assert.InRange(picture.Width, 2 * picture.Height - 100, 2 * picture.Height + 100);

        // Half as many pixels a side, but judged on the image's.
        var coarse = Evaluate(new(_set.Path), gsd: 2);
        Assert.Equal((4, 1.0), (coarse.Classes["Roof"].Objects, coarse.Classes["Roof"].Recall50));
        Assert.InRange(coarse.Classes["Roof"].MeanBestIou!.Value, 0.7, 1);
    }

    [Fact]
    public void Truth_from_polygons_in_pixels()
    {
        _set.Png("images", "roofs.png", Side, Side, 3, TestRasters.Rectangles(Side, Side, Roofs));
        var features = Roofs.Select(r => $$$"""
            {"type":"Feature","properties":{"image":"roofs","class":"Roof"},"geometry":{"type":"Polygon","coordinates":
            [[[{{{r.X}}},{{{r.Y}}}],[{{{r.X + r.W}}},{{{r.Y}}}],[{{{r.X + r.W}}},{{{r.Y + r.H}}}],[{{{r.X}}},{{{r.Y + r.H}}}],[{{{r.X}}},{{{r.Y}}}]]]}}
            """);
        _set.Text("truth.geojson", $$"""{"type":"FeatureCollection","features":[{{string.Join(',', features)}}]}""");
        var summary = Evaluate(new(_set.Path));
        Assert.Equal((4, 1.0), (summary.Overall.Objects, summary.Overall.Recall50));
    }

    [Fact]
    public void Sets_that_are_not_laid_out_are_refused_before_any_work()
    {
        Assert.Contains("no image", Refusal().Problem, StringComparison.Ordinal);
        _set.Png("images", "a.png", 8, 8, 1, new byte[64]);
        Assert.Contains("neither masks/ nor truth.geojson", Refusal().Problem, StringComparison.Ordinal);
        _set.Png("masks", "b.png", 8, 8, 1, new byte[64]);
        Assert.Contains("classes.csv", Refusal().Path, StringComparison.Ordinal);
        _set.Text("classes.csv", "class,value\nA,7\n");
        Assert.Contains("no mask: a", Refusal().Problem, StringComparison.Ordinal);
        _set.Png("masks", "a.png", 8, 8, 1, new byte[64]);
        Assert.Contains("no object", Refusal().Problem, StringComparison.Ordinal);
        _set.Png("masks", "a.png", 9, 8, 1, new byte[72]);
        Assert.Contains("9 × 8", Refusal().Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_limit_takes_images_from_all_over_the_set()
    {
        foreach (var name in "abcdefgh") _set.Png("images", $"{name}.png", 8, 8, 1, new byte[64]);
        _set.Text("truth.geojson", """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"image":"a"},"geometry":{"type":"Polygon","coordinates":[[[0,0],[8,0],[8,8],[0,0]]]}}]}""");
        Assert.Equal(["a", "c", "e", "g"], new LabelledSet(_set.Path, 4).Images.Select(i => i.Name));
        Assert.Equal(8, new LabelledSet(_set.Path, 50).Images.Count);
    }

    [Fact]
    public void Only_evaluation_takes_unplaced_rasters()
    {
        var path = _set.Png("images", "a.png", 40, 30, 3, new byte[3600]);
        Assert.Throws<RasterRefusedException>(() => SceneRaster.Open(path, new()));
        using var scene = SceneRaster.Open(path, new(Gsd: 0.5, UnplacedPixel: 1));
        Assert.Equal((80, 60, 0.5, ""), (scene.Width, scene.Height, scene.Gsd, scene.Crs));
        Assert.Throws<InvalidOperationException>(() => scene.PixelToLonLat(new double[1], new double[1]));
    }

    EvaluationException Refusal() => Assert.Throws<EvaluationException>(() => Evaluate(new(_set.Path)));

    EvaluationSummary Evaluate(EvaluationOptions options, double? gsd = null) =>
        new SetEvaluation(_model, new() { Raster = options.Folder, Gsd = gsd, PointsPerSide = 16 }, new Silent()).Execute(options, CancellationToken.None);

    sealed class Silent : IRunProgress
    {
        public void Begin(string stage, long total, string unit) { }
        public void Advance(long pieces = 1) { }
        public void Note(string message) { }
    }

    public void Dispose()
    {
        _set.Dispose();
        _model.Dispose();
    }
}
