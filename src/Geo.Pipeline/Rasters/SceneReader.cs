using Geo.Native.Gdal;
using Geo.Pipeline.Masks;

namespace Geo.Pipeline.Rasters;

/// <summary>Reads windows of a scene. Has a file handle of its own and may be used by one thread at a time.</summary>
public sealed class SceneReader : IDisposable
{
    readonly SceneRaster _scene;
    readonly Dataset _raster;
    readonly BandLayout _layout;
    readonly Resampling _resampling;
    readonly RasterBand[] _masked;
    readonly float?[] _noData;
    readonly int[]? _missing;
    byte[] _mask = [], _any = [];

    internal SceneReader(SceneRaster scene)
    {
        (_scene, _layout) = (scene, scene.Layout);
        _raster = Dataset.Open(scene.Path);
        _resampling = scene.ScaleX == 1 && scene.ScaleY == 1 || _layout.Palette is not null ? Resampling.Nearest
            : scene.ScaleX > 1 ? Resampling.Average
            : Resampling.Bilinear;
        RasterBand[] shown = [.. _layout.DisplayBands.Select(n => _raster.Bands[n - 1])];
        // A mask or alpha band is shared by all bands: one of them tells.
        _masked = shown.All(b => b.MaskFlags.HasFlag(MaskFlags.PerDataset)) ? shown[..1] : shown.Any(b => b.MaskFlags == MaskFlags.AllValid) ? [] : shown;
        _noData = [.. _layout.Data.Select(n => (float?)_raster.Bands[n - 1].NoData)];
        var isByte = _layout.Palette is null && _resampling == Resampling.Nearest && _layout.Data.All(n => _raster.Bands[n - 1].DataType == GdalDataType.Byte);
        if (isByte) _missing = [.. _noData.Select(v => v is >= 0 and <= 255 && v == MathF.Floor(v.Value) ? (int)v : -1)];
    }

    /// <summary>Reads a window of the working grid, which must lie inside it.</summary>
    /// <exception cref="GdalException">A block is damaged or cannot be reached.</exception>
    public WindowPixels Read(PixelRect window)
    {
        if (window.IsEmpty || window.Intersect(new(0, 0, _scene.Width, _scene.Height)) != window)
            throw new ArgumentOutOfRangeException(nameof(window), window, $"The scene has {_scene.Width} × {_scene.Height} pixels.");
        var source = new PixelWindow(window.X * _scene.ScaleX, window.Y * _scene.ScaleY, window.Width * _scene.ScaleX, window.Height * _scene.ScaleY);
        var pixels = _missing is null ? new WindowPixels(window, _layout.Planes) : new(window, _missing);
        try
        {
            if (_missing is null) ReadFloats(source, pixels);
            else _raster.Read(source, window.Width, window.Height, _layout.Data, pixels.ByteBuffer);
            pixels.Valid = ReadValidity(source, pixels);
            if (_missing is null) Show(pixels);
            else ByteDisplay.Show(pixels, _layout.Display, _scene.Stretch);
            if (pixels.Valid is not null) Blacken(pixels);
            return pixels;
        }
        catch
        {
            pixels.Dispose();
            throw;
        }
    }

    void ReadFloats(PixelWindow source, WindowPixels pixels)
    {
        _raster.Read(source, pixels.Width, pixels.Height, _layout.Data, pixels.RawBuffer, SampleOrder.Planar, _resampling);
        if (_layout.Palette is not null) PaletteExpansion.Expand(pixels.RawBuffer, pixels.PixelCount, _layout.Palette);
        else MarkMissing(pixels);
    }

    /// <summary>Nodata values become NaN, each band by its own.</summary>
    void MarkMissing(WindowPixels pixels)
    {
        for (var band = 0; band < _noData.Length; band++)
        {
            if (_noData[band] is not { } missing || float.IsNaN(missing)) continue;
            pixels.RawBuffer.Slice(band * pixels.PixelCount, pixels.PixelCount).Replace(missing, float.NaN);
        }
    }

    /// <summary>A pixel is valid when any displayed band has data there: black in one band of a colour picture is no hole.</summary>
    BitMask? ReadValidity(PixelWindow source, WindowPixels pixels)
    {
        var gaps = _missing is null ? _layout.Palette is null : _layout.Display.All(band => _missing[band] >= 0);
        if (_masked.Length == 0 && !gaps) return null;
        var count = pixels.PixelCount;
        if (_mask.Length < count) (_mask, _any) = (new byte[count], new byte[count]);
        Span<byte> mask = _mask.AsSpan(0, count), any = _any.AsSpan(0, count);
        any.Fill(_masked.Length == 0 ? (byte)1 : (byte)0);
        foreach (var band in _masked)
        {
            band.ReadMask(source, pixels.Width, pixels.Height, mask);
            for (var i = 0; i < count; i++) any[i] |= mask[i];
        }
        if (gaps && _missing is null) DropNaN(pixels, any);
        else if (gaps) ByteDisplay.DropMissing(pixels, _layout.Display, any);
        if (!any.Contains((byte)0)) return null;

        var valid = new BitMask(pixels.Window.X, pixels.Window.Y, pixels.Width, pixels.Height);
        for (var i = 0; i < count; i++)
            if (any[i] != 0) valid.Set(pixels.Window.X + i % pixels.Width, pixels.Window.Y + i / pixels.Width);
        return valid;
    }

    void DropNaN(WindowPixels pixels, Span<byte> any)
    {
        var shown = _layout.Display;
        ReadOnlySpan<float> r = pixels.Raw(shown[0]), g = pixels.Raw(shown[1]), b = pixels.Raw(shown[2]);
        for (var i = 0; i < any.Length; i++)
            if (float.IsNaN(r[i]) && float.IsNaN(g[i]) && float.IsNaN(b[i])) any[i] = 0;
    }

    void Show(WindowPixels pixels)
    {
        var rgb = pixels.RgbBuffer;
        for (var c = 0; c < 3; c++)
        {
            var stretch = _scene.Stretch[c];
            var raw = pixels.Raw(_layout.Display[c]);
            for (var i = 0; i < raw.Length; i++) rgb[3 * i + c] = stretch.Apply(raw[i]);
        }
    }

    static void Blacken(WindowPixels pixels)
    {
        var rgb = pixels.RgbBuffer;
        var valid = pixels.Valid!;
        for (int y = 0, i = 0; y < pixels.Height; y++)
            for (var x = 0; x < pixels.Width; x++, i += 3)
                if (!valid[pixels.Window.X + x, pixels.Window.Y + y]) rgb.Slice(i, 3).Clear();
    }

    public void Dispose() => _raster.Dispose();
}
