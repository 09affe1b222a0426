using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>Finds out what a decoder's signature does not say, by asking it once or twice on an empty embedding.</summary>
internal sealed class DecoderTrial(PromptDecoder decoder, ModelFolder folder, ModelSizes sizes)
{
    readonly Lazy<float[][]> _nothing = new(() => [.. sizes.Features.Select(shape => new float[shape.Aggregate((n, d) => n * d)])]);

    /// <summary>Planes that the decoder gives for a prompt.</summary>
    /// <exception cref="ModelRefusedException">Its planes have not the size of four an embedding cell.</exception>
    public int Outputs()
    {
        var answer = Ask(Point(0.4f));
        try
        {
            var (masks, scores) = (answer[0], answer[1]);
            if (masks.Dimensions[^1] != sizes.LowRes || masks.Dimensions[^2] != sizes.LowRes)
                throw new ModelRefusedException(folder.Path, $"its masks have {masks.Dimensions[^1]} × {masks.Dimensions[^2]} cells where {sizes.LowRes} × {sizes.LowRes} were expected.",
                    "State image_size in model.json if the encoder's frame is not 16 px an embedding cell.");
            return (int)scores.Dimensions[^1];
        }
        finally
        {
            Release(answer);
        }
    }

    /// <summary>Whether two prompts in one call are answered as the two alone.</summary>
    public bool AnswersBatches(int outputs)
    {
        OrtValue[] both = [], alone = [];
        try
        {
            alone = Ask(Point(0.7f));
            both = Ask(Point(0.3f), Point(0.7f));
            var plane = sizes.LowRes * sizes.LowRes * outputs;
            return both[0].ElementCount == 2 * plane && alone[0].ElementCount == plane
                && Agree(both[0].Span<float>()[plane..], alone[0].Span<float>()) && Agree(both[1].Span<float>()[outputs..], alone[1].Span<float>());
        }
        catch (OrtException) when (alone.Length > 0)
        {
            return false;
        }
        finally
        {
            Release(both);
            Release(alone);
        }
    }

    static bool Agree(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        for (var i = 0; i < b.Length; i++)
            if (!(MathF.Abs(a[i] - b[i]) <= 1e-2f + 1e-3f * MathF.Abs(b[i]))) return false;
        return true;
    }

    OrtValue[] Ask(params PromptPoint[] prompts) => decoder.Try(_nothing.Value, prompts, 1);

    PromptPoint Point(float share) => new(share * sizes.Image, share * sizes.Image, PointLabel.Foreground);

    static void Release(OrtValue[] values)
    {
        foreach (var value in values) value.Dispose();
    }
}
