using Geo.Pipeline.Masks;
using NetTopologySuite.Geometries;
using NetTopologySuite.Index.Strtree;

namespace Geo.Pipeline.Stitching;

/// <summary>Objects that are nearly another one: of each pair with IoU over 0.7 the less sure goes (greedy, as in non-maximum suppression).</summary>
internal static class Duplicates
{
    const double HighestIou = 0.7;

    /// <returns>True for each object to drop.</returns>
    public static bool[] Find(ObjectSpool objects, CancellationToken cancellationToken)
    {
        var dropped = new bool[objects.Count];
        if (dropped.Length == 0) return dropped;
        var index = new STRtree<int>();
        for (var i = 0; i < objects.Count; i++) index.Insert(Bounds(objects[i]), i);
        var masks = new MaskCache(objects);
        var pairs = new List<(int, int)>();
        for (var i = 0; i < objects.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var j in index.Query(Bounds(objects[i])))
                if (j > i && MayMatch(objects[i], objects[j]) && MaskAlgebra.Iou(masks[i], masks[j]) > HighestIou) pairs.Add((i, j));
        }
        var rivals = pairs.Concat(pairs.Select(p => (p.Item2, p.Item1))).ToLookup(p => p.Item1, p => p.Item2);
        foreach (var i in rivals.Select(g => g.Key).OrderByDescending(i => objects[i].PredictedIou)
                     .ThenByDescending(i => objects[i].Area).ThenBy(i => i))
            if (!dropped[i])
                foreach (var j in rivals[i]) dropped[j] = true;
        return dropped;
    }

    static bool MayMatch(ObjectEntry a, ObjectEntry b)
    {
        var shared = a.Box.Intersect(b.Box);
        return (double)shared.Width * shared.Height > HighestIou * Math.Max(a.Area, b.Area)
            && Math.Min(a.Area, b.Area) > HighestIou * Math.Max(a.Area, b.Area);
    }

    internal static Envelope Bounds(ObjectEntry e) => new(e.Box.X, e.Box.Right, e.Box.Y, e.Box.Bottom);
}
