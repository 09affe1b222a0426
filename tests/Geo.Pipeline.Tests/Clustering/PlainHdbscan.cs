namespace Geo.Pipeline.Tests.Clustering;

/// <summary>
/// HDBSCAN* by its definition, O(n³): at every distinct distance the groups are those connected by no longer mutual reachability, found anew. No spanning
/// tree, no merging.
/// </summary>
sealed class PlainHdbscan
{
    readonly double[,] reach;
    readonly double[] levels;
    readonly int minSize;

    PlainHdbscan(double[,] reach, int minSize)
    {
        (this.reach, this.minSize) = (reach, minSize);
        levels = [.. reach.Cast<double>().Distinct().OrderDescending()];
    }

    public static double[,] Reachability(TestPoints points, int minSamples)
    {
        double Distance(int i, int j) => TestPoints.Distance(points[i], points[j]);
        double[] core = [.. Enumerable.Range(0, points.N).Select(i => Enumerable.Range(0, points.N).Select(j => Distance(i, j)).Order().ElementAt(Math.Min(minSamples, points.N) - 1))];
        var reach = new double[points.N, points.N];
        for (var i = 0; i < points.N; i++)
            for (var j = 0; j < points.N; j++)
                reach[i, j] = i == j ? 0 : Math.Max(Distance(i, j), Math.Max(core[i], core[j]));
        return reach;
    }

    /// <returns>The clusters; points in none are noise.</returns>
    public static List<HashSet<int>> Clusters(TestPoints points, int minSamples, int minSize)
    {
        var plain = new PlainHdbscan(Reachability(points, minSamples), minSize);
        var root = plain.Follow([.. Enumerable.Range(0, points.N)], 0, 0);
        return [.. root.Parts.SelectMany(p => p.Best)];
    }

    sealed record Branch(HashSet<int> Members, double Stability, List<Branch> Parts)
    {
        public double Worth => Math.Max(Stability, Parts.Sum(p => p.Worth));
        public IEnumerable<HashSet<int>> Best => Stability >= Parts.Sum(p => p.Worth) ? [Members] : Parts.SelectMany(p => p.Best);
    }

    // A cluster born at 1/distance = birth, followed down the levels until it is gone or parts.
    Branch Follow(HashSet<int> members, int level, double birth)
    {
        var (left, stability) = (members.ToHashSet(), 0.0);
        for (; level < levels.Length; level++)
        {
            // edges of this length are cut: shorter ones remain
            var lambda = 1 / levels[level];
            var groups = Groups(left, levels[level]).Where(g => g.Count >= minSize).ToList();
            if (groups.Count == 1)
            {
                stability += (left.Count - groups[0].Count) * (lambda - birth);
                left = groups[0];
                continue;
            }
            stability += left.Count * (lambda - birth);
            return new(members, stability, [.. groups.Select(g => Follow(g, level + 1, lambda))]);
        }
        return new(members, stability, []);
    }

    List<HashSet<int>> Groups(HashSet<int> members, double under)
    {
        var (groups, free) = (new List<HashSet<int>>(), members.ToHashSet());
        while (free.Count > 0)
        {
            var open = new Queue<int>([free.First()]);
            var group = new HashSet<int>(open);
            free.Remove(open.Peek());
            while (open.TryDequeue(out var i))
                foreach (var j in free.Where(j => reach[i, j] < under).ToList())
                {
                    free.Remove(j);
                    group.Add(j);
                    open.Enqueue(j);
                }
            groups.Add(group);
        }
        return groups;
    }
}
