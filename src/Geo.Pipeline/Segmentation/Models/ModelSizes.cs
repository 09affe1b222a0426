using Geo.Native.OnnxRuntime;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>The sizes of a model: declared by its signature, stated in model.json, or SAM's proportions (a cell is 16 px, masks are 4 × the cells).</summary>
/// <param name="Image">Side of the encoder's frame.</param>
/// <param name="Cells">Side of the embedding.</param>
/// <param name="LowRes">Side of the decoder's planes.</param>
/// <param name="Features">Shape of everything that goes from the encoder to the decoder.</param>
internal sealed record ModelSizes(int Image, int Channels, int Cells, int LowRes, IReadOnlyList<long[]> Features)
{
    const int SamChannels = 256, CellPixels = 16, PlanesPerCell = 4;

    public static ModelSizes Of(ModelFolder folder, ModelSignature signature, IReadOnlyList<FeatureLink> features)
    {
        var (first, fixedSide) = (features[0], ImageInput.Side(signature.EncoderInputs[0]));
        var (given, made) = (signature.DecoderInputs.Named(first.Input), signature.EncoderOutputs.Named(first.Output));
        var cells = given.Dimension(2) ?? made.Dimension(2) ?? (folder.File.ImageSize ?? fixedSide ?? 1024) / CellPixels;
        var channels = given.Dimension(1) ?? made.Dimension(1) ?? SamChannels;
        var shapes = new List<long[]> { new long[] { 1, channels, cells, cells } };
        foreach (var link in features.Skip(1)) shapes.Add(Shape(folder, signature, link));
        return new(folder.File.ImageSize ?? fixedSide ?? cells * CellPixels, channels, cells, cells * PlanesPerCell, shapes);
    }

    static long[] Shape(ModelFolder folder, ModelSignature signature, FeatureLink link)
    {
        var (given, made) = (signature.DecoderInputs.Named(link.Input), signature.EncoderOutputs.Named(link.Output));
        var shape = new long[given.Rank];
        shape[0] = 1;
        for (var axis = 1; axis < shape.Length; axis++)
            shape[axis] = given.Dimension(axis) ?? made.Dimension(axis)
                ?? throw new ModelRefusedException(folder.Path, $"neither its encoder nor its decoder fixes the size of {given}.",
                    "Export the model with only batch and points dynamic.");
        return shape;
    }
}
