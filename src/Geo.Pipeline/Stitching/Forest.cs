using Geo.Pipeline.Masks;
using NetTopologySuite.Index.Strtree;

namespace Geo.Pipeline.Stitching;

/// <summary>Which object lies in which: a car in a car park in a block.</summary>
/// <param name="Parents">By object number: the smallest larger object that holds at least 90 % of it, or -1.</param>
/// <param name="Levels">By object number: 0 without parent, else one more than the parent's.</param>
public sealed record Forest(IReadOnlyList<int> Parents, IReadOnlyList<int> Levels)
{
    const double Share = 0.9;

    /// <summary>A parent is strictly larger than its child, so there are no cycles.</summary>
    public static Forest Of(ObjectSpool objects, CancellationToken cancellationToken = default)
    {
        int[] parents = new int[objects.Count], levels = new int[objects.Count];
        if (parents.Length == 0) return new(parents, levels);
        var index = new STRtree<int>();
        for (var i = 0; i < parents.Length; i++) index.Insert(Duplicates.Bounds(objects[i]), i);
        var masks = new MaskCache(objects);
        for (var i = 0; i < parents.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var child = objects[i];
            parents[i] = -1;
            foreach (var j in index.Query(Duplicates.Bounds(child)).Where(j => MayHold(objects[j], child)).OrderBy(j => objects[j].Area).ThenBy(j => j))
                if (MaskAlgebra.IntersectionArea(masks[j], masks[i]) >= Share * child.Area)
                {
                    parents[i] = j;
                    break;
                }
        }
        foreach (var i in Enumerable.Range(0, parents.Length).OrderByDescending(i => objects[i].Area))
            levels[i] = parents[i] < 0 ? 0 : levels[parents[i]] + 1;
        return new(parents, levels);
    }

    static bool MayHold(ObjectEntry larger, ObjectEntry child)
    {
        var shared = larger.Box.Intersect(child.Box);
        return larger.Area > child.Area && (double)shared.Width * shared.Height >= Share * child.Area;
    }
}
