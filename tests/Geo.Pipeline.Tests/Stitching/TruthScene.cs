using Geo.Kernels.Masks;
using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Tests.Stitching;

/// <summary>
/// A made-up scene: fields up to 400 px, houses and ponds in them, roads through everything. <see cref="See"/> imitates a mask
/// generator: each window has its own wavy error of up to a pixel along every border, and cuts what its edge cuts.
/// </summary>
internal sealed class TruthScene
{
    public const int Side = 2048, Margin = 200;

    public List<BitMask> Objects { get; } = [];

    /// <param name="dx">Where the scene lies on the grid: the same scene at another place sees other windows.</param>
    public TruthScene(int seed, int dx = 0, int dy = 0)
    {
        var random = new Random(seed);
        var fields = Enumerable.Range(0, 26).Select(_ => (X: random.Next(Margin, Side - Margin), Y: random.Next(Margin, Side - Margin))).ToArray();
        var cells = new List<(int X, int Y)>[fields.Length];
        for (var i = 0; i < cells.Length; i++) cells[i] = [];
        for (var y = Margin; y < Side - Margin; y++)
            for (var x = Margin; x < Side - Margin; x++)
            {
                double best = double.MaxValue, second = double.MaxValue;
                var at = 0;
                for (var i = 0; i < fields.Length; i++)
                {
                    double u = fields[i].X - x, v = fields[i].Y - y, d = u * u + v * v;
                    if (d < best) (second, best, at) = (best, d, i);
                    else if (d < second) second = d;
                }
                if (Math.Sqrt(second) - Math.Sqrt(best) > 14) cells[at].Add((x, y));
            }
        foreach (var cell in cells) Add(cell, dx, dy);
        for (var i = 0; i < 220; i++) Add(House(random), dx, dy);
        for (var i = 0; i < 40; i++) Add(Pond(random), dx, dy);
        for (var i = 0; i < 5; i++) Add(Road(random), dx, dy);
    }

    public static WindowGrid Grid => WindowGrid.Create(Side, Side, 512, 0.25);

    public Dictionary<WindowIndex, WindowResult> See(WindowGrid grid, int seed) =>
        grid.Windows().ToDictionary(w => w, w => new WindowResult(w, [.. Objects.Select((o, i) => Sight(grid, w, o, i, seed)).OfType<WindowMask>()], null));

    static WindowMask? Sight(WindowGrid grid, WindowIndex index, BitMask truth, int number, int seed)
    {
        var window = grid.Window(index);
        if (truth.AreaIn(window) < 60) return null;
        var random = new Random(((seed * 97 + index.Row) * 101 + index.Col) * 1009 + number);
        double ax = random.NextDouble() * 6, ay = random.NextDouble() * 6;
        var around = new PixelRect(truth.X - 1, truth.Y - 1, truth.Width + 2, truth.Height + 2).Intersect(window);
        var mask = new BitMask(around.X, around.Y, around.Width, around.Height);
        mask.Unite(truth);
        for (var y = around.Y; y < around.Bottom; y++)
            foreach (var x in Border(truth, y, around))
            {
                var error = Math.Sin(x / 7.0 + ax) + Math.Sin(y / 9.0 + ay);
                if (error > 1.2) mask.Set(x, y);
                if (error < -1.2) mask.Clear(new(x, y, 1, 1));
            }
        mask = mask.Tight();
        if (mask.Area < 60) return null;
        var box = mask.Box();
        var near = (window.X > 0 && box.X - window.X < 20 ? WindowEdges.Left : 0) | (window.Y > 0 && box.Y - window.Y < 20 ? WindowEdges.Top : 0)
            | (window.Right < grid.Width && window.Right - box.Right < 20 ? WindowEdges.Right : 0)
            | (window.Bottom < grid.Height && window.Bottom - box.Bottom < 20 ? WindowEdges.Bottom : 0);
        return new(mask, 0.9f + 0.09f * random.NextSingle(), 0.95f, box.X, box.Y, near, [number, 1],
            [new(mask.Area, 3.0 * mask.Area, 9.0 * mask.Area)]);
    }

    /// <summary>Columns of a row that have a neighbour unlike themselves.</summary>
    static List<int> Border(BitMask mask, int y, PixelRect within)
    {
        var columns = new List<int>();
        ReadOnlySpan<ulong> RowOf(int v) => v >= mask.Y && v < mask.Bottom ? mask.Row(v) : default;
        for (var x = within.X; x < within.Right; x += 64)
        {
            var u = x - mask.X;
            var here = PackedMask.Bits(RowOf(y), u);
            var unlike = (here ^ PackedMask.Bits(RowOf(y), u - 1)) | (here ^ PackedMask.Bits(RowOf(y), u + 1))
                | (here ^ PackedMask.Bits(RowOf(y - 1), u)) | (here ^ PackedMask.Bits(RowOf(y + 1), u));
            for (unlike &= PackedMask.First(within.Right - x); unlike != 0; unlike &= unlike - 1)
                columns.Add(x + System.Numerics.BitOperations.TrailingZeroCount(unlike));
        }
        return columns;
    }

    static List<(int, int)> House(Random random)
    {
        double cx = random.Next(Margin, Side - Margin), cy = random.Next(Margin, Side - Margin), angle = random.NextDouble() * Math.PI;
        double w = 7 + random.NextDouble() * 30, h = 7 + random.NextDouble() * 20;
        return Fill(cx, cy, 60, (x, y) => Math.Abs(x * Math.Cos(angle) + y * Math.Sin(angle)) < w && Math.Abs(y * Math.Cos(angle) - x * Math.Sin(angle)) < h);
    }

    static List<(int, int)> Pond(Random random)
    {
        double cx = random.Next(Margin, Side - Margin), cy = random.Next(Margin, Side - Margin), r = 12 + random.NextDouble() * 80, p = random.NextDouble() * 6;
        return Fill(cx, cy, 130, (x, y) => Math.Sqrt(x * x + y * y) < r * (1 + 0.25 * Math.Sin(3 * Math.Atan2(y, x) + p)));
    }

    static List<(int, int)> Road(Random random)
    {
        double y0 = random.Next(Margin + 100, Side - Margin - 100), slope = random.NextDouble() - 0.5, p = random.NextDouble() * 6;
        bool upright = random.Next(2) == 0;
        var pixels = new List<(int, int)>();
        for (var t = Margin; t < Side - Margin; t++)
        {
            var s = y0 + slope * (t - Side / 2) + 30 * Math.Sin(t / 120.0 + p);
            for (var o = -6; o <= 6; o++)
                if ((int)s + o is var u && u > Margin && u < Side - Margin) pixels.Add(upright ? (u, t) : (t, u));
        }
        return pixels;
    }

    static List<(int, int)> Fill(double cx, double cy, int reach, Func<double, double, bool> inside)
    {
        var pixels = new List<(int, int)>();
        for (var y = -reach; y <= reach; y++)
            for (var x = -reach; x <= reach; x++)
                if (inside(x, y)) pixels.Add(((int)cx + x, (int)cy + y));
        return pixels;
    }

    void Add(List<(int X, int Y)> pixels, int dx, int dy)
    {
        if (pixels.Count == 0) return;
        int x0 = pixels.Min(p => p.X), y0 = pixels.Min(p => p.Y);
        var mask = new BitMask(x0, y0, pixels.Max(p => p.X) - x0 + 1, pixels.Max(p => p.Y) - y0 + 1);
        foreach (var (x, y) in pixels) mask.Set(x, y);
        // What a later thing hides too much of an earlier one of the same size would be one object to a mask generator.
        if (Objects.TrueForAll(o => MaskAlgebra.IntersectionArea(o.Translate(-dx, -dy), mask) == 0 || MaskAlgebra.Iou(o.Translate(-dx, -dy), mask) < 0.4)) Objects.Add(mask.Translate(dx, dy));
    }
}
