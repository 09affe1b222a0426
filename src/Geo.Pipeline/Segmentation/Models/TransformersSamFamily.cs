using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// SAM and SlimSAM as optimum exports them for transformers.js: prompts are axis 1 of [1, prompts, points, 2], labels are 64-bit integers, the
/// encoder also hands over the positional embedding, the graph adds the padding point. Its labels know no box corners.
/// </summary>
internal sealed class TransformersSamFamily : IModelFamily
{
    static readonly FeatureLink[] Features =
        [new("image_embeddings", "image_embeddings"), new("image_positional_embeddings", "image_positional_embeddings")];

    public string Name => "optimum / transformers.js SAM";

    public bool Recognises(ModelSignature s) =>
        s.EncoderInputs.AreExactly(("pixel_values", Float32, 4))
        && Features.All(f => s.EncoderOutputs.Has(f.Output, Float32, 4))
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("image_positional_embeddings", Float32, 4),
            ("input_points", Float32, 4), ("input_labels", OrtElementType.Int64, 3))
        && s.DecoderOutputs.Has("pred_masks", Float32, 5)
        && s.DecoderOutputs.Has("iou_scores", Float32, 3);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        var sizes = ModelSizes.Of(folder, signature, Features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        var batches = signature.DecoderInputs.Named("input_points").Dimension(1) is null;
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = Features,
            Points = "input_points",
            Labels = "input_labels",
            LabelType = OrtElementType.Int64,
            HasImageAxis = true,
            TakesBoxes = false,
            PromptsPerCall = batches ? PromptBatch.Of(folder, device) : 1,
            Masks = "pred_masks",
            Scores = "iou_scores",
        });
    }
}
