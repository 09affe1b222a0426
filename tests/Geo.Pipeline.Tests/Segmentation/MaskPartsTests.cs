using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Xunit;

namespace Geo.Pipeline.Tests.Segmentation;

public sealed class MaskPartsTests
{
    [Theory]
    [InlineData(1, 0.5, 12)]
    [InlineData(2, 0.3, 30)]
    [InlineData(3, 0.7, 6)]
    [InlineData(4, 0.45, 400)]
    public void Small_regions_equal_a_plain_flood_fill(int seed, double density, int minArea)
    {
        const int Width = 150, Height = 90;
        var random = new Random(seed);
        var mask = new BitMask(7, 5, 131, 70);
        for (var y = mask.Y; y < mask.Bottom; y++)
            for (var x = mask.X; x < mask.Right; x++)
                if (random.NextDouble() < density) mask.Set(x, y);

        var expected = new bool[Width, Height];
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++) expected[x, y] = mask[x, y];
        var holes = Regions(expected, false).Where(r => r.Count < minArea).ToList();
        foreach (var (x, y) in holes.SelectMany(r => r)) expected[x, y] = true;
        var islands = Regions(expected, true);
        var small = islands.Where(r => r.Count < minArea).ToList();
        var largest = islands.MaxBy(r => r.Count);
        foreach (var (x, y) in small.Where(r => islands.Count > small.Count || r != largest).SelectMany(r => r)) expected[x, y] = false;

        var (cleaned, changed) = SmallRegions.Remove(mask, Width, Height, minArea);
        Assert.Equal(holes.Count + small.Count > 0, changed);
        for (var y = 0; y < Height; y++)
            for (var x = 0; x < Width; x++) Assert.Equal(expected[x, y], cleaned[x, y]);
    }

    static List<List<(int X, int Y)>> Regions(bool[,] pixels, bool value)
    {
        int w = pixels.GetLength(0), h = pixels.GetLength(1);
        var seen = new bool[w, h];
        var regions = new List<List<(int, int)>>();
        for (var y = 0; y < h; y++)
            for (var x = 0; x < w; x++)
            {
                if (seen[x, y] || pixels[x, y] != value) continue;
                var region = new List<(int, int)>();
                var open = new Stack<(int, int)>([(x, y)]);
                seen[x, y] = true;
                while (open.TryPop(out var p))
                {
                    region.Add(p);
                    for (var v = Math.Max(0, p.Item2 - 1); v <= Math.Min(h - 1, p.Item2 + 1); v++)
                        for (var u = Math.Max(0, p.Item1 - 1); u <= Math.Min(w - 1, p.Item1 + 1); u++)
                            if (!seen[u, v] && pixels[u, v] == value)
                            {
                                seen[u, v] = true;
                                open.Push((u, v));
                            }
                }
                regions.Add(region);
            }
        return regions;
    }

    [Fact]
    public void Band_sums_leave_missing_values_out()
    {
        using var pixels = new WindowPixels(new(0, 0, 200, 3), 2);
        var random = new Random(4);
        foreach (ref var v in pixels.RawBuffer) v = random.NextDouble() < 0.01 ? float.NaN : 20000 + random.Next(20000);
        pixels.RawBuffer[..200].Fill(7);                                  // a row of whole words without gaps
        var mask = new BitMask(3, 0, 190, 3);
        for (var y = 0; y < 3; y++)
            for (var x = 3; x < 193; x++)
                if (y == 0 || x % 3 != 0) mask.Set(x, y);

        var sums = BandStatistics.Of(mask, pixels);
        for (var band = 0; band < 2; band++)
        {
            long count = 0;
            double sum = 0, squares = 0;
            for (var y = 0; y < 3; y++)
                for (var x = 0; x < 200; x++)
                {
                    double v = pixels.Raw(band)[y * 200 + x];
                    if (!mask[x, y] || double.IsNaN(v)) continue;
                    (count, sum, squares) = (count + 1, sum + v, squares + v * v);
                }
            Assert.Equal(new(count, sum, squares), sums[band]);   // whole numbers: exact
        }
        Assert.True(sums[0].Count < mask.Area);
    }

    [Fact]
    public void Bits_are_read_and_cut_anywhere()
    {
        var random = new Random(2);
        BitMask a = Random(new(5, 3, 150, 20)), b = Random(new(60, 10, 100, 30));
        for (var x = -70; x < 230; x += 13)
            for (var i = 0; i < 64; i++) Assert.Equal(a[x + i, 9], (PackedBits.At(a, x, 9) >> i & 1) != 0);

        var both = PackedBits.Intersect(a, b)!;
        for (var y = 0; y < 45; y++)
            for (var x = 0; x < 200; x++) Assert.Equal(a[x, y] && b[x, y], both[x, y]);
        Assert.Null(PackedBits.Tighten(new BitMask(0, 0, 70, 4)));

        BitMask Random(PixelRect rect)
        {
            var mask = new BitMask(rect.X, rect.Y, rect.Width, rect.Height);
            for (var y = rect.Y; y < rect.Bottom; y++)
                for (var x = rect.X; x < rect.Right; x++)
                    if (random.Next(2) == 0) mask.Set(x, y);
            return mask;
        }
    }

    [Fact]
    public void The_longest_side_becomes_the_models() => Assert.Equal((512, 341), ResizeLongestSide.Size(300, 200, 512));
}
