using Geo.Native.OnnxRuntime;
using Geo.Pipeline.Segmentation.Devices;

namespace Geo.Pipeline.Segmentation.Models;

/// <summary>The encoder's and the decoder's inputs and outputs, by which a family is recognised; file names say nothing.</summary>
internal sealed record ModelSignature(
    IReadOnlyList<OrtTensorInfo> EncoderInputs, IReadOnlyList<OrtTensorInfo> EncoderOutputs,
    IReadOnlyList<OrtTensorInfo> DecoderInputs, IReadOnlyList<OrtTensorInfo> DecoderOutputs)
{
    public static ModelSignature Of(OrtSession encoder, OrtSession decoder) => new(encoder.Inputs, encoder.Outputs, decoder.Inputs, decoder.Outputs);

    public override string ToString() =>
        $"encoder {string.Join(", ", EncoderInputs)} -> {string.Join(", ", EncoderOutputs)}; decoder {string.Join(", ", DecoderInputs)} -> {string.Join(", ", DecoderOutputs)}";
}

/// <summary>One way of exporting a SAM-like model to ONNX.</summary>
internal interface IModelFamily
{
    string Name { get; }

    bool Recognises(ModelSignature signature);

    /// <summary>Takes over the sessions.</summary>
    SegmentationModel Open(ModelFolder folder, ModelSignature signature, OrtSession encoder, OrtSession decoder, ComputeDevice device);
}

internal static class Tensors
{
    /// <summary>True when the tensors are exactly those named, in any order.</summary>
    public static bool AreExactly(this IReadOnlyList<OrtTensorInfo> tensors, params ReadOnlySpan<(string Name, OrtElementType Type, int Rank)> expected)
    {
        if (tensors.Count != expected.Length) return false;
        foreach (var (name, type, rank) in expected)
            if (!tensors.Has(name, type, rank)) return false;
        return true;
    }

    public static bool Has(this IReadOnlyList<OrtTensorInfo> tensors, string name, OrtElementType type, int rank) =>
        tensors.Any(t => t.Name == name && t.ElementType == type && t.Rank == rank);

    /// <summary>All but the one of that name, which some versions of an export have.</summary>
    public static IReadOnlyList<OrtTensorInfo> Without(this IReadOnlyList<OrtTensorInfo> tensors, string name) => [.. tensors.Where(t => t.Name != name)];

    public static OrtTensorInfo Named(this IReadOnlyList<OrtTensorInfo> tensors, string name) => tensors.First(t => t.Name == name);

    /// <summary>A dimension, or null where it is not fixed.</summary>
    public static int? Dimension(this OrtTensorInfo tensor, int axis) =>
        axis < tensor.Rank && tensor.Dimensions[axis] > 0 ? (int)tensor.Dimensions[axis] : null;
}
