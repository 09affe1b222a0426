namespace Geo.Pipeline.Clustering;

/// <summary>Describes each cluster by its members, and numbers the clusters so that equal results are numbered equally.</summary>
internal static class ClusterSummary
{
    const int NearestKept = 9;

    public static Clusters Of(LloydResult result, int d, IReadOnlyList<SilhouetteScore> curve)
    {
        var k = result.Centres.Length / d;
        var (offsets, members) = MembersByLabel(result.Labels, k);
        var found = Enumerable.Range(0, k)
            .Where(label => offsets[label] < offsets[label + 1])
            .Select(label => (Label: label, Cluster: Describe(members.AsSpan(offsets[label]..offsets[label + 1]), result.SquaredDistances)))
            .OrderByDescending(c => c.Cluster.Size).ThenBy(c => c.Cluster.Medoid)
            .ToArray();

        var number = new int[k];
        var centres = new float[found.Length * d];
        for (var i = 0; i < found.Length; i++)
        {
            number[found[i].Label] = i;
            result.Centres.AsSpan(found[i].Label * d, d).CopyTo(centres.AsSpan(i * d, d));
        }
        return new(
            [.. found.Select(c => c.Cluster)], [.. result.Labels.Select(label => label < 0 ? Clusters.Noise : number[label])], centres,
            result.Inertia, result.Iterations, result.Converged, curve);
    }

    static Cluster Describe(Span<int> members, float[] squared)
    {
        double spread = 0;
        foreach (var i in members) spread += Math.Sqrt(squared[i]);
        members.Sort((a, b) => squared[a] != squared[b] ? squared[a].CompareTo(squared[b]) : a.CompareTo(b));
        return new(members.Length, members[0], spread / members.Length, members[..Math.Min(NearestKept, members.Length)].ToArray());
    }

    static (int[] Offsets, int[] Members) MembersByLabel(int[] labels, int k)
    {
        var offsets = new int[k + 1];
        foreach (var label in labels)
            if (label >= 0) offsets[label + 1]++;
        for (var i = 0; i < k; i++) offsets[i + 1] += offsets[i];
        var (next, members) = (offsets.AsSpan(0, k).ToArray(), new int[offsets[k]]);
        for (var i = 0; i < labels.Length; i++)
            if (labels[i] >= 0) members[next[labels[i]]++] = i;
        return (offsets, members);
    }
}
