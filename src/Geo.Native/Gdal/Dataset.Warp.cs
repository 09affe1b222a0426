using System.Globalization;
using Geo.Native.Gdal.Interop;

namespace Geo.Native.Gdal;

/// <summary>How a warped view is laid out.</summary>
/// <param name="Target">CRS of the view; null keeps the source's (of its geotransform, GCPs or RPCs) and only makes it north-up.</param>
/// <param name="Resampling">Of the pixels.</param>
/// <param name="Alpha">Adds an alpha band so that pixels outside the source are not valid. Set false when the source has nodata that suffices.</param>
/// <param name="PixelSize">In units of the target CRS; null lets GDAL keep about the source's resolution.</param>
/// <param name="Bounds">minX, minY, maxX, maxY in the target CRS; null covers the source.</param>
/// <param name="Size">Width and height in pixels, instead of <paramref name="PixelSize"/>.</param>
/// <param name="MaxError">Error of the approximated transform, in pixels of the source.</param>
public sealed record WarpLayout(SpatialReference? Target = null, Resampling Resampling = Resampling.Bilinear, bool Alpha = true,
    double? PixelSize = null, (double MinX, double MinY, double MaxX, double MaxY)? Bounds = null, (int Width, int Height)? Size = null,
    double MaxError = 0.125);

public sealed unsafe partial class Dataset
{
    /// <summary>
    /// A virtual north-up raster computed from this one when it is read (affine, GCP, RPC and geolocation sources alike).
    /// It reads through this dataset, so both belong to the same thread; this one may be disposed before the view.
    /// </summary>
    public Dataset WarpedView(WarpLayout layout)
    {
        GdalErrors.Begin();
        using var arguments = new StringList(Arguments(layout));
        var options = GdalErrors.Check(Libgdal.GDALWarpAppOptionsNew(arguments.Pointer, 0), $"laying out a warped view of {Path}");
        var added = false;
        try
        {
            handle.DangerousAddRef(ref added);
            var source = handle.DangerousGetHandle();
            var view = Libgdal.GDALWarp("", 0, 1, &source, options, null);
            return new Dataset(GdalErrors.Check(view, $"warping {Path}"), Path);
        }
        finally
        {
            if (added) handle.DangerousRelease();
            Libgdal.GDALWarpAppOptionsFree(options);
        }
    }

    static List<string> Arguments(WarpLayout layout)
    {
        static string Number(double v) => v.ToString("R", CultureInfo.InvariantCulture);
        List<string> arguments =
        [
            "-of", "VRT", "-r", layout.Resampling switch
            {
                Resampling.Nearest => "near",
                Resampling.Gauss => throw new ArgumentException("Warping has no Gauss resampling: choose another."),
                var r => r.ToString().ToLowerInvariant(),
            },
            "-et", Number(layout.MaxError),
        ];
        if (layout.Target is { } srs) arguments.AddRange(["-t_srs", srs.ToWkt()]);
        if (layout.Alpha) arguments.Add("-dstalpha");
        if (layout.PixelSize is { } p) arguments.AddRange(["-tr", Number(p), Number(p)]);
        if (layout.Bounds is var (minX, minY, maxX, maxY)) arguments.AddRange(["-te", Number(minX), Number(minY), Number(maxX), Number(maxY)]);
        if (layout.Size is var (w, h)) arguments.AddRange(["-ts", Number(w), Number(h)]);
        return arguments;
    }
}
