using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

public sealed unsafe partial class Dataset
{
    /// <summary>The affine to the CRS of <see cref="Srs"/>, or null when the file has none.</summary>
    public GeoTransform? GeoTransform
    {
        get
        {
            GdalErrors.Begin();
            var six = stackalloc double[6];
            return Libgdal.GDALGetGeoTransform(handle, six) == 0 ? new(six[0], six[1], six[2], six[3], six[4], six[5]) : null;
        }
    }

    /// <summary>A copy of the raster's CRS, or null. The caller disposes it.</summary>
    public SpatialReference? Srs => SpatialReference.CopyOf(Libgdal.GDALGetSpatialRef(handle));

    /// <summary>Ground control points; empty when there are none.</summary>
    public IReadOnlyList<GroundControlPoint> Gcps
    {
        get
        {
            var points = new GroundControlPoint[Libgdal.GDALGetGCPCount(handle)];
            var native = Libgdal.GDALGetGCPs(handle);
            for (var i = 0; i < points.Length; i++)
                points[i] = new(native[i].Pixel, native[i].Line, native[i].X, native[i].Y, native[i].Z, StringList.Text(native[i].Id) ?? "");
            return points;
        }
    }

    /// <summary>A copy of the CRS of <see cref="Gcps"/>, or null. The caller disposes it.</summary>
    public SpatialReference? GcpSrs => SpatialReference.CopyOf(Libgdal.GDALGetGCPSpatialRef(handle));

    public void SetGeoTransform(GeoTransform transform)
    {
        GdalErrors.Begin();
        fixed (double* six = transform.ToArray())
            GdalErrors.Check(Libgdal.GDALSetGeoTransform(handle, six), $"setting the geotransform of {Path}");
    }

    public void SetSrs(SpatialReference srs)
    {
        GdalErrors.Begin();
        GdalErrors.Check(Libgdal.GDALSetSpatialRef(handle, srs.Handle), $"setting the CRS of {Path}");
    }

    public void SetGcps(IReadOnlyList<GroundControlPoint> points, SpatialReference srs)
    {
        GdalErrors.Begin();
        using var native = new NativeGcps(points);
        GdalErrors.Check(Libgdal.GDALSetGCPs2(handle, points.Count, native.Pointer, srs.Handle), $"setting the ground control points of {Path}");
    }
}
