using System.Text.Json.Nodes;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation;

public sealed class ModelTests
{
    [Fact]
    public void Tile_sam_is_recognised_and_brings_its_own_settings()
    {
        using var model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 1);
        Assert.Equal("tile-sam", model.Family);
        Assert.Equal((512, 128, 384, 4, 8), (model.ImageSize, model.LowResSize, model.Channels, model.Outputs, model.PromptsPerCall));
        Assert.Equal([0, 1, 2, 3], model.AutomaticOutputs);
        Assert.Equal(new(PointsPerSide: 16, PredictedIouThreshold: 0.25f, StabilityThreshold: 0.7f, BoxNmsThreshold: 0.7f, MinMaskRegionArea: 100), model.Folder.Automatic);
    }

    [Fact]
    public void A_batch_of_prompts_answers_as_one_at_a_time()
    {
        using var model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 1);
        var rgb = new byte[3 * 512 * 512];
        new Random(1).NextBytes(rgb);
        using var embedding = model.Encode(rgb, 512, 512);
        PromptPoint[] points = [new(100, 60, PointLabel.Foreground), new(300, 200, PointLabel.Foreground), new(500, 500, PointLabel.Foreground)];
        using var batch = model.Decode(embedding, points, 1);
        for (var i = 0; i < points.Length; i++)
        {
            using var alone = model.Decode(embedding, [points[i]], 1);
            for (var output = 0; output < 4; output++)
            {
                Assert.Equal(alone.PredictedIou(0, output), batch.PredictedIou(i, output), 1e-4);
                var (a, b) = (alone.Logits(0, output).ToArray(), batch.Logits(i, output).ToArray());
                for (var p = 0; p < a.Length; p++) Assert.Equal(a[p], b[p], 2e-3);
            }
        }
    }

    [Theory]
    [InlineData(1)]                                        // segment-anything's habit
    [InlineData(3)]                                        // what the model is trained with
    public void Padding_points_change_no_answer(int padding)
    {
        using var model = ModelLoader.Open(Repository.PathOf("models", "tile-sam"), threads: 1);
        var rgb = new byte[3 * 512 * 512];
        new Random(1).NextBytes(rgb);
        using var embedding = model.Encode(rgb, 512, 512);
        PromptPoint[] padded = [new(100, 60, PointLabel.Foreground), .. Enumerable.Repeat(new PromptPoint(7, 9, PointLabel.Padding), padding)];
        using var alone = model.Decode(embedding, padded[..1], 1);
        using var decoded = model.Decode(embedding, padded, padded.Length);
        for (var output = 0; output < 4; output++)
        {
            Assert.Equal(alone.PredictedIou(0, output), decoded.PredictedIou(0, output), 1e-4);
            var (a, b) = (alone.Logits(0, output).ToArray(), decoded.Logits(0, output).ToArray());
            for (var p = 0; p < a.Length; p++) Assert.Equal(a[p], b[p], 2e-3);
        }
    }

    [Theory]
    [InlineData("official-sam", 10, 20, 30)]                                                        // raw 0..255 in
    [InlineData("official-sam-planar", (10 - 123.675) / 58.395, (20 - 116.28) / 57.12, (30 - 103.53) / 57.375)]
    public void The_official_decoder_is_recognised_with_both_encoders(string name, double red, double green, double blue)
    {
        using var model = ModelLoader.Open(Fixture(name), threads: 1);
        Assert.StartsWith("official SAM", model.Family, StringComparison.Ordinal);
        Assert.Equal((1024, 256, 256, 1, 0), (model.ImageSize, model.LowResSize, model.Channels, model.PromptsPerCall, model.SingleMaskIndex));
        Assert.Equal([1, 2, 3], model.AutomaticOutputs);

        var rgb = new byte[3 * 200 * 100];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(10 + i % 3 * 10);
        using var embedding = model.Encode(rgb, 200, 100);
        Assert.Equal([(float)red, (float)green, (float)blue], [embedding.Features[0], embedding.Features[4096], embedding.Features[2 * 4096]], (a, b) => Math.Abs(a - b) < 1e-3);

        // With the padding point the labels add up to 0 and the scores are the fixture's own.
        using var decoded = model.Decode(embedding, [new(400, 600, PointLabel.Foreground)], 1);
        Assert.Equal([0.5f, 0.9f, 0.95f, 0.97f], Enumerable.Range(0, 4).Select(i => decoded.PredictedIou(0, i)), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.Equal(3, model.Answer(decoded, 0, isSingleClick: true));
        Assert.Equal(0, model.Answer(decoded, 0, isSingleClick: false));
        Assert.True(decoded.Logits(0, 2)[150 * 256 + 100] > 0);
        Assert.True(decoded.Logits(0, 2)[150 * 256 + 111] < 0);

        // A box takes no padding point: labels 2 + 3.
        using var box = model.Decode(embedding, [new(10, 10, PointLabel.BoxTopLeft), new(90, 90, PointLabel.BoxBottomRight)], 2);
        Assert.Equal(1.0f, box.PredictedIou(0, 0), 1e-5);
    }

    [Fact]
    public void The_generator_finds_the_official_decoders_discs()
    {
        using var model = ModelLoader.Open(Fixture("official-sam"), threads: 1);
        var options = model.Folder.Automatic with { PointsPerSide = 4, StabilityThreshold = 0.5f };
        Assert.Equal(0.88f, options.PredictedIouThreshold);
        using var generated = new MaskGenerator(model, options, 1, new()).Generate(new byte[3 * 1024 * 1024], 1024, 1024, null, default).Embedding;
        var masks = new MaskGenerator(model, options, 1, new()).Generate(new byte[3 * 1024 * 1024], 1024, 1024, null, default).Masks;
        // Radii 6, 10 and 20 on the 256 grid are 24, 40 and 80 px; their boxes overlap by less than 0.7.
        Assert.Equal(3 * 16, masks.Count);
        Assert.Equal([0.97f, 0.95f, 0.9f], masks.Select(m => m.PredictedIou).Distinct(), (a, b) => Math.Abs(a - b) < 1e-5);
        Assert.All(masks.Take(16), m => Assert.Equal(Math.PI * 80 * 80, m.Mask.Area, Math.PI * 80 * 80 * 0.02));
        Assert.Equal((128f, 128f), (masks[0].X, masks[0].Y));
    }

    [Fact]
    public void An_altered_file_is_refused()
    {
        var folder = Copy("altered");
        File.AppendAllText(Path.Combine(folder, "decoder.onnx"), "x");
        var e = Assert.Throws<ModelRefusedException>(() => ModelLoader.Open(folder));
        Assert.Contains("sha256 of decoder.onnx", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_family_is_refused_with_what_was_found_and_what_is_known()
    {
        var folder = Copy("unknown");
        var file = JsonNode.Parse(File.ReadAllText(Path.Combine(folder, "model.json")))!;
        file["decoder"] = file["encoder"]!.DeepClone();
        File.WriteAllText(Path.Combine(folder, "model.json"), file.ToJsonString());
        var e = Assert.Throws<ModelRefusedException>(() => ModelLoader.Open(folder));
        Assert.Contains("input_image Float32[image_height,image_width,3]", e.Message, StringComparison.Ordinal);
        Assert.Contains("tile-sam; official SAM / MobileSAM decoder; EfficientViT-SAM; EfficientSAM; samexporter SAM 2 / 2.1; ONNX Runtime SAM 2; optimum / transformers.js SAM", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{", "cannot be read")]
    [InlineData("{\"encoder\": {\"file\": \"../encoder.onnx\"}}", "outside the folder")]
    [InlineData("{\"encoder\": {\"file\": \"gone.onnx\"}}", "is missing")]
    [InlineData("{}", "names no encoder.file")]
    [InlineData("{\"encoder\": {\"file\": \"model.json\"}, \"decoder\": {\"file\": \"decoder.onnx\"}}", "no valid ONNX file")]
    public void A_faulty_folder_is_refused(string json, string problem)
    {
        var folder = Copy("faulty");
        File.WriteAllText(Path.Combine(folder, "model.json"), json);
        var e = Assert.Throws<ModelRefusedException>(() => ModelLoader.Open(folder));
        Assert.Contains(problem, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_without_model_json_is_refused() =>
        Assert.Contains("no model.json", Assert.Throws<ModelRefusedException>(() => ModelLoader.Open(Path.GetTempPath())).Message, StringComparison.Ordinal);

    static string Fixture(string name) => Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", name);

    static string Copy(string name)
    {
        var folder = Directory.CreateTempSubdirectory($"geo-{name}-").FullName;
        foreach (var file in Directory.GetFiles(Fixture("official-sam"))) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        return folder;
    }
}
