using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// Where a raster lies: an affine or ground control points, and the CRS they lead to. Holds no native object, so that every thread makes its own
/// <see cref="PixelProjection"/> of it.
/// </summary>
internal sealed record Georeference(GeoTransform? Affine, IReadOnlyList<GroundControlPoint> Gcps, string Wkt, string Crs)
{
    const int FewestGcps = 3;

    /// <summary>Reads it; null where there is none on Earth.</summary>
    public static Georeference? OfAny(Dataset raster)
    {
        try
        {
            return Of(raster);
        }
        catch (RasterRefusedException)
        {
            return null;
        }
    }

    /// <summary>Reads it; throws <see cref="RasterRefusedException"/> where there is none or none on Earth.</summary>
    public static Georeference Of(Dataset raster)
    {
        var affine = raster.GeoTransform;
        var gcps = affine is null ? raster.Gcps : [];
        if (affine is null && gcps.Count < FewestGcps)
            throw new RasterRefusedException(raster.Path,
                gcps.Count == 0 ? "it has no georeference." : $"it has only {gcps.Count} ground control points, which do not fix a place.",
                "Give it one with gdal_edit.py -a_srs … -a_ullr …, or gdal_translate -gcp …; one with RPCs or geolocation arrays is first rectified with gdalwarp.");
        if (affine is { } a && !(Math.Abs(a.Determinant) > 0))
            throw new RasterRefusedException(raster.Path, "the pixels of its geotransform have no area.", "Set it anew with gdal_edit.py -a_ullr ….");

        using var srs = affine is null ? raster.GcpSrs : raster.Srs;
        if (srs is null)
            throw new RasterRefusedException(raster.Path, "it does not say its coordinate reference system.", "Name it with gdal_edit.py -a_srs EPSG:….");
        // GDAL makes up WGS 84 for a geographic CRS that names no datum, and says so in the ellipsoid's name
        if (srs.IsLocal || srs.SemiMajorAxis is null || srs.ToWkt().Contains("unretrievable", StringComparison.Ordinal))
            throw new RasterRefusedException(raster.Path, $"its coordinate reference system \"{srs.Name}\" is local or unknown: it has no place on Earth.",
                "Name the true one with gdal_edit.py -a_srs EPSG:….");
        if (!srs.IsEarth)
            throw new RasterRefusedException(raster.Path, $"its coordinate reference system \"{srs.Name}\" is not of the Earth.", "Only rasters of the Earth can be published in EPSG:4326.");
        return new(affine, gcps, srs.ToWkt(), srs.AuthorityCode ?? srs.ToWkt());
    }
}
