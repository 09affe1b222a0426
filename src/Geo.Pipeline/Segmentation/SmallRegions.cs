using System.Numerics;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Segmentation;

/// <summary>Removal of small holes and islands (<c>remove_small_regions</c> of SAM's amg.py; regions are 8-connected).</summary>
internal static class SmallRegions
{
    /// <summary>
    /// Fills holes, then drops islands, of fewer than <paramref name="minArea"/> pixels; the largest island stays when all are
    /// small. A region of background that reaches the frame's edge counts as a hole too, as in SAM.
    /// </summary>
    /// <returns>The mask, and whether it had any small region (SAM then rates it below the unchanged ones).</returns>
    public static (BitMask Mask, bool Changed) Remove(BitMask mask, int width, int height, int minArea)
    {
        var full = new BitMask(0, 0, width, height);
        for (var y = mask.Y; y < mask.Bottom; y++)
        {
            var row = full.Row(y);
            for (var i = 0; i < row.Length; i++) row[i] = PackedBits.At(mask, i * 64, y);
        }

        var filled = FillHoles(full, minArea);
        var dropped = DropIslands(full, minArea);
        return filled || dropped ? (PackedBits.Tighten(full) ?? mask, true) : (mask, false);
    }

    static bool FillHoles(BitMask mask, int minArea)
    {
        var regions = Label(mask, background: true);
        var changed = false;
        foreach (var run in regions.Runs)
            if (regions.Area[run.Region] < minArea)
            {
                Paint(mask, run, true);
                changed = true;
            }
        return changed;
    }

    static bool DropIslands(BitMask mask, int minArea)
    {
        var regions = Label(mask, background: false);
        var largest = 0L;
        foreach (var area in regions.Area) largest = Math.Max(largest, area);
        var survivor = largest < minArea ? Array.IndexOf(regions.Area, largest) : -1;
        var changed = false;
        foreach (var run in regions.Runs)
            if (regions.Area[run.Region] < minArea)
            {
                if (run.Region != survivor) Paint(mask, run, false);
                changed = true;
            }
        return changed;
    }

    record struct Run(int Y, int From, int To, int Region);

    /// <summary>Runs in scan order, each with its region (regions in order of first pixel), and the regions' pixel counts.</summary>
    static (List<Run> Runs, long[] Area) Label(BitMask mask, bool background)
    {
        var runs = new List<Run>();
        var parent = new List<int>();
        int above = 0, aboveEnd = 0;
        for (var y = 0; y < mask.Height; y++)
        {
            var start = runs.Count;
            for (var x = 0; (x = Next(mask, x, y, !background)) < mask.Width;)
            {
                var to = Next(mask, x, y, background);
                var label = parent.Count;
                parent.Add(label);
                // 8-connected: a run above touches when it reaches to within one pixel
                while (above < aboveEnd && runs[above].To < x) above++;
                for (var i = above; i < aboveEnd && runs[i].From <= to; i++) Join(parent, runs[i].Region, label);
                runs.Add(new(y, x, to, label));
                x = to;
            }
            (above, aboveEnd) = (start, runs.Count);
        }

        var region = new int[parent.Count];
        var area = new List<long>();
        for (var i = 0; i < runs.Count; i++)
        {
            var run = runs[i];
            var root = Root(parent, run.Region);
            if (root == run.Region)
            {
                region[root] = area.Count;
                area.Add(0);
            }
            runs[i] = run with { Region = region[root] };
            area[region[root]] += run.To - run.From;
        }
        return (runs, [.. area]);
    }

    // The smaller label is the root, so a root is met before the rest of its region.
    static void Join(List<int> parent, int a, int b)
    {
        (a, b) = (Root(parent, a), Root(parent, b));
        if (a < b) parent[b] = a;
        else parent[a] = b;
    }

    static int Root(List<int> parent, int i)
    {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    }

    /// <summary>The first pixel from x on that is set (or unset); the width when there is none.</summary>
    static int Next(BitMask mask, int x, int y, bool set)
    {
        while (x < mask.Width)
        {
            var word = PackedBits.At(mask, x, y);
            var n = BitOperations.TrailingZeroCount(set ? word : ~word);
            if (n < 64) return Math.Min(x + n, mask.Width);
            x += 64;
        }
        return mask.Width;
    }

    static void Paint(BitMask mask, Run run, bool set)
    {
        var row = mask.Row(run.Y);
        for (var x = run.From; x < run.To; x++)
            if (set) row[x >> 6] |= 1UL << (x & 63);
            else row[x >> 6] &= ~(1UL << (x & 63));
    }
}
