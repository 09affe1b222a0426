using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation.Models;

/// <summary>ONNX files that compute in float16 between float32 inputs and outputs.</summary>
public sealed class HalfPrecisionTests
{
    [Fact]
    public void It_loads_as_it_is_and_answers_like_the_same_model_in_single_precision()
    {
        var folder = Repository.PathOf("tests", "Geo.Pipeline.Tests", "fixtures", "families", "half-precision");
        using var half = ModelLoader.Open(folder, new ComputeDevice("cpu", "processor", "asked for") { WindowsPerCall = 4 });
        using var single = Families.Named("tile-sam").Open();
        Assert.Equal(("tile-sam", 4), (half.Family, half.WindowsPerCall));
        var window = new LitWindow(half.ImageSize);
        using var a = half.Encode(window.Rgb, window.Width, window.Height);
        using var b = single.Encode(window.Rgb, window.Width, window.Height);
        var furthest = 0f;
        for (var i = 0; i < b.Features.Length; i++) furthest = Math.Max(furthest, Math.Abs(a.Features[i] - b.Features[i]));
        Assert.InRange(furthest, 0, 2e-3f);             // rounded to 11 bits; ONNX Runtime's CPU computes what it can in single precision

        PromptPoint[] points = [new(200, 120, PointLabel.Foreground), new(330, 100, PointLabel.Foreground)];
        using DecodedMasks x = half.Decode(a, points, 1), y = single.Decode(b, points, 1);
        for (var prompt = 0; prompt < points.Length; prompt++)
            for (var plane = 0; plane < half.Outputs; plane++)
            {
                Assert.Equal(y.PredictedIou(prompt, plane), x.PredictedIou(prompt, plane), 1e-3f);
                var moved = 0;
                for (var i = 0; i < 128 * 128; i++)
                    if (x.Logits(prompt, plane)[i] > 0 != y.Logits(prompt, plane)[i] > 0) moved++;
                Assert.InRange(moved, 0, 20);
            }
    }
}
