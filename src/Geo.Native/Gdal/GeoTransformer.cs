using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>
/// Pixel/line of a dataset to georeferenced x/y and back, by whatever the dataset has: affine, GCPs (polynomial order chosen by their
/// number), RPCs or geolocation arrays. Pixel (0,0) is the corner of the upper-left pixel. For one thread at a time.
/// </summary>
public sealed unsafe class GeoTransformer : IDisposable
{
    readonly PixelTransformHandle handle;
    readonly string path;

    /// <param name="target">CRS of x/y; null keeps the dataset's own (of its geotransform or its GCPs; longitude and latitude for RPCs).</param>
    /// <exception cref="GdalException">The dataset has no georeference, or cannot reach the target.</exception>
    public GeoTransformer(Dataset dataset, SpatialReference? target = null)
    {
        path = dataset.Path;
        GdalErrors.Begin();
        using var options = new StringList(target is null ? [] : [$"DST_SRS={target.ToWkt()}"]);
        handle = new(GdalErrors.Check(Libgdal.GDALCreateGenImgProjTransformer2(dataset.Handle, 0, options.Pointer), $"georeferencing {path}"));
    }

    /// <summary>Pixel/line to x/y, in place.</summary>
    /// <exception cref="GdalException">A point has no place.</exception>
    public void ToGround(Span<double> pixels, Span<double> lines) => Transform(pixels, lines, inverse: 0);

    /// <summary>x/y to pixel/line, in place.</summary>
    public void ToPixels(Span<double> xs, Span<double> ys) => Transform(xs, ys, inverse: 1);

    void Transform(Span<double> xs, Span<double> ys, int inverse)
    {
        var failed = Points.Transform(xs, ys, default, (n, x, y, z, ok) => Libgdal.GDALGenImgProjTransform(handle, inverse, n, x, y, z, ok));
        if (failed >= 0) throw GdalErrors.Exception($"transforming point {failed} of {xs.Length} of {path}");
    }

    public void Dispose() => handle.Dispose();
}
