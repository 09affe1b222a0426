using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// EfficientViT-SAM (<c>deployment/onnx</c> of mit-han-lab/efficientvit): a batch of prompts, no mask prompt, low-resolution <c>masks</c>. The L models'
/// encoder sees 512 px while points and masks stay in the 1024-px frame, which is 16 px an embedding cell.
/// </summary>
internal sealed class EfficientVitSamFamily : IModelFamily
{
    public string Name => "EfficientViT-SAM";

    public bool Recognises(ModelSignature s) =>
        ImageInput.Takes(s.EncoderInputs)
        && s.EncoderOutputs.Has("image_embeddings", Float32, 4)
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("point_coords", Float32, 3), ("point_labels", Float32, 2))
        && s.DecoderOutputs.Has("masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device)
    {
        FeatureLink[] features = [new("image_embeddings", "image_embeddings")];
        var sizes = ModelSizes.Of(folder, signature, features);
        var image = ImageInput.Normalised(signature.EncoderInputs[0], sizes.Image, folder.File.PixelMean, folder.File.PixelStd);
        var batches = signature.DecoderInputs.Named("point_coords").Dimension(0) is null;
        return PromptModel.Create(Name, folder, signature, encoder, decoder, device, image, sizes, new()
        {
            Features = features,
            PointFrame = 16 * sizes.Cells,
            NeedsPaddingPoint = true,
            PromptsPerCall = batches ? PromptBatch.Of(folder, device) : 1,
            Masks = "masks",
        });
    }
}
