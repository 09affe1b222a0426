using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// SAM 2 as ONNX Runtime's own converter writes it (<c>transformers/models/sam2</c>): labels and image size are 32-bit integers, <c>masks</c> may be
/// thresholded already, so <c>low_res_masks</c> are taken.
/// </summary>
internal sealed class OnnxRuntimeSam2Family : IModelFamily
{
    static readonly FeatureLink[] Features =
        [new("image_embeddings", "image_embeddings"), new("image_features_0", "image_features_0"), new("image_features_1", "image_features_1")];

    public string Name => "ONNX Runtime SAM 2";

    public bool Recognises(ModelSignature s) =>
        ImageInput.Takes(s.EncoderInputs)
        && Features.All(f => s.EncoderOutputs.Has(f.Output, Float32, 4))
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("image_features_0", Float32, 4), ("image_features_1", Float32, 4),
            ("point_coords", Float32, 3), ("point_labels", OrtElementType.Int32, 2), ("input_masks", Float32, 4), ("has_input_masks", Float32, 1),
            ("original_image_size", OrtElementType.Int32, 1))
        && s.DecoderOutputs.Has("low_res_masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        var sizes = ModelSizes.Of(folder, signature, Features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        var batches = signature.DecoderInputs.Named("point_coords").Dimension(0) is null;
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = Features,
            LabelType = OrtElementType.Int32,
            PromptsPerCall = batches ? PromptBatch.Of(folder, device) : 1,
            BatchIsUncertain = true,
            MaskPrompt = "input_masks",
            HasMask = "has_input_masks",
            IsMaskPerPrompt = true,
            ImageSize = "original_image_size",
            Masks = "low_res_masks",
        });
    }
}
