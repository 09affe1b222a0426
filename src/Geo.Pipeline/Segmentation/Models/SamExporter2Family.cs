using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// SAM 2 and 2.1 as samexporter writes them: two high-resolution feature maps beside the embedding; the graph adds the padding point; one flag
/// for all mask prompts. Earlier versions also enlarge to <c>orig_im_size</c>.
/// </summary>
internal sealed class SamExporter2Family : IModelFamily
{
    static readonly FeatureLink[] Features = [new("image_embed", "image_embed"), new("high_res_feats_0", "high_res_feats_0"), new("high_res_feats_1", "high_res_feats_1")];

    public string Name => "samexporter SAM 2 / 2.1";

    public bool Recognises(ModelSignature s) =>
        ImageInput.Takes(s.EncoderInputs)
        && Features.All(f => s.EncoderOutputs.Has(f.Output, Float32, 4))
        && s.DecoderInputs.Without("orig_im_size").AreExactly(("image_embed", Float32, 4), ("high_res_feats_0", Float32, 4), ("high_res_feats_1", Float32, 4),
            ("point_coords", Float32, 3), ("point_labels", Float32, 2), ("mask_input", Float32, 4), ("has_mask_input", Float32, 1))
        && s.DecoderOutputs.Has("masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        var sizes = ModelSizes.Of(folder, signature, Features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        var batches = signature.DecoderInputs.Named("point_coords").Dimension(0) is null;
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = Features,
            PromptsPerCall = batches ? PromptBatch.Of(folder, device) : 1,
            BatchIsUncertain = true,
            MaskPrompt = "mask_input",
            HasMask = "has_mask_input",
            IsMaskPerPrompt = true,
            ImageSize = signature.DecoderInputs.Any(t => t.Name == "orig_im_size") ? "orig_im_size" : null,
            Masks = "masks",
        });
    }
}
