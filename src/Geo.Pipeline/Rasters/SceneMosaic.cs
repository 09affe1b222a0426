using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>Makes one scene of several files, such as the sheets of an orthophoto.</summary>
internal static class SceneMosaic
{
    /// <summary>They must have the same CRS and the same bands.</summary>
    /// <exception cref="RasterRefusedException"/>
    public static VirtualMosaic Of(IReadOnlyList<string> paths)
    {
        string[] full = [.. paths.Select(p => File.Exists(p) ? Path.GetFullPath(p) : p)];
        if (full.GroupBy(p => p).FirstOrDefault(g => g.Count() > 1) is { } twice)
            throw new RasterRefusedException(twice.Key, "it is given twice.", "Name each file once.");
        SpatialReference? common = null;
        var holes = true;
        try
        {
            foreach (var path in full)
            {
                using var raster = Open(path);
                var srs = raster.Srs;
                if (srs is null)
                    throw new RasterRefusedException(path, "a file of a mosaic must say its coordinate reference system.", "Name it with gdal_edit.py -a_srs EPSG:….");
                if (common is null) common = srs;
                else
                    using (srs)
                        if (!srs.IsSame(common))
                            throw new RasterRefusedException(path, $"its CRS is \"{srs.Name}\", that of {full[0]} \"{common.Name}\".",
                                "Files of one scene must have one CRS: gdalwarp -t_srs … it first, or run each file by itself.");
                holes &= raster.Bands.All(b => b.NoData is null && b.ColorInterpretation != ColorInterpretation.Alpha && b.Palette is null);
            }
        }
        finally
        {
            common?.Dispose();
        }
        try
        {
            return VirtualMosaic.Build(full, addAlpha: holes);
        }
        catch (GdalException e)
        {
            throw new RasterRefusedException(string.Join(", ", paths), $"they do not make one mosaic: {e.NativeText}",
                "Files of one scene must agree in bands and types and be north-up: gdalwarp them first, or run each by itself.", e);
        }
    }

    static Dataset Open(string path)
    {
        try
        {
            return Dataset.Open(path);
        }
        catch (GdalException e)
        {
            throw new RasterRefusedException(path, $"it cannot be opened as a raster: {e.NativeText}", "Check the path and, with gdalinfo, the file.", e);
        }
    }
}
