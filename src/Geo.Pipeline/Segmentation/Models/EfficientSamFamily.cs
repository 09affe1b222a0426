using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// EfficientSAM (<c>export_to_onnx.py</c>): the graph takes 0 to 1, resizes to 1024 px and normalises; points are in pixels of <c>orig_im_size</c>, which
/// the masks are enlarged to. Given the low-resolution size as that, it answers with its logits as they are. The prompts are axis 1 of
/// [1, prompts, points, 2]; some exports leave that open with one point each, others fix one prompt with any number of points.
/// </summary>
internal sealed class EfficientSamFamily : IModelFamily
{
    public string Name => "EfficientSAM";

    public bool Recognises(ModelSignature s) =>
        s.EncoderInputs.AreExactly(("batched_images", Float32, 4))
        && s.EncoderOutputs.Has("image_embeddings", Float32, 4)
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("batched_point_coords", Float32, 4), ("batched_point_labels", Float32, 3),
            ("orig_im_size", OrtElementType.Int64, 1))
        && s.DecoderOutputs.Has("output_masks", Float32, 5)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 3);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        FeatureLink[] features = [new("image_embeddings", "image_embeddings")];
        var sizes = ModelSizes.Of(folder, signature, features);
        var points = signature.DecoderInputs.Named("batched_point_coords");
        var batches = points.Dimension(1) is null;
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, ImageInput.UnitRange(signature.EncoderInputs[0], sizes.Image), sizes, new()
        {
            Features = features,
            Points = "batched_point_coords",
            Labels = "batched_point_labels",
            HasImageAxis = true,
            PointFrame = sizes.LowRes,
            PointsPerPrompt = points.Dimension(2),
            PromptsPerCall = batches ? PromptBatch.Of(folder, device) : 1,
            BatchIsUncertain = true,
            ImageSize = "orig_im_size",
            Masks = "output_masks",
        });
    }
}
