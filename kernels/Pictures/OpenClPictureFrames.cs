using Geo.Native.OpenCl;

namespace Geo.Kernels.Pictures;

/// <summary>Resize and normalise on an OpenCL device. Callers hold the device meanwhile.</summary>
internal sealed class OpenClPictureFrames : IDisposable
{
    // As pictures.cl has it; local memory bounds the source rows of 16 rows of the frame.
    const int Side = 16, MostRows = 300;

    readonly OpenClQueue queue;
    readonly OpenClProgram program;
    readonly OpenClKernel fill;

    public OpenClPictureFrames(OpenClQueue queue)
    {
        this.queue = queue;
        program = new(queue, KernelSource.Read("pictures.cl"), FormattableString.Invariant($"-DMOST_ROWS={MostRows}"));
        fill = program.Kernel("fill_frame");
    }

    /// <summary>Pictures shrunk so far that the source rows of a tile do not fit are for the processor.</summary>
    public static bool Takes(int height, FrameForm form) => (long)height * (Side + 2) / form.Height + 2 <= MostRows;

    public void Fill(ReadOnlySpan<byte> rgb, int width, int height, FrameForm form, Span<float> frame)
    {
        var (columns, rows) = (new ResampleTaps(width, form.Width), new ResampleTaps(height, form.Height));
        using var source = queue.Allocate<byte>(rgb.Length);
        using var columnTaps = Load(columns);
        using var rowTaps = Load(rows);
        using var values = queue.Allocate<float>(768 + 3);
        using var result = queue.Allocate<float>(3L * form.Columns * form.Rows);
        queue.Write(source, rgb);
        queue.Write<float>(values, [.. form.Values, .. form.Padding]);
        fill.Set(0, source).Set(1, width).Set(2, form.Width).Set(3, form.Height).Set(4, form.Columns).Set(5, form.Rows).Set(6, form.IsPlanar ? 1 : 0)
            .Set(7, columnTaps).Set(8, columns.Most).Set(9, rowTaps).Set(10, rows.Most).Set(11, values).Set(12, result);
        queue.Run(fill, ((form.Columns + Side - 1) / Side, (form.Rows + Side - 1) / Side), (Side, Side));
        queue.Read(result, frame);
    }

    public void Dispose()
    {
        fill.Dispose();
        program.Dispose();
    }

    OpenClBuffer<int> Load(ResampleTaps taps)
    {
        var stride = taps.Most + 2;
        var flat = new int[taps.First.Length * stride];
        for (var i = 0; i < taps.First.Length; i++)
        {
            (flat[i * stride], flat[i * stride + 1]) = (taps.First[i], taps.Factors[i].Length);
            taps.Factors[i].CopyTo(flat, i * stride + 2);
        }
        var buffer = queue.Allocate<int>(flat.Length);
        queue.Write<int>(buffer, flat);
        return buffer;
    }
}
