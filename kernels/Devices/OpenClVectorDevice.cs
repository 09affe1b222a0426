using Geo.Kernels.KMeans;
using Geo.Kernels.Masks;
using Geo.Kernels.Pairs;
using Geo.Kernels.Pictures;
using Geo.Native.OpenCl;

namespace Geo.Kernels.Devices;

/// <summary>An OpenCL device. Programs are compiled when first needed and kept.</summary>
public sealed class OpenClVectorDevice : IVectorDevice
{
    readonly OpenClQueue queue;
    readonly AssignForm assignForm;
    readonly Lock gate = new();
    KMeansProgram? kmeans;
    PairProgram? pairProgram;
    OpenClMasks? maskKernels;
    OpenClPictureFrames? pictures;

    public OpenClVectorDevice(OpenClDevice device)
        : this(device, device.Kind == OpenClDeviceKind.Cpu ? AssignForm.Vectors : AssignForm.Tiles) { }

    internal OpenClVectorDevice(OpenClDevice device, AssignForm assignForm) =>
        (queue, this.assignForm) = (new(device), assignForm);

    public string Name => $"OpenCL, {queue.Device.Name}";

    public KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        kmeans ??= new(queue, assignForm);
        return new OpenClKMeansPoints(queue, kmeans, points, count, dimensions);
    }

    public PointPairs LoadPairs(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        pairProgram ??= new(queue);
        return new OpenClPointPairs(queue, pairProgram, points, count, dimensions);
    }

    public MaskPooling LoadFeatures(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride)
    {
        lock (gate) return new OpenClMaskPooling(queue, maskKernels ??= new(queue), gate, embedding, channels, rows, columns, stride);
    }

    public void Intersections(IReadOnlyList<PackedMask> masks, ReadOnlySpan<(int A, int B)> pairs, Span<int> shared)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(shared.Length, pairs.Length, nameof(shared));
        foreach (var (a, b) in pairs)
            if ((uint)a >= (uint)masks.Count || (uint)b >= (uint)masks.Count)
                throw new ArgumentOutOfRangeException(nameof(pairs), (a, b), $"There are {masks.Count} masks.");
        if (pairs.IsEmpty) return;
        lock (gate) (maskKernels ??= new(queue)).Intersections(masks, pairs, shared);
    }

    public void FillFrame(ReadOnlySpan<byte> rgb, int width, int height, FrameForm form, Span<float> frame)
    {
        form.Checked(rgb, width, height, frame);
        if (!OpenClPictureFrames.Takes(height, form)) PictureFrames.Fill(rgb, width, height, form, frame);
        else
            lock (gate) (pictures ??= new(queue)).Fill(rgb, width, height, form, frame[..(3 * form.Columns * form.Rows)]);
    }

    public void Dispose()
    {
        kmeans?.Dispose();
        pairProgram?.Dispose();
        maskKernels?.Dispose();
        pictures?.Dispose();
        queue.Dispose();
    }
}
