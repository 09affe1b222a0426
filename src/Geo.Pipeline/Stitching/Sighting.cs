using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;

namespace Geo.Pipeline.Stitching;

/// <summary>A mask as one window saw it, less its pixels.</summary>
/// <param name="Open">It touches an edge of its window beyond which the raster goes on: it may be cut.</param>
/// <param name="Owner">The window whose core holds the centroid.</param>
/// <param name="OwnerSeesWhole">The owner is another window and has the whole box well inside.</param>
internal readonly record struct Sighting(WindowIndex Window, long Area, float PredictedIou, bool Open, WindowIndex Owner, bool OwnerSeesWhole)
{
    public bool InOwnCore => Owner == Window;
}

/// <summary>How a mask lies to its window.</summary>
internal static class Sightings
{
    /// <summary>Closer than this to a window's edge SAM takes a mask for cut. Pixels.</summary>
    const int EdgeRule = 20;

    /// <param name="mask">Tight.</param>
    public static Sighting Of(WindowGrid grid, WindowIndex window, BitMask mask, float predictedIou)
    {
        var (x, y) = Centroid(mask);
        var owner = grid.Owner((int)x, (int)y);
        var seen = grid.Window(owner);
        var box = mask.Box();
        var inside = box.X - seen.X >= (seen.X == 0 ? 0 : EdgeRule) && seen.Right - box.Right >= (seen.Right == grid.Width ? 0 : EdgeRule)
            && box.Y - seen.Y >= (seen.Y == 0 ? 0 : EdgeRule) && seen.Bottom - box.Bottom >= (seen.Bottom == grid.Height ? 0 : EdgeRule);
        return new(window, mask.Area, predictedIou, Touches(grid, window, box), owner, owner != window && inside);
    }

    static bool Touches(WindowGrid grid, WindowIndex window, PixelRect box)
    {
        var w = grid.Window(window);
        return box.X == w.X && w.X > 0 || box.Y == w.Y && w.Y > 0
            || box.Right == w.Right && w.Right < grid.Width || box.Bottom == w.Bottom && w.Bottom < grid.Height;
    }

    static (double X, double Y) Centroid(BitMask mask)
    {
        double sumX = 0, sumY = 0;
        long n = 0;
        foreach (var run in mask.Runs())
        {
            long length = run.End - run.X;
            sumX += length * (run.X + run.End - 1) / 2.0;
            sumY += length * (double)run.Y;
            n += length;
        }
        return (sumX / n, sumY / n);
    }
}
