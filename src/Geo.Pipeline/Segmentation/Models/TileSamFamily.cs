using Geo.Native.OnnxRuntime;
using static Geo.Native.OnnxRuntime.OrtElementType;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>
/// tile-sam: the SAM decoder with a batch of prompts and low-resolution output (training/export.py), and an encoder that takes the normalised frame.
/// A SAM exported in the same form is recognised too.
/// </summary>
internal sealed class TileSamFamily : IModelFamily
{
    /// <summary>
    /// On a CPU: more prompts are answered no faster, with the same bits, and each takes 10 MB in every thread.
    /// </summary>
    const int MostPromptsOnCpu = 8;

    public string Name => "tile-sam";

    public bool Recognises(ModelSignature s) =>
        s.EncoderInputs.AreExactly(("image", Float32, 4))
        && s.EncoderOutputs.Has("image_embeddings", Float32, 4)
        && s.DecoderInputs.AreExactly(("image_embeddings", Float32, 4), ("point_coords", Float32, 3), ("point_labels", Float32, 2),
            ("mask_input", Float32, 4), ("has_mask_input", Float32, 1))
        && s.DecoderInputs.Named("point_coords").Dimension(0) is null
        && s.DecoderOutputs.Has("low_res_masks", Float32, 4)
        && s.DecoderOutputs.Has("iou_predictions", Float32, 2);

    public SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, string device) =>
        PointDecoderModel.Create(Name, folder, signature, encoder, decoder, device, new(
            EncoderInput: "image", EmbeddingOutput: "image_embeddings", TakesRawImage: false,
            HasImageSize: false, PromptsPerCall: Math.Min(folder.File.Prompts?.SuggestedMaximum ?? 64, device == "cpu" ? MostPromptsOnCpu : int.MaxValue), NeedsPaddingPoint: false));
}
