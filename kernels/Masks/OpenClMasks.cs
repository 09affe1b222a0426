using Geo.Native.OpenCl;

namespace Geo.Kernels.Masks;

/// <summary>The mask kernels compiled for a device, and masks brought to it. Callers hold the device meanwhile.</summary>
internal sealed class OpenClMasks : IDisposable
{
    const int GroupSize = 64;

    readonly OpenClQueue queue;
    readonly OpenClProgram program;
    readonly OpenClKernel pool, intersections;

    public OpenClMasks(OpenClQueue queue)
    {
        this.queue = queue;
        program = new(queue, KernelSource.Read("masks.cl"));
        pool = program.Kernel("pool_masks");
        intersections = program.Kernel("mask_intersections");
    }

    /// <param name="cells">Rows × columns × quads × 4.</param>
    /// <returns>Masks × quads × 4.</returns>
    public float[] Pool(OpenClBuffer<float> cells, int quads, int rows, int columns, int stride, IReadOnlyList<PackedMask> masks)
    {
        var (words, headers) = Load(masks);
        using (words)
        using (headers)
        using (var means = queue.Allocate<float>((long)masks.Count * quads * 4))
        {
            pool.Set(0, cells).Set(1, quads).Set(2, rows).Set(3, columns).Set(4, stride).Set(5, words).Set(6, headers).Set(7, means);
            queue.Run(pool, ((quads + GroupSize - 1) / GroupSize, masks.Count), (GroupSize, 1));
            var result = new float[masks.Count * quads * 4];
            queue.Read(means, result);
            return result;
        }
    }

    public void Intersections(IReadOnlyList<PackedMask> masks, ReadOnlySpan<(int A, int B)> pairs, Span<int> shared)
    {
        var (words, headers) = Load(masks);
        var flat = new int[2 * pairs.Length];
        for (var i = 0; i < pairs.Length; i++) (flat[2 * i], flat[2 * i + 1]) = pairs[i];
        using (words)
        using (headers)
        using (var asked = queue.Allocate<int>(flat.Length))
        using (var result = queue.Allocate<int>(pairs.Length))
        {
            queue.Write<int>(asked, flat);
            intersections.Set(0, words).Set(1, headers).Set(2, asked).Set(3, result);
            queue.Run(intersections, (pairs.Length, 1), (GroupSize, 1));
            queue.Read(result, shared);
        }
    }

    public void Dispose()
    {
        pool.Dispose();
        intersections.Dispose();
        program.Dispose();
    }

    (OpenClBuffer<ulong> Words, OpenClBuffer<int> Headers) Load(IReadOnlyList<PackedMask> masks)
    {
        var headers = new int[6 * masks.Count];
        var all = new ulong[checked(masks.Sum(m => m.Words.Length))];
        var at = 0;
        for (var i = 0; i < masks.Count; i++)
        {
            var m = masks[i];
            ((ReadOnlySpan<int>)[m.X, m.Y, m.Width, m.Height, m.WordsPerRow, at]).CopyTo(headers.AsSpan(6 * i));
            m.Words.CopyTo(all, at);
            at += m.Words.Length;
        }
        var words = queue.Allocate<ulong>(Math.Max(1, all.Length));
        var header = queue.Allocate<int>(headers.Length);
        queue.Write<ulong>(words, all);
        queue.Write<int>(header, headers);
        return (words, header);
    }
}

/// <summary>Pooling on an OpenCL device: the features are copied to it once a window.</summary>
internal sealed class OpenClMaskPooling : MaskPooling
{
    readonly OpenClMasks kernels;
    readonly Lock gate;
    readonly OpenClBuffer<float> cells;
    readonly int quads;

    public OpenClMaskPooling(OpenClQueue queue, OpenClMasks kernels, Lock gate, ReadOnlySpan<float> embedding, int channels, int rows, int columns, int stride)
        : base(embedding, channels, rows, columns, stride)
    {
        (this.kernels, this.gate, quads) = (kernels, gate, (channels + 3) / 4);
        var padded = Cells;
        if (channels % 4 != 0)
        {
            var rest = new float[rows * columns * quads * 4];
            for (var i = 0; i < rows * columns; i++) Cells.Slice(i * channels, channels).CopyTo(rest.AsSpan(i * quads * 4));
            padded = rest;
        }
        cells = queue.Allocate<float>(Math.Max(4, padded.Length));
        queue.Write(cells, padded);
    }

    public override void Dispose()
    {
        base.Dispose();
        lock (gate) cells.Dispose();
    }

    private protected override float[][] MeansOf(IReadOnlyList<PackedMask> masks)
    {
        float[] means;
        lock (gate) means = kernels.Pool(cells, quads, Rows, Columns, Stride, masks);
        return [.. masks.Select((_, i) => means.AsSpan(i * quads * 4, Channels).ToArray())];
    }
}
