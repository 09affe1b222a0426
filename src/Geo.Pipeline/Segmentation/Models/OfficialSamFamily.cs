using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// The decoder that segment-anything and MobileSAM export (<c>scripts/export_onnx_model.py</c>), one prompt a call, with an encoder of
/// samexporter in either form, [H,W,3] raw 0 to 255 (the graph normalises and pads) or a normalised [1,3,1024,1024], or any other that takes one picture.
/// </summary>
internal sealed class OfficialSamFamily : IModelFamily
{
    public string Name => "official SAM / MobileSAM decoder";

    public bool Recognises(ModelSignature s) =>
        ImageInput.Takes(s.EncoderInputs)
        && s.EncoderOutputs is [{ ElementType: Float32, Rank: 4 }, ..]
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("point_coords", Float32, 3), ("point_labels", Float32, 2),
            ("mask_input", Float32, 4), ("has_mask_input", Float32, 1), ("orig_im_size", Float32, 1))
        && s.DecoderOutputs.Has("low_res_masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        FeatureLink[] features = [new(signature.EncoderOutputs[0].Name, "image_embeddings")];
        var sizes = ModelSizes.Of(folder, signature, features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = features,
            NeedsPaddingPoint = true,
            PromptsPerCall = 1,
            MaskPrompt = "mask_input",
            HasMask = "has_mask_input",
            ImageSize = "orig_im_size",
            Masks = "low_res_masks",
        });
    }
}
