using System.Buffers;
using Geo.Native.Gdal;
using Geo.Pipeline.Pictures;

namespace Geo.Pipeline.Rasters;

/// <summary>Parts of a scene as pictures of any size, in the colours the model sees; damaged blocks are black. For one thread at a time.</summary>
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
        if (_bytes && TryReadBytes(window, width, height) is { } picture) return picture;
        var raw = ArrayPool<float>.Shared.Rent(layout.Planes * count);
        try
        {
            var planes = raw.AsSpan(0, layout.Planes * count);
            var resampling = layout.Palette is not null ? Resampling.Nearest : window.Width > width ? Resampling.Average : Resampling.Bilinear;
            Read(window, width, height, planes, resampling);
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

    void Read(PixelWindow window, int width, int height, Span<float> planes, Resampling resampling)
    {
        try
        {
            _raster.Read(window, width, height, scene.Layout.Data, planes, SampleOrder.Planar, resampling);
        }
        catch (GdalException)
        {
            planes.Clear();
            ReadPieces(window, new(0, 0, width, height), width, height, planes, resampling);
        }
    }

    /// <summary>Halves what cannot be read until what remains damaged is small.</summary>
    void ReadPieces(PixelWindow window, PixelRect part, int width, int height, Span<float> planes, Resampling resampling)
    {
        const int Smallest = 32;
        if (part.Width <= Smallest && part.Height <= Smallest) return;
        var (first, second) = part.Width >= part.Height
            ? (part with { Width = part.Width / 2 }, new PixelRect(part.X + part.Width / 2, part.Y, part.Width - part.Width / 2, part.Height))
            : (part with { Height = part.Height / 2 }, new PixelRect(part.X, part.Y + part.Height / 2, part.Width, part.Height - part.Height / 2));
        foreach (var half in new[] { first, second })
        {
            double sx = window.Width / width, sy = window.Height / height;
            var piece = new float[scene.Layout.Data.Length * half.Width * half.Height];
            try
            {
                _raster.Read(new(window.X + half.X * sx, window.Y + half.Y * sy, half.Width * sx, half.Height * sy), half.Width, half.Height,
                    scene.Layout.Data, piece, SampleOrder.Planar, resampling);
            }
            catch (GdalException)
            {
                ReadPieces(window, half, width, height, planes, resampling);
                continue;
            }
            for (var band = 0; band < scene.Layout.Data.Length; band++)
                for (var y = 0; y < half.Height; y++)
                    piece.AsSpan((band * half.Height + y) * half.Width, half.Width).CopyTo(planes[((band * height + half.Y + y) * width + half.X)..]);
        }
    }

    /// <summary>Byte imagery: resampling gives whole numbers, so that nothing needs floats. Null when a block is damaged.</summary>
    RgbImage? TryReadBytes(PixelWindow window, int width, int height)
    {
        var pixels = new byte[3 * width * height];
        int[] bands = [.. scene.Layout.Display.Select(i => scene.Layout.Data[i])];
        var resampling = window.Width > width ? Resampling.Average : Resampling.Bilinear;
        try
        {
            _raster.Read(window, width, height, bands, pixels.AsSpan(), SampleOrder.PixelInterleaved, resampling);
        }
        catch (GdalException)
        {
            return null;
        }
        for (var c = 0; c < 3; c++)
            if (scene.Stretch[c] is var stretch && stretch != BandStretch.Identity)
                for (var i = c; i < pixels.Length; i += 3) pixels[i] = stretch.Apply(pixels[i]);
        return new(width, height, pixels);
    }

    public void Dispose() => _raster.Dispose();
}
