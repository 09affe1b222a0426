using System.Buffers;
using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>A scene warped to boxes of another CRS, in the colours that a run saw. Any thread may render.</summary>
public sealed class SceneTiles : IDisposable
{
    /// <summary>Pixels that one picture may be made of.</summary>
    const long MostPixels = 100_000_000;

    readonly VirtualMosaic? _mosaic;
    readonly SceneRaster _scene;

    SceneTiles(VirtualMosaic? mosaic, SceneRaster scene, IReadOnlyList<string> paths) => (_mosaic, _scene, Paths) = (mosaic, scene, paths);

    /// <summary>Its files; several of a mosaic.</summary>
    public IReadOnlyList<string> Paths { get; }

    /// <summary>Hash of the content, 64 hex digits: that of a run's identity, if this is what the run read.</summary>
    public string Sha256 => _scene.Sha256;

    /// <param name="paths">One raster, or those of a mosaic, later ones on top.</param>
    /// <exception cref="RasterRefusedException"/>
    public static SceneTiles Open(IReadOnlyList<string> paths, RasterOptions options)
    {
        var mosaic = paths.Count == 1 ? null : SceneMosaic.Of(paths);
        try
        {
            return new(mosaic, SceneRaster.Open(mosaic?.Path ?? paths[0], options), paths);
        }
        catch
        {
            mosaic?.Dispose();
            throw;
        }
    }

    /// <summary>Red, green, blue, alpha, [row, column, 4], north up; alpha is 0 outside the scene and where it has no data. Overviews are read where they suffice.</summary>
    /// <param name="bounds">In EPSG:<paramref name="epsg"/>, x east and y north.</param>
    /// <param name="metres">Of ground a pixel of the picture, about.</param>
    /// <exception cref="GdalException">A block is damaged or the box lies beyond the CRS.</exception>
    /// <exception cref="RasterRefusedException">Seen from so far the picture would be made of too many pixels, because overviews lack.</exception>
    public byte[] Render((double MinX, double MinY, double MaxX, double MaxY) bounds, int epsg, int size, double metres)
    {
        var layout = _scene.Layout;
        var count = size * size;
        using var raster = Dataset.Open(_scene.Path);
        RequireOverviews(raster, size, metres);
        using var target = SpatialReference.FromEpsg(epsg);
        using var view = raster.WarpedView(new(target, layout.Palette is null ? Resampling.Bilinear : Resampling.Nearest, Alpha: true, Bounds: bounds, Size: (size, size)));
        var window = new PixelWindow(0, 0, size, size);
        var pixels = new byte[4 * count];
        var alpha = new byte[count];
        view.Bands[^1].Read<byte>(window, size, size, alpha);
        if (!alpha.AsSpan().ContainsAnyExcept((byte)0)) return pixels;

        var raw = ArrayPool<float>.Shared.Rent(layout.Planes * count);
        try
        {
            var planes = raw.AsSpan(0, layout.Planes * count);
            view.Read(window, size, size, layout.Data, planes, SampleOrder.Planar);
            if (layout.Palette is not null) PaletteExpansion.Expand(planes, count, layout.Palette);
            for (var c = 0; c < 3; c++)
            {
                var stretch = _scene.Stretch[c];
                var plane = planes.Slice(layout.Display[c] * count, count);
                for (var i = 0; i < count; i++)
                    if (alpha[i] != 0) pixels[4 * i + c] = stretch.Apply(plane[i]);
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(raw);
        }
        for (var i = 0; i < count; i++) pixels[4 * i + 3] = alpha[i];
        return pixels;
    }

    void RequireOverviews(Dataset raster, int size, double metres)
    {
        var step = metres * _scene.ScaleX / _scene.Gsd; // native pixels a pixel
        var band = raster.Bands[0];
        var factor = Enumerable.Range(0, band.OverviewCount).Select(i => (double)raster.Width / band.OverviewSize(i).Width).Where(f => f <= step).Append(1).Max();
        var pixels = Math.Min(raster.Width, size * step) * Math.Min(raster.Height, size * step) / (factor * factor);
        if (pixels > MostPixels)
            throw new RasterRefusedException(raster.Path, $"seen from so far a picture is made of {pixels / 1e6:F0} million pixels.", "Give it overviews: gdaladdo -r average FILE.");
    }

    public void Dispose()
    {
        _scene.Dispose();
        _mosaic?.Dispose();
    }
}
