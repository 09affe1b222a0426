using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>A polynomial fitted to ground control points; the order (1 to 3) follows from their number. For one thread at a time.</summary>
public sealed unsafe class GcpTransform : IDisposable
{
    readonly GcpTransformHandle handle;

    /// <exception cref="GdalException">Too few points, or points in a line.</exception>
    public GcpTransform(IReadOnlyList<GroundControlPoint> points)
    {
        const int AutomaticOrder = 0;
        GdalErrors.Begin();
        using var native = new NativeGcps(points);
        handle = new(GdalErrors.Check(Libgdal.GDALCreateGCPTransformer(points.Count, native.Pointer, AutomaticOrder, 0),
            $"fitting {points.Count} ground control points"));
    }

    /// <summary>Pixel/line to x/y of the points' CRS, in place.</summary>
    public void ToGround(Span<double> pixels, Span<double> lines) => Transform(pixels, lines, inverse: 0);

    /// <summary>x/y to pixel/line, in place.</summary>
    public void ToPixels(Span<double> xs, Span<double> ys) => Transform(xs, ys, inverse: 1);

    void Transform(Span<double> xs, Span<double> ys, int inverse)
    {
        var failed = Points.Transform(xs, ys, default, (n, x, y, z, ok) => Libgdal.GDALGCPTransform(handle, inverse, n, x, y, z, ok));
        if (failed >= 0) throw GdalErrors.Exception($"transforming point {failed} of {xs.Length} by ground control points");
    }

    public void Dispose() => handle.Dispose();
}
