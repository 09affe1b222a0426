using Geo.Native.OnnxRuntime;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// The decoder that segment-anything and MobileSAM export (<c>scripts/export_onnx_model.py</c>), one prompt a call, with an encoder exported by
/// samexporter: either form, <c>input_image</c> [H,W,3] raw 0 to 255 (the graph normalises and pads) or a normalised [1,3,1024,1024].
/// </summary>
internal sealed class OfficialSamFamily : IModelFamily
{
    public string Name => "official SAM / MobileSAM decoder";

    public bool Recognises(ModelSignature s) =>
        s.EncoderInputs.Count == 1 && s.EncoderInputs[0] is { ElementType: Float32, Rank: 3 or 4 }
        && s.EncoderOutputs.Count > 0 && s.EncoderOutputs[0].Rank == 4
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("point_coords", Float32, 3), ("point_labels", Float32, 2),
            ("mask_input", Float32, 4), ("has_mask_input", Float32, 1), ("orig_im_size", Float32, 1))
        && s.DecoderOutputs.Has("low_res_masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, string device) =>
        PointDecoderModel.Create(Name, folder, signature, encoder, decoder, device, new(
            EncoderInput: signature.EncoderInputs[0].Name, EmbeddingOutput: signature.EncoderOutputs[0].Name,
            TakesRawImage: signature.EncoderInputs[0].Rank == 3,
            HasImageSize: true, PromptsPerCall: 1, NeedsPaddingPoint: true));
}
