using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Models;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Models;

/// <summary>Every family on a tiny model of its published signature.</summary>
public sealed class FamilyTests
{
    [Fact]
    public void Every_known_family_has_a_case() => Assert.Equal(ModelLoader.KnownFamilies.Order(), Families.All.Order());

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void It_is_recognised_with_its_sizes(string name)
    {
        var expected = Families.Named(name);
        using var model = expected.Open();
        Assert.Equal(expected, new(name, model.Family, model.ImageSize, model.LowResSize, model.Channels, model.Outputs, model.PromptsPerCall, expected.TakesBoxes));
        Assert.Equal(model.Outputs == 4 ? [1, 2, 3] : [0, 1, 2], model.AutomaticOutputs);
        Assert.Equal(model.Outputs == 4 ? 0 : null, model.SingleMaskIndex);
    }

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void The_picture_lies_top_left_and_the_rest_is_zero(string name)
    {
        using var model = Families.Named(name).Open();
        var (width, height) = (model.ImageSize * 5 / 8, model.ImageSize / 4);
        var rgb = new byte[3 * width * height];
        for (var i = 0; i < rgb.Length; i++) rgb[i] = (byte)(10 + i % 3 * 10 + (i / 3 / width >= height / 2 ? 100 : 0));   // brighter below
        using var embedding = model.Encode(rgb, width, height);
        double[] mean = [123.675, 116.28, 103.53], deviation = [58.395, 57.12, 57.375];
        var (rows, columns) = (embedding.Rows, embedding.Columns);
        for (var c = 0; c < 3; c++)
            for (var y = 0; y < rows; y++)
                for (var x = 0; x < columns; x++)
                {
                    var colour = 10 + c * 10 + (y >= rows / 8 ? 100 : 0);
                    var expected = x < columns * 5 / 8 && y < rows / 4 ? (colour - mean[c]) / deviation[c] : 0;
                    Assert.True(Math.Abs(expected - embedding.Features[(c * rows + y) * columns + x]) < 1e-4, $"channel {c}, row {y}, column {x}");
                }
    }

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void Masks_lie_where_prompt_and_picture_say(string name)
    {
        using var model = Families.Named(name).Open();
        var window = new LitWindow(model.ImageSize);
        var options = new MaskGeneratorOptions(PointsPerSide: 4, StabilityThreshold: 0.5f);
        var generated = new MaskGenerator(model, options, 2, new()).Generate(window.Rgb, window.Width, window.Height, null, default);
        generated.Embedding.Dispose();

        (float X, float Y)[] prompts = [.. new[] { 3, 5 }.SelectMany(_ => new[] { 1, 3 }, (x, y) => (x * model.ImageSize / 8f, y * model.ImageSize / 8f))];
        // a prompt in the dark whose disc reaches the light gets a sliver of it
        var masks = generated.Masks.Where(m => window.IsLit(m.X, m.Y, 0)).ToList();
        Assert.Equal(prompts, masks.Select(m => (m.X, m.Y)).Distinct().Order());
        Assert.Equal(3 * prompts.Length, masks.Count);
        foreach (var mask in masks)
        {
            // 0.9, 0.95 and 0.97 to the last digit: nothing in the prompt was wrong
            var (score, radius) = new[] { (0.9f, 6), (0.95f, 10), (0.97f, 20) }.MinBy(s => Math.Abs(s.Item1 - mask.PredictedIou));
            Assert.Equal(score, mask.PredictedIou, 1e-4);
            var iou = window.IouWithDisc(mask.Mask, mask.X, mask.Y, (double)radius * model.ImageSize / model.LowResSize);
            Assert.True(iou > (radius == 20 ? 0.97 : 0.93), $"the mask of radius {radius} cells at ({mask.X}, {mask.Y}) has an IoU of {iou:0.000} with its disc");
        }
    }

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void Crops_come_back_to_their_place(string name)
    {
        using var model = Families.Named(name).Open();
        var window = new LitWindow(model.ImageSize);
        var options = new MaskGeneratorOptions(PointsPerSide: 2, StabilityThreshold: 0.5f, CropLayers: 1);
        var generated = new MaskGenerator(model, options, 2, new()).Generate(window.Rgb, window.Width, window.Height, null, default);
        generated.Embedding.Dispose();
        // away from the light's sides, which a crop's embedding cells do not meet exactly
        var whole = generated.Masks.Where(m => m.Crop.Width < window.Width).Select(m =>
        {
            var cells = new[] { (0.9f, 6), (0.95f, 10), (0.97f, 20) }.MinBy(s => Math.Abs(s.Item1 - m.PredictedIou)).Item2;
            return (m.Mask, m.X, m.Y, Radius: (double)cells * Math.Max(m.Crop.Width, m.Crop.Height) / model.LowResSize);
        }).Where(m => window.IsLit(m.X, m.Y, m.Radius + model.ImageSize / 32)).ToList();
        Assert.NotEmpty(whole);
        Assert.All(whole, m => Assert.True(window.IouWithDisc(m.Mask, m.X, m.Y, m.Radius) > 0.9, $"({m.X}, {m.Y}), radius {m.Radius} px"));
    }

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void A_batch_answers_as_one_at_a_time(string name)
    {
        using var model = Families.Named(name).Open();
        var window = new LitWindow(model.ImageSize);
        using var embedding = model.Encode(window.Rgb, window.Width, window.Height);
        PromptPoint[] points = [.. Enumerable.Range(1, Math.Min(5, model.PromptsPerCall)).Select(i => new PromptPoint(i * model.ImageSize / 9f, i * 20, PointLabel.Foreground))];
        using var batch = model.Decode(embedding, points, 1);
        for (var i = 0; i < points.Length; i++)
        {
            using var alone = model.Decode(embedding, [points[i]], 1);
            for (var output = 0; output < model.Outputs; output++)
            {
                Assert.Equal(alone.PredictedIou(0, output), batch.PredictedIou(i, output));
                Assert.Equal(alone.Logits(0, output), batch.Logits(i, output));
            }
        }
    }

    [Theory, MemberData(nameof(Families.Names), MemberType = typeof(Families))]
    public void A_box_is_answered_or_refused_in_words(string name)
    {
        var expected = Families.Named(name);
        using var model = expected.Open();
        using var embedding = model.Encode(new byte[3 * 64 * 64], 64, 64);
        PromptPoint[] box = [new(8, 8, PointLabel.BoxTopLeft), new(40, 40, PointLabel.BoxBottomRight)];
        if (expected.TakesBoxes)
        {
            using var decoded = model.Decode(embedding, box, 2);
            Assert.Equal(1, decoded.Prompts);
        }
        else Assert.Contains(model.Family, Assert.Throws<PromptRefusedException>(() => model.Decode(embedding, box, 2)).Message, StringComparison.Ordinal);
    }
}
