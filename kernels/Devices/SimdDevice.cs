using System.Globalization;
using Geo.Kernels.KMeans;
using Geo.Kernels.Masks;
using Geo.Kernels.Pairs;
using Geo.Kernels.Pictures;

namespace Geo.Kernels.Devices;

/// <summary>The processor, by SIMD. Results do not depend on the number of threads. Masks and pictures are worked on by the caller's thread.</summary>
public sealed class SimdDevice : IVectorDevice
{
    /// <param name="threads">At most this many; every core when null.</param>
    public SimdDevice(int? threads = null)
    {
        Threads = threads ?? Environment.ProcessorCount;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Threads, nameof(threads));
    }

    public int Threads { get; }

    public string Name => string.Create(CultureInfo.InvariantCulture, $"processor, {Threads} threads");

    public KMeansPoints LoadPoints(ReadOnlyMemory<float> points, int count, int dimensions) =>
        new SimdKMeansPoints(points, count, dimensions, Threads);

    public PointPairs LoadPairs(ReadOnlyMemory<float> points, int count, int dimensions) =>
        new SimdPointPairs(points, count, dimensions, Threads);

    public MaskPooling LoadFeatures(ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride) =>
        new SimdMaskPooling(embedding, channels, rows, columns, stride);

    public void Intersections(IReadOnlyList<PackedMask> masks, ReadOnlySpan<(int A, int B)> pairs, Span<int> shared)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(shared.Length, pairs.Length, nameof(shared));
        for (var i = 0; i < pairs.Length; i++) shared[i] = PackedMask.IntersectionArea(masks[pairs[i].A], masks[pairs[i].B]);
    }

    public void FillFrame(ReadOnlySpan<byte> rgb, int width, int height, FrameForm form, Span<float> frame) =>
        PictureFrames.Fill(rgb, width, height, form.Checked(rgb, width, height, frame), frame);

    public void Dispose() { }
}
