namespace Geo.Pipeline.Clustering;

/// <summary>One cluster.</summary>
/// <param name="Size">Members, at least 1.</param>
/// <param name="Medoid">Index of the member nearest the centre; of equally near ones the first.</param>
/// <param name="Spread">Mean Euclidean distance of the members to the centre.</param>
/// <param name="Nearest">Indices of the up to nine members nearest the centre, nearest first; the medoid is the first of them.</param>
public sealed record Cluster(int Size, int Medoid, double Spread, IReadOnlyList<int> Nearest);

/// <summary>The clusters of a set of points.</summary>
/// <param name="Items">By descending size, then medoid. None is empty.</param>
/// <param name="Labels">For each point the index of its cluster in <paramref name="Items"/>, or <see cref="Noise"/>.</param>
/// <param name="Centres">Items × dimensions, row-major.</param>
/// <param name="Inertia">Sum of squared distances of all points to their centres.</param>
/// <param name="Iterations">Of Lloyd's algorithm over all points, from the start that was settled on; the last one labels them.</param>
/// <param name="Converged">False when it was stopped at its limit before the labels were stable.</param>
/// <param name="Curve">The silhouette of each k that was tried; empty when k was given.</param>
public sealed record Clusters(
    IReadOnlyList<Cluster> Items, int[] Labels, float[] Centres, double Inertia, int Iterations, bool Converged,
    IReadOnlyList<SilhouetteScore> Curve)
{
    /// <summary>Mini-batches taken before the iterations over all points; 0 where there are so few points that they were clustered at once.</summary>
    public int MiniBatches { get; init; }

    /// <summary>The label of a point that belongs to no cluster; only density clustering has such.</summary>
    public const int Noise = -1;

    /// <summary>A point's cluster; null for noise.</summary>
    public int? ClusterOf(int point) => Labels[point] < 0 ? null : Labels[point];
}

/// <summary>The mean silhouette, -1 to 1, that clustering into <paramref name="K"/> gave.</summary>
public readonly record struct SilhouetteScore(int K, double Score);
