using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>Transforms coordinates between two systems, both in x = longitude or easting order. For one thread at a time.</summary>
public sealed unsafe class CoordinateTransformation : IDisposable
{
    readonly TransformationHandle handle;
    readonly string names;

    internal TransformationHandle Handle => handle;

    /// <exception cref="GdalException">No operation leads from one to the other.</exception>
    public CoordinateTransformation(SpatialReference from, SpatialReference to)
    {
        names = $"{from.Name} to {to.Name}";
        GdalErrors.Begin();
        handle = new(GdalErrors.Check(Libgdal.OCTNewCoordinateTransformation(from.Handle, to.Handle), $"preparing {names}"));
    }

    /// <summary>Transforms in place.</summary>
    /// <exception cref="GdalException">A point lies outside the domain of the transformation.</exception>
    public void Transform(Span<double> xs, Span<double> ys)
    {
        var failed = Points.Transform(xs, ys, default, (n, x, y, z, ok) => Libgdal.OCTTransformEx(handle, n, x, y, z, ok));
        if (failed >= 0) throw GdalErrors.Exception($"transforming point {failed} of {xs.Length} from {names}");
    }

    /// <summary>Transforms in place; points outside the domain get success false and infinite coordinates.</summary>
    public void Transform(Span<double> xs, Span<double> ys, Span<bool> success) =>
        Points.Transform(xs, ys, success, (n, x, y, z, ok) => Libgdal.OCTTransformEx(handle, n, x, y, z, ok));

    public void Dispose() => handle.Dispose();
}
