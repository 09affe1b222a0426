using Geo.Kernels.Devices;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Segmentation.Models;
using Geo.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Segmentation.Devices;

/// <summary>A device's masks against those of the processor. A software GPU is slow: one window, few prompts.</summary>
public sealed class DeviceTests(ITestOutputHelper output)
{
    const int Size = 512;

    [SkippableTheory, InlineData("webgpu"), InlineData("cuda")]
    public void Its_masks_are_those_of_the_processor(string device)
    {
        var folder = Repository.PathOf("models", "tile-sam");
        Skip.If(TestDevice.IsSlow(device), "a software GPU takes more than a minute for it; GEO_TEST_SLOW=1 takes the time");
        using var there = TestDevice.Open(folder, device);
        using var here = ModelLoader.Open(folder);
        using var scene = SceneRaster.Open(Repository.PathOf("sample-tiles", "scene.tif"), new());
        using var reader = scene.OpenReader();
        using var pixels = reader.Read(new PixelRect(1200, 700, Size, Size));
        output.WriteLine(there.Device.ToString());

        using var expected = here.Encode(pixels.Rgb, Size, Size);
        using var embedding = there.Encode(pixels.Rgb, Size, Size);
        AssertOnDevice(there, embedding);
        var furthest = 0f;
        for (var i = 0; i < expected.Features.Length; i++) furthest = Math.Max(furthest, Math.Abs(expected.Features[i] - embedding.Features[i]));
        output.WriteLine($"embedding: {furthest}");
        Assert.InRange(furthest, 0, 0.02f);

        // two calls of different sizes on one bound embedding
        PromptPoint[] points = [.. Enumerable.Range(0, 6).Select(i => new PromptPoint(60 + i % 3 * 180, 120 + i / 3 * 240, PointLabel.Foreground))];
        Assert.Equal(4 * there.Outputs, Compare(here, there, expected, embedding, points[..4]) + Compare(here, there, expected, embedding, points[4..]) - 2 * there.Outputs);
    }

    /// <summary>The same chain in a model that a software GPU has done in seconds.</summary>
    [SkippableTheory, InlineData("webgpu"), InlineData("cuda")]
    public void A_tiny_model_answers_the_same(string device)
    {
        var tiny = Families.Named("tile-sam");
        using var there = TestDevice.Open(tiny.Path, device);
        using var here = tiny.Open();
        var window = new LitWindow(tiny.ImageSize);
        using var expected = here.Encode(window.Rgb, window.Width, window.Height);
        using var embedding = there.Encode(window.Rgb, window.Width, window.Height);
        PromptPoint[] points = [.. Enumerable.Range(0, 16).Select(i => new PromptPoint(32 + i % 4 * 128, 32 + i / 4 * 64, PointLabel.Foreground))];
        Compare(here, there, expected, embedding, points[..8]);
    }

    /// <summary>SAM 2 hands two fine layers to its decoder besides the embedding.</summary>
    [SkippableTheory, InlineData("webgpu"), InlineData("cuda")]
    public void Further_layers_stay_on_the_device(string device)
    {
        var tiny = Families.Named("onnxruntime-sam2");
        using var there = TestDevice.Open(tiny.Path, device);
        using var here = tiny.Open();
        var window = new LitWindow(tiny.ImageSize);
        using var expected = here.Encode(window.Rgb, window.Width, window.Height);
        using var embedding = there.Encode(window.Rgb, window.Width, window.Height);
        Assert.Equal(3, embedding.Bound.Features.Count);
        AssertOnDevice(there, embedding);
        Compare(here, there, expected, embedding, [new(384, 384, PointLabel.Foreground), new(640, 128, PointLabel.Foreground)]);
    }

    /// <summary>Four windows in one call; their features are told apart on the device and stay there.</summary>
    [SkippableTheory, InlineData("webgpu", "transformers-sam"), InlineData("cuda", "transformers-sam")]
    public void Windows_of_a_call_stay_on_the_device(string device, string name)
    {
        var tiny = Families.Named(name);
        using var there = TestDevice.Open(tiny.Path, device, windowsPerCall: 4);
        using var here = tiny.Open();
        Assert.Equal(4, there.WindowsPerCall);
        var window = new LitWindow(tiny.ImageSize);
        ModelPicture[] pictures = [.. new[] { 1, 2, 3 }.Select(dim => new ModelPicture(window.Rgb.Select(v => (byte)(v - 20 * dim)).ToArray(), window.Width, window.Height, window.Width, window.Height))];
        var encoded = there.Encode(pictures, new SimdDevice());
        for (var i = 0; i < pictures.Length; i++)
        {
            using var expected = here.Encode(pictures[i], new SimdDevice());
            using var embedding = encoded[i];
            AssertOnDevice(there, embedding);
            for (var f = 0; f < expected.Features.Length; f += 97) Assert.Equal(expected.Features[f], embedding.Features[f], 1e-3f);
            Compare(here, there, expected, embedding, [new(384, 200, PointLabel.Foreground), new(320, 128, PointLabel.Foreground)]);
        }
    }

    /// <summary>What the decoder reads lies in the device's memory, and only the copy for the processor in its own.</summary>
    static void AssertOnDevice(SegmentationModel there, ImageEmbedding embedding)
    {
        Assert.All(embedding.Bound.Features, f => Assert.StartsWith(f.Memory, there.Device.Memory, StringComparison.Ordinal));    // "WebGPU_Buf" in newer versions
        Assert.All(embedding.Bound.Features, f => Assert.False(f.IsOnCpu));
        Assert.True(embedding.Bound.Embedding.IsOnCpu);
    }

    /// <summary>The number of planes compared, all of them alike.</summary>
    int Compare(SegmentationModel here, SegmentationModel there, ImageEmbedding expected, ImageEmbedding embedding, PromptPoint[] points)
    {
        using var a = here.Decode(expected, points, 1);
        using var b = there.Decode(embedding, points, 1);
        var compared = 0;
        for (var prompt = 0; prompt < points.Length; prompt++)
            for (var plane = 0; plane < here.Outputs; plane++, compared++)
            {
                var (score, iou) = (Math.Abs(a.PredictedIou(prompt, plane) - b.PredictedIou(prompt, plane)), Iou(a.Logits(prompt, plane), b.Logits(prompt, plane), here.MaskThreshold));
                output.WriteLine($"prompt {prompt}, plane {plane}: score differs by {score}, IoU {iou}");
                Assert.InRange(score, 0, 0.005f);
                Assert.InRange(iou, 0.99, 1);
            }
        return compared;
    }

    static double Iou(ReadOnlySpan<float> a, ReadOnlySpan<float> b, float threshold)
    {
        int both = 0, any = 0;
        for (var i = 0; i < a.Length; i++)
        {
            if (a[i] > threshold && b[i] > threshold) both++;
            if (a[i] > threshold || b[i] > threshold) any++;
        }
        return any == 0 ? 1 : (double)both / any;
    }
}
