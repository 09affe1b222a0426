using Geo.Kernels.Devices;
using System.Security.Cryptography;
using Geo.Native.Gdal;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Segmentation.Exact;

/// <summary>
/// The engine against the plain PyTorch form of Segment Anything's generator on the same weights (docs/exactness.md). Re-made by
/// <c>python3 training/reference_amg.py --write</c>.
/// </summary>
public sealed class ExactnessTests(ITestOutputHelper output) : IDisposable
{
    /// <summary>Prompts that the reference decodes, as training/reference_amg.py has it.</summary>
    const int ReferencePrompts = 16;

    readonly SegmentationModel _model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 2);

    public static TheoryData<string> Windows => ["town", "town-crops", "dubai", "dubai-large", "kampala", "tapachula", "levir", "cogeo"];

    [SkippableTheory]
    [MemberData(nameof(Windows))]
    public void The_networks_are_the_references(string name)
    {
        var (reference, rgb) = Load(name);
        Assert.Equal((_model.Folder.EncoderSha256, _model.Folder.DecoderSha256), (reference.EncoderSha256, reference.DecoderSha256));
        var (width, height) = (reference.Window[2], reference.Window[3]);
        var frames = CropBoxes.Create(width, height, Options(reference).CropLayers, Options(reference).CropOverlapRatio)
            .Select(box => CropFrame.Resized(rgb, width, box.Rect, _model.ImageSize)).ToList();
        Assert.Equal(reference.FramesSha256, frames.Select(f => Sha256(Resized(f))));

        var first = frames[0];
        using var embedding = _model.Encode(first.Picture, Processor);
        Near(reference.Embedding, embedding.Features, 2e-3);
        var points = PointGrid.Points(Options(reference).PointsPerSide, width, height, width, height).Take(ReferencePrompts)
            .Select(p => new PromptPoint(p.X * first.ScaleX, p.Y * first.ScaleY, PointLabel.Foreground));
        List<float> planes = [], ious = [];
        foreach (var call in points.Chunk(_model.PromptsPerCall))
        {
            using var decoded = _model.Decode(embedding, call, 1);
            for (var prompt = 0; prompt < call.Length; prompt++)
                for (var plane = 0; plane < _model.Outputs; plane++)
                {
                    planes.AddRange(decoded.Logits(prompt, plane));
                    ious.Add(decoded.PredictedIou(prompt, plane));
                }
        }
        Near(reference.Logits, planes.ToArray(), 5e-3);
        Near(reference.Ious, ious.ToArray(), 1e-4);
    }

    [SkippableTheory]
    [MemberData(nameof(Windows))]
    public void The_masks_are_the_references(string name)
    {
        var (reference, rgb) = Load(name);
        var generated = new MaskGenerator(_model, Options(reference), 2, new()).GenerateImage(rgb, reference.Window[2], reference.Window[3], default);
        generated.Embedding.Dispose();
        var match = ReferenceMatch.Of(reference, generated.Masks);
        output.WriteLine($"{name}: {match}");

        Assert.True(reference.Masks.Length >= 30, $"the reference has {reference.Masks.Length} masks only");
        Assert.True(Math.Abs(generated.Masks.Count - reference.Masks.Length) <= 0.01 * reference.Masks.Length, $"{match}");
        Assert.True(match.Matched >= 0.98 * reference.Masks.Length, $"{match}");
        Assert.True(match.PredictedIou < 1e-3 && match.Stability < 1e-3, $"{match}");
    }

    [Fact]
    public void A_whole_window_of_a_scene_is_a_picture()
    {
        var (reference, rgb) = Load("town");
        var generator = new MaskGenerator(_model, Options(reference) with { PointsPerSide = 6 }, 2, new());
        var (window, image) = (generator.Generate(rgb, 512, 512, null, default), generator.GenerateImage(rgb, 512, 512, default));
        Assert.NotEmpty(window.Masks);
        Assert.Equal(image.Masks.Select(m => (m.PredictedIou, m.Stability, m.Box, m.X, m.Y)), window.Masks.Select(m => (m.PredictedIou, m.Stability, m.Box, m.X, m.Y)));
        window.Embedding.Dispose();
        image.Embedding.Dispose();
    }

    [Fact]
    public void Masks_a_pixel_aside_do_not_match()
    {
        var reference = ReferenceWindow.Read("town");
        MaskCandidate[] Moved(int by) => [.. reference.Masks.Select(m => new MaskCandidate(
            PackedBits.Tighten(reference.Mask(m))!.Translate(by, 0), m.PredictedIou, m.Stability, m.Point[0], m.Point[1],
            new(m.Crop[0], m.Crop[1], m.Crop[2] - m.Crop[0], m.Crop[3] - m.Crop[1])))];
        var (right, wrong) = (ReferenceMatch.Of(reference, Moved(0)), ReferenceMatch.Of(reference, Moved(1)));
        Assert.Equal((reference.Masks.Length, 0L), (right.Matched, right.Pixels));
        Assert.True(wrong.Matched < 0.5 * reference.Masks.Length, $"{wrong}");
        Assert.Equal(reference.Masks.Select(m => new MaskBox(m.Box[0], m.Box[1], m.Box[2], m.Box[3])), Moved(0).Select(m => m.Box));
    }

    MaskGeneratorOptions Options(ReferenceWindow reference) => reference.Apply(_model.Folder.Automatic);

    static readonly SimdDevice Processor = new();

    static byte[] Resized(CropFrame crop)
    {
        float[] bytes = [.. Enumerable.Range(0, 768).Select(i => (float)(i % 256))], frame = new float[3 * crop.ContentWidth * crop.ContentHeight];
        Processor.FillFrame(crop.Rgb.Span, crop.Rect.Width, crop.Rect.Height,
            new(crop.ContentWidth, crop.ContentHeight, crop.ContentWidth, crop.ContentHeight, false, bytes, [0, 0, 0]), frame);
        return [.. frame.Select(v => (byte)v)];
    }

    static (ReferenceWindow Reference, byte[] Rgb) Load(string name)
    {
        var reference = ReferenceWindow.Read(name);
        var w = reference.Window;
        using var raster = Dataset.Open(reference.Locate());
        var rgb = new byte[3 * w[2] * w[3]];
        raster.Read(new(w[0], w[1], w[2], w[3]), w[2], w[3], [1, 2, 3], rgb.AsSpan());
        Assert.True(Sha256(rgb) == reference.PixelsSha256, $"{reference.File} decodes to other pixels here than where the reference was made: re-make it");
        return (reference, rgb);
    }

    static void Near(float[] expected, ReadOnlySpan<float> all, double tolerance)
    {
        for (var i = 0; i < expected.Length; i++) Assert.Equal(expected[i], all[i * (all.Length / expected.Length)], tolerance);
    }

    static string Sha256(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    public void Dispose() => _model.Dispose();
}
