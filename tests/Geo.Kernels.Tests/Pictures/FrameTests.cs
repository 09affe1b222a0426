using Geo.Kernels.Pictures;
using Geo.Kernels.Tests.Devices;

namespace Geo.Kernels.Tests.Pictures;

[Collection(nameof(DeviceCollection))]
public class FrameTests
{
    static readonly float[] Bytes = [.. Enumerable.Range(0, 768).Select(i => (float)(i % 256))];

    public static TheoryData<string, int, int, int, int, int, int> Cases()
    {
        var cases = new TheoryData<string, int, int, int, int, int, int>();
        foreach (var name in TestDevices.Names)
            foreach (var (w, h, tw, th, columns, rows) in new[]
            {
                (1, 1, 1, 1, 1, 1), (5, 3, 5, 3, 8, 8), (30, 20, 64, 43, 64, 64), (100, 77, 32, 25, 32, 32), (17, 40, 17, 80, 20, 80), (41, 9, 90, 9, 90, 33),
                (3, 900, 3, 20, 5, 20), (640, 50, 7, 50, 7, 50),
            })
                cases.Add((string)name, w, h, tw, th, columns, rows);
        return cases;
    }

    public static TheoryData<string> Devices => TestDevices.Names;

    [Theory, MemberData(nameof(Cases))]
    public void Every_device_gives_the_bits_of_the_reference(string device, int width, int height, int toWidth, int toHeight, int columns, int rows)
    {
        var rgb = new byte[3 * width * height];
        new Random(width).NextBytes(rgb);
        float[] values = [.. Bytes.Select((v, i) => (v - 100 - i / 256) / 57.375f)], padding = [-1.5f, 0, 2];
        var resized = Resized(rgb, width, height, toWidth, toHeight);
        foreach (var isPlanar in new[] { true, false })
        {
            var frame = new float[3 * columns * rows + 2];
            TestDevices.Get(device).FillFrame(rgb, width, height, new(toWidth, toHeight, columns, rows, isPlanar, values, padding), frame);
            for (var y = 0; y < rows; y++)
                for (var x = 0; x < columns; x++)
                    for (var c = 0; c < 3; c++)
                        Assert.Equal(x < toWidth && y < toHeight ? values[256 * c + resized[3 * (y * toWidth + x) + c]] : padding[c],
                            frame[isPlanar ? (c * rows + y) * columns + x : 3 * (y * columns + x) + c]);
            Assert.Equal([0f, 0f], frame[^2..]);
        }
    }

    [Theory, MemberData(nameof(Devices))]
    public void Resizing_equals_pillow(string device)
    {
        // Image.fromarray(a).resize((5, 3), Image.BILINEAR) of a 3 × 2 picture, and (2, 1) of it, by Pillow 9.4
        byte[] picture = [.. Enumerable.Range(0, 18).Select(i => (byte)(i * 37 % 256))];
        Assert.Equal(
            [0, 37, 74, 44, 81, 118, 111, 148, 185, 178, 61, 98, 222, 3, 40, 39, 76, 113, 83, 120, 106, 150, 187, 96, 140, 100, 86, 133, 42, 79, 77, 114, 151,
                121, 158, 93, 188, 225, 6, 101, 138, 73, 43, 80, 117],
            Resize(device, picture, 3, 2, 5, 3));
        Assert.Equal([81, 118, 107, 139, 96, 85], Resize(device, picture, 3, 2, 2, 1));
    }

    [Theory, MemberData(nameof(Devices))]
    public void Sizes_that_do_not_fit_are_refused(string device)
    {
        var form = new FrameForm(4, 4, 4, 4, true, Bytes, [0, 0, 0]);
        Assert.ThrowsAny<ArgumentException>(() => TestDevices.Get(device).FillFrame(new byte[3 * 15], 4, 4, form, new float[48]));
        Assert.ThrowsAny<ArgumentException>(() => TestDevices.Get(device).FillFrame(new byte[48], 4, 4, form, new float[47]));
        Assert.ThrowsAny<ArgumentException>(() => TestDevices.Get(device).FillFrame(new byte[48], 4, 4, form with { Columns = 3 }, new float[48]));
    }

    static byte[] Resize(string device, byte[] rgb, int width, int height, int toWidth, int toHeight)
    {
        var frame = new float[3 * toWidth * toHeight];
        TestDevices.Get(device).FillFrame(rgb, width, height, new(toWidth, toHeight, toWidth, toHeight, false, Bytes, [0, 0, 0]), frame);
        return [.. frame.Select(v => (byte)v)];
    }

    // Pillow's definition in plain form: triangle filter, weights in 22-bit fixed point, each pass rounded.
    static byte[] Resized(byte[] rgb, int width, int height, int toWidth, int toHeight)
    {
        var wide = new byte[3 * toWidth * height];
        for (var y = 0; y < height; y++)
            for (var x = 0; x < toWidth; x++)
                for (var c = 0; c < 3; c++) wide[3 * (y * toWidth + x) + c] = Sample(s => rgb[3 * (y * width + s) + c], width, toWidth, x);
        var all = new byte[3 * toWidth * toHeight];
        for (var y = 0; y < toHeight; y++)
            for (var i = 0; i < 3 * toWidth; i++) all[3 * y * toWidth + i] = Sample(s => wide[3 * s * toWidth + i], height, toHeight, y);
        return all;
    }

    static byte Sample(Func<int, byte> source, int from, int to, int at)
    {
        if (from == to) return source(at);
        double scale = (double)from / to, support = Math.Max(scale, 1), centre = (at + 0.5) * scale;
        int first = Math.Max(0, (int)(centre - support + 0.5)), last = Math.Min(from, (int)(centre + support + 0.5));
        double[] weights = [.. Enumerable.Range(first, last - first).Select(s => Math.Max(0, 1 - Math.Abs((s - centre + 0.5) / support)))];
        long sum = 1 << 21;
        for (var i = 0; i < weights.Length; i++) sum += source(first + i) * (long)(weights[i] / weights.Sum() * (1 << 22) + 0.5);
        return (byte)Math.Clamp(sum >> 22, 0, 255);
    }
}
