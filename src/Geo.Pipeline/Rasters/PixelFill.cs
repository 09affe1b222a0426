using System.Runtime.InteropServices;
using Geo.Pipeline.Masks;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index;
using NetTopologySuite.Index.IntervalRTree;

namespace Geo.Pipeline.Rasters;

/// <summary>Rasterises valid polygons piece by piece: a pixel is set when its centre lies inside (even-odd rule over all rings).</summary>
internal sealed class PixelFill
{
    readonly record struct Edge(double X0, double Y0, double X1, double Y1)
    {
        // from the upper end, so that the crossing does not depend on the ring's direction
        public double At(double y) => X0 + (y - Y0) * (X1 - X0) / (Y1 - Y0);
    }

    readonly SortedPackedIntervalRTree<Edge> edges = new();
    readonly Lock gate = new();

    public PixelFill(Geometry polygons)
    {
        foreach (var ring in NetTopologySuite.Geometries.Utilities.LinearComponentExtracter.GetLines(polygons).Cast<LineString>())
        {
            var points = ring.CoordinateSequence;
            for (var i = 1; i < points.Count; i++)
            {
                double xa = points.GetX(i - 1), ya = points.GetY(i - 1), xb = points.GetX(i), yb = points.GetY(i);
                if (ya == yb) continue;
                edges.Insert(Math.Min(ya, yb), Math.Max(ya, yb), ya < yb ? new(xa, ya, xb, yb) : new(xb, yb, xa, ya));
            }
        }
    }

    public BitMask Mask(PixelRect rect)
    {
        var mask = new BitMask(rect.X, rect.Y, rect.Width, rect.Height);
        var near = new Crossings();
        lock (gate) edges.Query(rect.Y, rect.Bottom, near);        // the tree is built on its first query
        var crossings = new List<double>();
        for (var y = rect.Y; y < rect.Bottom; y++)
        {
            var centre = y + 0.5;
            crossings.Clear();
            foreach (ref readonly var edge in CollectionsMarshal.AsSpan(near.Found))
                if (edge.Y0 <= centre && centre < edge.Y1) crossings.Add(edge.At(centre));
            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var from = Math.Max(rect.X, (int)Math.Ceiling(crossings[i] - 0.5));
                var to = Math.Min(rect.Right, (int)Math.Ceiling(crossings[i + 1] - 0.5));
                for (var x = from; x < to; x++) mask.Set(x, y);
            }
        }
        return mask;
    }

    sealed class Crossings : IItemVisitor<Edge>
    {
        public List<Edge> Found { get; } = [];
        public void VisitItem(Edge item) => Found.Add(item);
    }
}
