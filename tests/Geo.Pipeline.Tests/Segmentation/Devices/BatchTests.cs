using Geo.Kernels.Devices;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Rasters;
using Geo.Pipeline.Tests.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Devices;

/// <summary>Several windows in one encoder call. On a GPU that is the rule; here the processor is asked for it too.</summary>
public sealed class BatchTests
{
    static readonly ComputeDevice Four = new("cpu", "processor", "asked for") { WindowsPerCall = 4 };
    static readonly SimdDevice Processor = new();

    /// <summary>The batch of tile-sam's encoder is open, and who shares a call changes an embedding by rounding only.</summary>
    [Theory, InlineData(4), InlineData(2)]
    public void A_window_of_tile_sam_is_encoded_in_a_call_as_it_is_alone(int windows)
    {
        var folder = Repository.PathOf("models", "tile-sam");
        using var batches = ModelLoader.Open(folder, Four);
        using var plain = ModelLoader.Open(folder);
        Assert.Equal((4, 1), (batches.WindowsPerCall, plain.WindowsPerCall));
        using var scene = SceneRaster.Open(Repository.PathOf("sample-tiles", "scene.tif"), new());
        using var reader = scene.OpenReader();
        var pixels = Enumerable.Range(0, windows).Select(i => reader.Read(new PixelRect(300 * i, 200 * i, 512, 512 - 100 * i))).ToList();
        var encoded = batches.Encode([.. pixels.Select(p => new ModelPicture(p.Rgb.ToArray(), p.Width, p.Height, p.Width, p.Height))], Processor);
        PromptPoint[] points = [.. Enumerable.Range(0, 6).Select(i => new PromptPoint(60 + i % 3 * 90, 40 + i / 3 * 80, PointLabel.Foreground))];
        for (var w = 0; w < windows; w++)
        {
            using var expected = plain.Encode(pixels[w].Rgb, pixels[w].Width, pixels[w].Height);
            using var embedding = encoded[w];
            for (var i = 0; i < expected.Features.Length; i++) Assert.Equal(expected.Features[i], embedding.Features[i], 1e-5f);
            using DecodedMasks a = plain.Decode(expected, points, 1), b = batches.Decode(embedding, points, 1);
            for (var prompt = 0; prompt < points.Length; prompt++)
                for (var plane = 0; plane < plain.Outputs; plane++)
                {
                    Assert.Equal(a.PredictedIou(prompt, plane), b.PredictedIou(prompt, plane), 1e-5f);
                    var moved = 0;
                    for (var i = 0; i < 128 * 128; i++)
                        if (a.Logits(prompt, plane)[i] > 0 != b.Logits(prompt, plane)[i] > 0) moved++;
                    Assert.InRange(moved, 0, 1);
                }
            pixels[w].Dispose();
        }
    }

    /// <summary>Call by call the same bits, whatever the windows beside it and wherever it stands.</summary>
    [Fact]
    public void Its_neighbours_in_a_call_do_not_matter()
    {
        using var model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), Four);
        var random = new Random(3);
        ModelPicture[] pictures = [.. Enumerable.Range(0, 5).Select(_ => Noise())];
        var (first, second) = (model.Encode(pictures[..4], Processor), model.Encode([pictures[4], pictures[1]], Processor));
        Assert.Equal(first[1].Features, second[1].Features);
        Assert.NotEqual(first[0].Features.ToArray(), second[0].Features.ToArray());
        foreach (var embedding in first.Concat(second)) embedding.Dispose();

        ModelPicture Noise()
        {
            var rgb = new byte[3 * 512 * 512];
            random.NextBytes(rgb);
            return new(rgb, 512, 512, 512, 512);
        }
    }

    /// <summary>Families whose published encoders leave the batch open; EfficientSAM's declares one, but resizes to a single picture inside.</summary>
    [Theory, InlineData("efficientvit-sam-l", 4), InlineData("efficientvit-sam-xl", 4), InlineData("transformers-sam", 4), InlineData("efficientsam", 1), InlineData("onnxruntime-sam2", 1)]
    public void A_batch_is_believed_when_it_has_been_tried(string name, int windows)
    {
        var tiny = Families.Named(name);
        using var batches = ModelLoader.Open(tiny.Path, Four);
        Assert.Equal(windows, batches.WindowsPerCall);
    }

    [Theory, InlineData("efficientvit-sam-l"), InlineData("transformers-sam")]
    public async Task Windows_of_a_call_are_segmented_each_as_alone(string name)
    {
        var tiny = Families.Named(name);
        using var batches = ModelLoader.Open(tiny.Path, Four);
        using var plain = tiny.Open();
        var options = new MaskGeneratorOptions(PointsPerSide: 4, StabilityThreshold: 0.5f);
        var grid = WindowGrid.Create(3 * tiny.ImageSize, tiny.ImageSize, tiny.ImageSize, 0.25);
        var lit = new LitWindow(tiny.ImageSize);
        // the second is dark: it has masks of its own, none; the third is half as bright
        byte[][] pictures = [lit.Rgb, new byte[lit.Rgb.Length], [.. lit.Rgb.Select(v => (byte)(v / 4 * 3))]];
        var pixels = pictures.Select((rgb, i) => (Index: grid.Windows().ElementAt(i), Pixels: WindowPixels.OfRgb(new(0, 0, lit.Width, lit.Height), rgb))).ToList();
        var together = await new WindowSegmenter(batches, options).SegmentAsync(pixels, grid, default);
        Assert.Equal(pixels.Select(p => p.Index), together.Select(r => r.Index));
        foreach (var (result, (index, window)) in together.Zip(pixels))
        {
            var alone = new WindowSegmenter(plain, options).Segment(window, grid, index, default);
            Assert.Equal(alone.Masks.Select(m => (m.PredictedIou, m.PointX, m.PointY, m.Mask.Area)), result.Masks.Select(m => (m.PredictedIou, m.PointX, m.PointY, m.Mask.Area)));
            Assert.Equal(alone.Masks.SelectMany(m => m.Mask.Words), result.Masks.SelectMany(m => m.Mask.Words));
            window.Dispose();
        }
        Assert.NotEmpty(together[0].Masks);
        Assert.Empty(together[1].Masks);
    }
}
