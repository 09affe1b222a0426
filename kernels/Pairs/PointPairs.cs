using System.Numerics.Tensors;
using Geo.Kernels.Devices;

namespace Geo.Kernels.Pairs;

/// <summary>
/// Points on a device, for what takes every pair of them. Euclidean distances come from differences in float32, never from products: equal points
/// are at 0 and small distances exact, as density clustering needs. Memory grows with the number of points unless a method says otherwise.
/// </summary>
public abstract class PointPairs : IDisposable
{
    private protected PointPairs(ReadOnlyMemory<float> points, int count, int dimensions)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(dimensions);
        if (points.Length != (long)count * dimensions)
            throw new ArgumentException($"{points.Length} values are not {count} points of {dimensions} dimensions.", nameof(points));
        (Points, Count, Dimensions) = (points, count, dimensions);
        for (var row = 0; row < count; row++)
            if (!float.IsFinite(4 * TensorPrimitives.SumOfSquares(points.Span.Slice(row * dimensions, dimensions)))) // so that no distance overflows
                throw new NonFiniteVectorException("points", row);
    }

    public int Count { get; }
    public int Dimensions { get; }

    /// <summary>
    /// The k nearest other points of every point, nearest first; of equally near ones the lowest index. Another point at the same place
    /// counts, the point itself does not.
    /// </summary>
    /// <param name="k">1 to Count-1.</param>
    /// <param name="indices">Count × k out.</param>
    /// <param name="squaredDistances">Count × k out.</param>
    public void Nearest(int k, Span<int> indices, Span<float> squaredDistances, CancellationToken ct = default)
    {
        if (Count == 0) return;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(k, Count);
        ArgumentOutOfRangeException.ThrowIfNotEqual(indices.Length, (long)Count * k, nameof(indices));
        ArgumentOutOfRangeException.ThrowIfNotEqual(squaredDistances.Length, (long)Count * k, nameof(squaredDistances));
        NearestOfAll(k, indices, squaredDistances, ct);
    }

    /// <summary>
    /// For some points the one of another group that is nearest by mutual reachability, max(core(i), core(j), distance(i, j)) (Campello et al. 2013);
    /// of equally near ones the lowest index.
    /// </summary>
    /// <param name="rows">Which points.</param>
    /// <param name="groups">Count values: each point's group.</param>
    /// <param name="squaredCore">Count values: each point's core distance, squared.</param>
    /// <param name="nearest">One a row out; -1 where every point is of the row's group.</param>
    /// <param name="squaredReach">One a row out: mutual reachability, squared; +∞ beside a -1.</param>
    public void NearestOutside(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<float> squaredCore, Span<int> nearest,
        Span<float> squaredReach, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(groups.Length, Count, nameof(groups));
        ArgumentOutOfRangeException.ThrowIfNotEqual(squaredCore.Length, Count, nameof(squaredCore));
        ArgumentOutOfRangeException.ThrowIfNotEqual(nearest.Length, rows.Length, nameof(nearest));
        ArgumentOutOfRangeException.ThrowIfNotEqual(squaredReach.Length, rows.Length, nameof(squaredReach));
        foreach (var row in rows)
            if ((uint)row >= (uint)Count) throw new ArgumentOutOfRangeException(nameof(rows), row, $"There are {Count} points.");
        if (rows.Length > 0) NearestOutsideOfRows(rows, groups, squaredCore, nearest, squaredReach, ct);
    }

    /// <summary>
    /// What silhouettes are made of (Rousseeuw 1987): for every point the sum of its distances to the members of each cluster. The distances are computed
    /// at the first call and kept, Count² × 4 bytes, for one set of points is asked for one clustering after another.
    /// </summary>
    /// <param name="labels">Count values: 0 to k-1.</param>
    /// <param name="sums">Count × k out.</param>
    public void ClusterDistances(ReadOnlySpan<int> labels, int k, Span<double> sums, CancellationToken ct = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(k);
        ArgumentOutOfRangeException.ThrowIfNotEqual(labels.Length, Count, nameof(labels));
        ArgumentOutOfRangeException.ThrowIfNotEqual(sums.Length, (long)Count * k, nameof(sums));
        for (var i = 0; i < labels.Length; i++)
            if ((uint)labels[i] >= (uint)k) throw new ArgumentOutOfRangeException(nameof(labels), labels[i], $"Label of point {i}; k is {k}.");
        if (Count > 0) SumClusterDistances(labels, k, sums, ct);
    }

    public abstract void Dispose();

    private protected ReadOnlyMemory<float> Points { get; }

    private protected abstract void NearestOfAll(int k, Span<int> indices, Span<float> squaredDistances, CancellationToken ct);

    private protected abstract void NearestOutsideOfRows(ReadOnlySpan<int> rows, ReadOnlySpan<int> groups, ReadOnlySpan<float> squaredCore,
        Span<int> nearest, Span<float> squaredReach, CancellationToken ct);

    private protected abstract void SumClusterDistances(ReadOnlySpan<int> labels, int k, Span<double> sums, CancellationToken ct);
}
