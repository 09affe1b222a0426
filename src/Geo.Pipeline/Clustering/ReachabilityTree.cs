using Geo.Kernels.Pairs;
using Geo.Pipeline.Stitching;

namespace Geo.Pipeline.Clustering;

/// <summary>An edge between two points, as long as their mutual reachability.</summary>
internal readonly record struct ReachabilityEdge(int A, int B, double Length);

/// <summary>
/// The minimum spanning tree of points under mutual reachability, exactly, by Borůvka's rounds. A round joins each group to the nearest point outside it. What
/// was found for a point in an earlier round bounds what it can find later, for groups only grow; and beyond the nearest neighbours that are known nothing is
/// nearer than the last of them. So only points that could still better their group's edge are compared with all others, many at a time.
/// </summary>
internal sealed class ReachabilityTree
{
    const int Known = 16, RowsAtOnce = 512;

    readonly PointPairs pairs;
    readonly int n, k;
    readonly int[] neighbours, groups, nearest;
    readonly float[] squared, core, reach, bound;
    readonly DisjointSets sets = new();

    ReachabilityTree(PointPairs pairs, int minSamples, CancellationToken ct)
    {
        (this.pairs, n) = (pairs, pairs.Count);
        k = Math.Min(n - 1, Math.Max(Known, minSamples - 1));
        (neighbours, squared) = (new int[n * k], new float[n * k]);
        pairs.Nearest(k, neighbours, squared, ct);
        (groups, nearest, core, reach, bound) = (new int[n], new int[n], new float[n], new float[n], new float[n]);
        for (var i = 0; i < n; i++)
        {
            sets.Add();
            nearest[i] = i;                                   // inside its own group: nothing known yet
            core[i] = minSamples < 2 ? 0 : squared[i * k + Math.Min(minSamples - 1, k) - 1];
        }
    }

    /// <param name="minSamples">A point's core distance is that to so many points, itself counted.</param>
    /// <returns>n - 1 edges, shortest first; none for fewer than two points.</returns>
    public static ReachabilityEdge[] Of(PointPairs pairs, int minSamples, CancellationToken ct)
    {
        if (pairs.Count < 2) return [];
        var edges = new ReachabilityTree(pairs, minSamples, ct).Join(ct);
        Array.Sort(edges, (a, b) => a.Length != b.Length ? a.Length.CompareTo(b.Length) : a.A != b.A ? a.A.CompareTo(b.A) : a.B.CompareTo(b.B));
        return edges;
    }

    ReachabilityEdge[] Join(CancellationToken ct)
    {
        var edges = new List<ReachabilityEdge>(n - 1);
        var best = new int[n];                                // the point of each group from which its edge goes
        while (edges.Count < n - 1)
        {
            for (var i = 0; i < n; i++) groups[i] = sets.Find(i);
            Array.Fill(best, -1);
            for (var i = 0; i < n; i++) LookAtKnown(i, best);
            Scan(best, ct);
            foreach (var i in best)
            {
                if (i < 0 || sets.Find(i) == sets.Find(nearest[i])) continue;      // equally long edges may close a ring
                sets.Unite(i, nearest[i]);
                edges.Add(new(Math.Min(i, nearest[i]), Math.Max(i, nearest[i]), Math.Sqrt(reach[i])));
            }
        }
        return [.. edges];
    }

    /// <summary>What is known without computing: the neighbour found before, or the nearest of those known that lie outside by now.</summary>
    void LookAtKnown(int i, int[] best)
    {
        if (groups[nearest[i]] == groups[i])
        {
            bound[i] = Math.Max(bound[i], k == n - 1 ? float.PositiveInfinity : Math.Max(core[i], squared[i * k + k - 1]));
            reach[i] = float.PositiveInfinity;
            for (var m = i * k; m < (i + 1) * k; m++)
            {
                var j = neighbours[m];
                var length = Math.Max(squared[m], Math.Max(core[i], core[j]));
                if (groups[j] != groups[i] && length < reach[i]) (nearest[i], reach[i]) = (j, length);
            }
        }
        if (groups[nearest[i]] != groups[i]) Offer(i, best);
    }

    void Offer(int i, int[] best)
    {
        ref var other = ref best[groups[i]];
        if (other < 0 || reach[i] < reach[other] || (reach[i] == reach[other] && i < other)) other = i;
    }

    void Scan(int[] best, CancellationToken ct)
    {
        bool CouldBetter(int i) => bound[i] < reach[i] && (best[groups[i]] < 0 || bound[i] < reach[best[groups[i]]]);
        var open = Enumerable.Range(0, n).Where(CouldBetter).OrderBy(i => bound[i]).ThenBy(i => i).ToList();
        for (var from = 0; from < open.Count;)
        {
            var rows = new List<int>(RowsAtOnce);
            for (; from < open.Count && rows.Count < RowsAtOnce; from++)
                if (CouldBetter(open[from])) rows.Add(open[from]);
            var (found, lengths) = (new int[rows.Count], new float[rows.Count]);
            pairs.NearestOutside([.. rows], groups, core, found, lengths, ct);
            for (var r = 0; r < rows.Count; r++)
            {
                var i = rows[r];
                (nearest[i], reach[i], bound[i]) = (found[r], lengths[r], lengths[r]);
                Offer(i, best);
            }
        }
    }
}
