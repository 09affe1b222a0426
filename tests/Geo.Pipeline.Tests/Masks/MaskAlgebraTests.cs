using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Xunit;

namespace Geo.Pipeline.Tests.Masks;

public sealed class MaskAlgebraTests
{
    [Fact]
    public void Word_operations_agree_with_pixel_by_pixel_ones()
    {
        var random = new Random(1);
        for (var round = 0; round < 60; round++)
        {
            var a = RandomMasks.Noise(random, random.Next(1, 200), random.Next(1, 40));
            var b = RandomMasks.Noise(random, random.Next(1, 200), random.Next(1, 40));
            var rect = new PixelRect(random.Next(-100, 100), random.Next(-100, 100), random.Next(0, 150), random.Next(0, 60));

            Assert.Equal(Count(a, (x, y) => b[x, y]), MaskAlgebra.IntersectionArea(a, b));
            Assert.Equal(Count(a, (x, y) => rect.Contains(x, y)), a.AreaIn(rect));

            Check(a, t => t.Unite(b, rect), (x, y) => a[x, y] || b[x, y] && rect.Contains(x, y));
            Check(a, t => t.Subtract(b), (x, y) => a[x, y] && !b[x, y]);
            Check(a, t => t.Clear(rect), (x, y) => a[x, y] && !rect.Contains(x, y));

            var part = a.Crop(rect);
            Assert.Equal(a.Box().Intersect(rect), part.Box());
            Assert.Equal(a.AreaIn(rect), part.Area);
        }
    }

    [Fact]
    public void Iou_of_shifted_squares()
    {
        var a = Square(0, 0, 10);
        Assert.Equal(1, MaskAlgebra.Iou(a, Square(0, 0, 10)));
        Assert.Equal(50.0 / 150, MaskAlgebra.Iou(a, Square(5, 0, 10)), 12);
        Assert.Equal(0, MaskAlgebra.Iou(a, Square(100, 100, 10)));
    }

    [Fact]
    public void Tight_box_holds_all_pixels_and_no_empty_border()
    {
        var mask = new BitMask(-10, 5, 300, 50);
        mask.Set(60, 20);
        mask.Set(190, 33);
        Assert.Equal(new PixelRect(60, 20, 131, 14), mask.TightBox());
        Assert.Equal(2, mask.Tight().Area);
        Assert.True(new BitMask(0, 0, 70, 7).TightBox().IsEmpty);
    }

    [Fact]
    public void Runs_and_perimeter_agree_with_pixels()
    {
        var random = new Random(2);
        foreach (var width in new[] { 1, 63, 64, 65, 128, 150 })
        {
            var mask = RandomMasks.Noise(random, width, 9);
            var copy = new BitMask(mask.X, mask.Y, mask.Width, mask.Height);
            foreach (var run in mask.Runs())
            {
                Assert.False(mask[run.X - 1, run.Y] || mask[run.End, run.Y]);
                for (var x = run.X; x < run.End; x++) copy.Set(x, run.Y);
            }
            Assert.True(RandomMasks.Same(mask, copy));
            long sides = 0;
            for (var y = mask.Y - 1; y <= mask.Bottom; y++)
                for (var x = mask.X - 1; x <= mask.Right; x++)
                    sides += (mask[x, y] != mask[x + 1, y] ? 1 : 0) + (mask[x, y] != mask[x, y + 1] ? 1 : 0);
            Assert.Equal(sides, mask.Perimeter());
        }
    }

    static BitMask Square(int x, int y, int side)
    {
        var mask = new BitMask(x, y, side, side);
        for (var v = y; v < y + side; v++) for (var u = x; u < x + side; u++) mask.Set(u, v);
        return mask;
    }

    static long Count(BitMask a, Func<int, int, bool> also)
    {
        long n = 0;
        for (var y = a.Y; y < a.Bottom; y++) for (var x = a.X; x < a.Right; x++) if (a[x, y] && also(x, y)) n++;
        return n;
    }

    static void Check(BitMask a, Action<BitMask> change, Func<int, int, bool> expected)
    {
        var copy = new BitMask(a.X, a.Y, a.Width, a.Height, [.. a.Words]);
        change(copy);
        for (var y = a.Y; y < a.Bottom; y++) for (var x = a.X; x < a.Right; x++) Assert.Equal(expected(x, y), copy[x, y]);
        Assert.Equal(copy.Area, Count(copy, (_, _) => true));
    }
}
