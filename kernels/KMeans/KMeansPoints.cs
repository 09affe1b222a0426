using Geo.Kernels.Devices;

namespace Geo.Kernels.KMeans;

/// <summary>Points of a k-means, held by a device: the two steps of Lloyd's iteration (Lloyd 1982).</summary>
public abstract class KMeansPoints : IDisposable
{
    private protected KMeansPoints(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        if (points.Length != (long)count * dimensions)
            throw new ArgumentException($"{points.Length} values are not {count} points of {dimensions} dimensions.", nameof(points));
        (Points, Count, Dimensions) = (points, count, dimensions);
    }

    public int Count { get; }
    public int Dimensions { get; }

    /// <summary>The nearest centroid of every point by Euclidean distance; of equally near ones the lowest.</summary>
    /// <param name="centroids">k × Dimensions, row-major, k ≥ 1.</param>
    /// <param name="labels">Count values out: 0 to k-1.</param>
    /// <param name="squaredDistances">Count values out: to that centroid; from differences, so small ones are exact.</param>
    /// <exception cref="NonFiniteVectorException">A point or centroid is not finite; the outputs are then undefined.</exception>
    public void Assign(ReadOnlySpan<float> centroids, Span<int> labels, Span<float> squaredDistances, CancellationToken ct = default)
    {
        var k = centroids.Length / Dimensions;
        if (k == 0 || centroids.Length != (long)k * Dimensions)
            throw new ArgumentException($"{centroids.Length} values are not centroids of {Dimensions} dimensions.", nameof(centroids));
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(squaredDistances.Length, Count, nameof(squaredDistances));
        for (var i = 0; i < centroids.Length; i++)
            if (!float.IsFinite(centroids[i])) throw new NonFiniteVectorException("centroids", i / Dimensions);
        if (Count == 0) return;

        AssignAll(centroids, k, labels, squaredDistances, ct);

        // Any NaN or infinite component makes the distance so too: one look at each row instead of at each component.
        for (var i = 0; i < squaredDistances.Length; i++)
            if (!float.IsFinite(squaredDistances[i])) throw new NonFiniteVectorException("points", i);
    }

    /// <summary>The sum and the number of the points of each label.</summary>
    /// <param name="labels">Count values: 0 to k-1.</param>
    /// <param name="sums">k × Dimensions out: float32 within blocks of members in index order, the blocks added in float64.</param>
    /// <param name="counts">k values out.</param>
    public void Sum(ReadOnlySpan<int> labels, Span<double> sums, Span<int> counts, CancellationToken ct = default)
    {
        var k = counts.Length;
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, (long)k * Dimensions, nameof(sums));
        var members = new MemberBlocks(labels, k);
        members.Counts.CopyTo(counts);
        sums.Clear();
        if (Count == 0) return;

        var blockSums = SumBlocks(members, ct);
        for (var block = 0; block < members.Blocks; block++)
        {
            var from = blockSums.AsSpan(block * Dimensions, Dimensions);
            var to = sums.Slice(members.LabelOf[block] * Dimensions, Dimensions);
            for (var j = 0; j < from.Length; j++) to[j] += from[j];
        }
    }

    public abstract void Dispose();

    private protected ReadOnlyMemory<float> Points { get; }

    private protected abstract void AssignAll(
        ReadOnlySpan<float> centroids, int k, Span<int> labels, Span<float> squaredDistances, CancellationToken ct);

    /// <returns>Blocks × Dimensions.</returns>
    private protected abstract float[] SumBlocks(MemberBlocks members, CancellationToken ct);
}
