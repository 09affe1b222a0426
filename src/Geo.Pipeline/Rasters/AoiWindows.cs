using Geo.Pipeline.Masks;
using Geo.Pipeline.Segmentation;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// Which windows an area of interest asks for, and what of their result counts. So that results inside do not change when the area grows:
/// <list type="bullet">
/// <item>Windows and prompts stay on the raster's grid. Those that meet the area are segmented, and one more ring around them, because what a
/// window's neighbours saw decides which masks are joined, adopted or dropped.</item>
/// <item>A segment counts when one of its pixels lies in the area and it is settled: none of the masks it was joined of has a pixel in a window
/// that was not segmented. No larger area changes a settled segment. Those that are not settled reach further than the ring (more than a
/// window beyond the area); they are left out and counted, and a larger area has them whole.</item>
/// <item>Segments keep their whole shape. The partition, the unlabelled ground and the footprint are cut at the area's pixels.</item>
/// </list>
/// Clusters, labels and a segment's parent are figures over all segments of the run and may change with the area.
/// </summary>
internal sealed class AoiWindows
{
    readonly WindowGrid grid;
    readonly AreaOfInterest area;
    readonly HashSet<WindowIndex> meeting, worked;

    public AoiWindows(WindowGrid grid, AreaOfInterest area)
    {
        (this.grid, this.area) = (grid, area);
        meeting = [.. Overlapping(area.Box).Where(w => area.Meets(grid.Window(w)))];
        worked = [.. meeting.SelectMany(w => Overlapping(grid.Window(w)))];
        Worked = [.. worked.Order()];
    }

    /// <summary>The windows to segment, by row, then column.</summary>
    public IReadOnlyList<WindowIndex> Worked { get; }

    public PixelRect Box => area.Box;

    public bool IsWorked(WindowIndex window) => worked.Contains(window);

    public bool Meets(BitMask mask) => area.Meets(mask);

    /// <summary>Whether a mask has pixels that a window which was not segmented would have seen.</summary>
    public bool IsSettled(BitMask mask) =>
        Overlapping(mask.Box()).All(w => worked.Contains(w) || mask.AreaIn(grid.Window(w)) == 0);

    /// <summary>A window's result with only the area's pixels valid; null where the window does not meet the area.</summary>
    public WindowResult? Cut(WindowResult? result)
    {
        if (result is null || !meeting.Contains(result.Index)) return null;
        var inside = area.Mask(grid.Window(result.Index));
        if (result.Valid is { } valid)
        {
            var missing = area.Mask(inside.Box());
            missing.Subtract(valid);
            inside.Subtract(missing);
        }
        return result with { Valid = inside };
    }

    IEnumerable<WindowIndex> Overlapping(PixelRect rect)
    {
        var (row0, row1) = Span(rect.Y, rect.Bottom, grid.Rows);
        var (col0, col1) = Span(rect.X, rect.Right, grid.Cols);
        for (var row = row0; row <= row1; row++)
            for (var col = col0; col <= col1; col++)
                if (!grid.Window(new(row, col)).Intersect(rect).IsEmpty) yield return new(row, col);
    }

    (int, int) Span(int from, int to, int count) => (Math.Max(0, (from - grid.Size) / grid.Stride), Math.Min(count - 1, (to - 1) / grid.Stride));
}
