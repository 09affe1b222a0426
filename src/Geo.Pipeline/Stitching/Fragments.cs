using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Stitching;

/// <summary>Makes one object of the masks that several windows have of it.</summary>
internal static class Fragments
{
    /// <summary>A cut along a window's edge longer than this share of the perimeter would show, and so would one longer than this on any object.</summary>
    const double LongestShare = 0.02, LongestPixels = 8;

    /// <summary>
    /// The pixels are those of <see cref="Seam.Join"/>. Null when nothing remains or when more than 2 % of the object's border, or 8 pixels, lies unseen on a window's edge.
    /// </summary>
    /// <param name="members">In the grid's order.</param>
    public static SceneObject? Join(WindowGrid grid, IReadOnlyList<(WindowIndex Window, WindowMask Mask)> members)
    {
        var mask = members.Count == 1 ? members[0].Mask.Mask : Seam.Join(grid, Views(members));
        mask = mask.Tight();
        if (mask.Area == 0) return null;
        if (CutLength(grid, members, mask) > Math.Min(LongestPixels, LongestShare * mask.Perimeter())) return null;
        return members.Count == 1
            ? new(mask, members[0].Mask.PredictedIou, members[0].Mask.Stability, members[0].Mask.Features, members[0].Mask.Bands, [members[0].Window])
            : Weigh(members, mask, Shares(grid, members, mask));
    }

    /// <summary>Each window's members as one mask.</summary>
    static IReadOnlyList<(WindowIndex, BitMask)> Views(IReadOnlyList<(WindowIndex Window, WindowMask Mask)> members) =>
        [.. members.GroupBy(m => m.Window, m => m.Mask.Mask).Select(g => (g.Key, g.Aggregate(Union)))];

    static BitMask Union(BitMask a, BitMask b)
    {
        int x = Math.Min(a.X, b.X), y = Math.Min(a.Y, b.Y);
        var union = new BitMask(x, y, Math.Max(a.Right, b.Right) - x, Math.Max(a.Bottom, b.Bottom) - y);
        union.Unite(a);
        union.Unite(b);
        return union;
    }

    /// <summary>Pixels of the object that each member gave: those of its core, and of the others the first member's that has them.</summary>
    static long[] Shares(WindowGrid grid, IReadOnlyList<(WindowIndex Window, WindowMask Mask)> members, BitMask mask)
    {
        var left = new BitMask(mask.X, mask.Y, mask.Width, mask.Height, [.. mask.Words]);
        var shares = new long[members.Count];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = members[i].Mask.Mask.AreaIn(grid.Core(members[i].Window));
            left.Clear(grid.Core(members[i].Window));
        }
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] += MaskAlgebra.IntersectionArea(left, members[i].Mask.Mask);
            left.Subtract(members[i].Mask.Mask);
        }
        return shares;
    }

    static SceneObject Weigh(IReadOnlyList<(WindowIndex Window, WindowMask Mask)> members, BitMask mask, long[] shares)
    {
        double total = shares.Sum(), predictedIou = 0, stability = 0;
        var features = new double[members[0].Mask.Features.Length];
        var bands = new (double Count, double Sum, double SumOfSquares)[members[0].Mask.Bands.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            var member = members[i].Mask;
            double weight = shares[i] / total, taken = (double)shares[i] / member.Mask.Area;
            predictedIou += weight * member.PredictedIou;
            stability += weight * member.Stability;
            for (var f = 0; f < features.Length; f++) features[f] += weight * member.Features[f];
            for (var b = 0; b < bands.Length; b++)
            {
                bands[b].Count += taken * member.Bands[b].Count;
                bands[b].Sum += taken * member.Bands[b].Sum;
                bands[b].SumOfSquares += taken * member.Bands[b].SumOfSquares;
            }
        }
        return new(mask, (float)predictedIou, (float)stability, Array.ConvertAll(features, f => (float)f), Array.ConvertAll(bands, Rounded),
            [.. members.Select(m => m.Window).Distinct()]);
    }

    /// <summary>A whole count with the same mean and deviation.</summary>
    static BandSums Rounded((double Count, double Sum, double SumOfSquares) band)
    {
        var count = Math.Round(band.Count);
        var scale = band.Count > 0 ? count / band.Count : 0;
        return new((long)count, band.Sum * scale, band.SumOfSquares * scale);
    }

    /// <summary>Border of the object along inner edges of its windows, in pixels, that no window saw: none has the pixel on one side, looks at that on the other, and has it not.</summary>
    static int CutLength(WindowGrid grid, IReadOnlyList<(WindowIndex Window, WindowMask Mask)> members, BitMask whole)
    {
        var cut = new HashSet<(int X, int Y, int U, int V)>();
        foreach (var window in members.Select(m => m.Window).Distinct())
        {
            var w = grid.Window(window);
            foreach (var x in (int[])[w.X, w.Right])
                if (x > 0 && x < grid.Width)
                    for (var y = Math.Max(w.Y, whole.Y); y < Math.Min(w.Bottom, whole.Bottom); y++) Compare(x - 1, y, x, y);
            foreach (var y in (int[])[w.Y, w.Bottom])
                if (y > 0 && y < grid.Height)
                    for (var x = Math.Max(w.X, whole.X); x < Math.Min(w.Right, whole.Right); x++) Compare(x, y - 1, x, y);
        }
        return cut.Count;

        void Compare(int x, int y, int u, int v)
        {
            if (whole[x, y] != whole[u, v] && !(whole[x, y] ? Saw(x, y, u, v) : Saw(u, v, x, y))) cut.Add((x, y, u, v));
        }

        bool Saw(int x, int y, int u, int v)
        {
            foreach (var (window, mask) in members)
                if (mask.Mask[x, y] && !mask.Mask[u, v] && grid.Window(window).Contains(u, v)) return true;
            return false;
        }
    }
}
