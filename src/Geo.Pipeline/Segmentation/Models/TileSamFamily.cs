using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// tile-sam: the SAM decoder with a batch of prompts and low-resolution output (training/export.py). A SAM exported in the same form is
/// recognised too.
/// </summary>
internal sealed class TileSamFamily : IModelFamily
{
    public string Name => "tile-sam";

    public bool Recognises(ModelSignature s) =>
        ImageInput.Takes(s.EncoderInputs)
        && s.EncoderOutputs.Has("image_embeddings", Float32, 4)
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("point_coords", Float32, 3), ("point_labels", Float32, 2),
            ("mask_input", Float32, 4), ("has_mask_input", Float32, 1))
        && s.DecoderInputs.Named("point_coords").Dimension(0) is null
        && s.DecoderOutputs.Has("low_res_masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        FeatureLink[] features = [new("image_embeddings", "image_embeddings")];
        var sizes = ModelSizes.Of(folder, signature, features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = features,
            PromptsPerCall = PromptBatch.Of(folder, device),
            MaskPrompt = "mask_input",
            HasMask = "has_mask_input",
            Masks = "low_res_masks",
        });
    }
}
