using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Stitching;

/// <summary>Joins what several windows have of one object.</summary>
internal static class Seam
{
    /// <summary>
    /// A pixel in the core of a window that has part of the object is as that window has it, any other as any window does. But
    /// a connected piece on which windows disagree goes wholly to the window whose cores hold most of it: small
    /// differences along the object's border then leave no step where it crosses from core to core.
    /// </summary>
    /// <param name="views">What each window has of the object; every window once, in the grid's order.</param>
    public static BitMask Join(WindowGrid grid, IReadOnlyList<(WindowIndex Window, BitMask Mask)> views)
    {
        int x = views.Min(v => v.Mask.X), y = views.Min(v => v.Mask.Y);
        int width = views.Max(v => v.Mask.Right) - x, height = views.Max(v => v.Mask.Bottom) - y;
        var any = new BitMask(x, y, width, height);
        foreach (var (_, mask) in views) any.Unite(mask);
        var joined = new BitMask(x, y, width, height, [.. any.Words]);
        var disputed = new BitMask(x, y, width, height);
        foreach (var (window, mask) in views)
        {
            joined.Clear(grid.Core(window));
            joined.Unite(mask, grid.Core(window));
            var seen = grid.Window(window).Intersect(any.Box());
            var missing = new BitMask(seen.X, seen.Y, seen.Width, seen.Height);
            missing.Unite(any);
            missing.Subtract(mask);
            disputed.Unite(missing);
        }
        Settle(grid, views, any, disputed, joined);
        return joined;
    }

    static void Settle(WindowGrid grid, IReadOnlyList<(WindowIndex Window, BitMask Mask)> views, BitMask any, BitMask disputed, BitMask joined)
    {
        var runs = new List<MaskRun>();
        var sets = new DisjointSets();
        int above = 0, row = 0;
        foreach (var run in disputed.Runs())
        {
            if (runs.Count > 0 && runs[^1].Y != run.Y) (above, row) = (row, runs.Count);
            while (above < row && (runs[above].Y < run.Y - 1 || runs[above].End < run.X)) above++;
            sets.Add();
            for (var i = above; i < row && runs[i].X <= run.End; i++) sets.Unite(i, runs.Count);
            runs.Add(run);
        }
        foreach (var component in Enumerable.Range(0, runs.Count).GroupBy(sets.Find))
        {
            var held = new SortedDictionary<WindowIndex, long>();
            foreach (var i in component)
                for (var px = runs[i].X; px < runs[i].End; px++)
                {
                    var owner = grid.Owner(px, runs[i].Y);
                    held[owner] = held.GetValueOrDefault(owner) + 1;
                }
            if (held.Count == 1) continue;
            var most = held.MaxBy(h => h.Value).Key;
            var view = views.FirstOrDefault(v => v.Window == most).Mask ?? any;
            var seen = grid.Window(most);
            foreach (var i in component)
            {
                var part = new PixelRect(runs[i].X, runs[i].Y, runs[i].End - runs[i].X, 1).Intersect(seen);
                joined.Clear(part);
                joined.Unite(view, part);
            }
        }
    }
}
