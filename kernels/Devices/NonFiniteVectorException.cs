using System.Globalization;

namespace Geo.Kernels.Devices;

/// <summary>Vectors hold NaN or infinity, or values so large that a squared distance overflows.</summary>
/// <param name="what">Points or centroids.</param>
/// <param name="row">The first such row, from 0.</param>
public sealed class NonFiniteVectorException(string what, int row) : Exception(string.Create(CultureInfo.InvariantCulture,
    $"{what}, row {row}: a component is NaN, infinite or too large to square; leave that row out."))
{
    public int Row { get; } = row;
}
