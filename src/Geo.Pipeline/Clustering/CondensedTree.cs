namespace Geo.Pipeline.Clustering;

/// <summary>
/// The clusters of a hierarchy (Campello, Moulavi and Sander 2013). Cutting the longest edges first, a group that falls into two of at least the least size
/// makes two clusters; otherwise points fall out of it and it goes on. A cluster's stability is the sum over its points of how long each stayed, in
/// 1 / distance; of nested clusters the more stable are taken (excess of mass). The whole is no cluster.
/// </summary>
internal sealed class CondensedTree
{
    readonly ReachabilityEdge[] edges;
    readonly int n, least;
    readonly int[] left, right, sizes;
    readonly List<(int Parent, double Birth)> clusters = [(-1, 0)];
    readonly List<double> stability = [0];
    readonly int[] fellFrom;
    readonly double shortest;

    CondensedTree(ReachabilityEdge[] edges, int n, int least)
    {
        (this.edges, this.n, this.least) = (edges, n, least);
        (left, right, sizes, fellFrom) = (new int[n - 1], new int[n - 1], new int[2 * n - 1], new int[n]);
        // Points at one place stay together for ever; half the shortest distance there is stands for none at all.
        shortest = edges.Select(e => e.Length).FirstOrDefault(l => l > 0, 1) / 2;
        Merge();
    }

    /// <param name="edges">A spanning tree of n points, shortest first.</param>
    /// <param name="least">Points of the smallest cluster, at least 2.</param>
    /// <returns>For each point its cluster, numbered from 0 in no order, or -1: noise.</returns>
    public static int[] Labels(ReachabilityEdge[] edges, int n, int least)
    {
        if (n < 2) return [.. Enumerable.Repeat(-1, n)];
        var tree = new CondensedTree(edges, n, least);
        tree.Condense();
        return tree.Select();
    }

    // Nodes 0 to n-1 are points, n + e joins the two nodes that edge e connects.
    void Merge()
    {
        var top = new int[2 * n - 1];
        for (var i = 0; i < top.Length; i++) top[i] = i;
        for (var i = 0; i < n; i++) sizes[i] = 1;
        for (var e = 0; e < edges.Length; e++)
        {
            (left[e], right[e]) = (Top(edges[e].A), Top(edges[e].B));
            top[left[e]] = top[right[e]] = n + e;
            sizes[n + e] = sizes[left[e]] + sizes[right[e]];
        }

        int Top(int node)
        {
            while (top[node] != node) node = top[node] = top[top[node]];
            return node;
        }
    }

    void Condense()
    {
        var open = new Stack<(int Node, int Cluster)>([(2 * n - 2, 0)]);
        while (open.TryPop(out var at))
        {
            if (at.Node < n)
            {
                fellFrom[at.Node] = at.Cluster;
                continue;
            }
            var e = at.Node - n;
            var lambda = 1 / Math.Max(edges[e].Length, shortest);
            var stayed = lambda - clusters[at.Cluster].Birth;
            bool isLeftLarge = sizes[left[e]] >= least, isRightLarge = sizes[right[e]] >= least;
            foreach (var (node, isLarge, isOtherLarge) in new[] { (left[e], isLeftLarge, isRightLarge), (right[e], isRightLarge, isLeftLarge) })
            {
                if (isLarge && !isOtherLarge)
                {
                    open.Push((node, at.Cluster));
                    continue;
                }
                stability[at.Cluster] += stayed * sizes[node];
                if (!isLarge)
                {
                    FallOut(node, at.Cluster);
                    continue;
                }
                clusters.Add((at.Cluster, lambda));
                stability.Add(0);
                open.Push((node, clusters.Count - 1));
            }
        }
    }

    void FallOut(int node, int cluster)
    {
        var open = new Stack<int>([node]);
        while (open.TryPop(out var at))
            if (at < n) fellFrom[at] = cluster;
            else
            {
                open.Push(left[at - n]);
                open.Push(right[at - n]);
            }
    }

    int[] Select()
    {
        var (below, isTaken) = (new double[clusters.Count], new bool[clusters.Count]);
        // a cluster comes after the one it is in
        for (var c = clusters.Count - 1; c > 0; c--)
        {
            isTaken[c] = stability[c] >= below[c];
            below[clusters[c].Parent] += Math.Max(stability[c], below[c]);
        }
        var label = new int[clusters.Count];
        label[0] = -1;
        var next = 0;
        for (var c = 1; c < label.Length; c++)
            label[c] = label[clusters[c].Parent] >= 0 ? label[clusters[c].Parent] : isTaken[c] ? next++ : -1;
        return [.. fellFrom.Select(c => label[c])];
    }
}
