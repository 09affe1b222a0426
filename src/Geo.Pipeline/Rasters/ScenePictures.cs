using System.Buffers;
using Geo.Native.Gdal;
using Geo.Pipeline.Pictures;

namespace Geo.Pipeline.Rasters;

/// <summary>Parts of a scene as pictures of any size, in the colours the model sees. For one thread at a time.</summary>
public sealed class ScenePictures(SceneRaster scene) : IDisposable
{
    readonly Dataset _raster = Dataset.Open(scene.Path);
    readonly bool _bytes = scene.Layout.Palette is null && scene.DisplaysBytes;

    /// <summary>Reads <paramref name="source"/> (pixels of the working grid, inside the scene) resampled to width × height, from overviews where there are.</summary>
    public RgbImage Read(PixelRect source, int width, int height)
    {
        var layout = scene.Layout;
        var window = new PixelWindow(source.X * scene.ScaleX, source.Y * scene.ScaleY, source.Width * scene.ScaleX, source.Height * scene.ScaleY);
        var count = width * height;
        if (_bytes) return ReadBytes(window, width, height);
        var raw = ArrayPool<float>.Shared.Rent(layout.Planes * count);
        try
        {
            var planes = raw.AsSpan(0, layout.Planes * count);
            var resampling = layout.Palette is not null ? Resampling.Nearest : window.Width > width ? Resampling.Average : Resampling.Bilinear;
            _raster.Read(window, width, height, layout.Data, planes, SampleOrder.Planar, resampling);
            if (layout.Palette is not null) PaletteExpansion.Expand(planes, count, layout.Palette);
            var pixels = new byte[3 * count];
            for (var c = 0; c < 3; c++)
            {
                var stretch = scene.Stretch[c];
                var plane = planes.Slice(layout.Display[c] * count, count);
                for (var i = 0; i < count; i++) pixels[3 * i + c] = stretch.Apply(plane[i]);
            }
            return new(width, height, pixels);
        }
        finally
        {
            ArrayPool<float>.Shared.Return(raw);
        }
    }

    /// <summary>Byte imagery: resampling gives whole numbers, so that nothing needs floats.</summary>
    RgbImage ReadBytes(PixelWindow window, int width, int height)
    {
        var pixels = new byte[3 * width * height];
        int[] bands = [.. scene.Layout.Display.Select(i => scene.Layout.Data[i])];
        _raster.Read(window, width, height, bands, pixels.AsSpan(), SampleOrder.PixelInterleaved, window.Width > width ? Resampling.Average : Resampling.Bilinear);
        for (var c = 0; c < 3; c++)
            if (scene.Stretch[c] is var stretch && stretch != BandStretch.Identity)
                for (var i = c; i < pixels.Length; i += 3) pixels[i] = stretch.Apply(pixels[i]);
        return new(width, height, pixels);
    }

    public void Dispose() => _raster.Dispose();
}
