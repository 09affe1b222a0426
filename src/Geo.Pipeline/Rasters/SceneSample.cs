using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// About half a million pixels from all over the raster, for figures of the whole scene: from overviews where there are some, else from a lattice of
/// small tiles at full resolution, so that a large raster without overviews is not read whole. The same pixels every time.
/// </summary>
internal static class SceneSample
{
    const int Side = 704, Lattice = 16, TileSide = 44, OverviewTiles = 4;

    /// <summary>Valid values of each displayed band, unsorted. Damaged tiles are left out.</summary>
    /// <exception cref="RasterRefusedException">Every tile is damaged.</exception>
    public static List<float>[] Of(Dataset raster, BandLayout layout)
    {
        var samples = layout.DisplayBands.Select(_ => new List<float>()).ToArray();
        GdalException? damage = null;
        var good = 0;
        foreach (var (window, width, height) in Tiles(raster))
            try
            {
                Add(raster, layout, window, width, height, samples);
                good++;
            }
            catch (GdalException e)
            {
                damage = e;
            }
        if (good == 0 && damage is not null)
            throw new RasterRefusedException(raster.Path, $"its pixels cannot be read: {damage.Message}", "Get the file again.", damage);
        return samples;
    }

    static IEnumerable<(PixelWindow Window, int Width, int Height)> Tiles(Dataset raster)
    {
        int w = raster.Width, h = raster.Height;
        var isSmall = (long)w * h <= Side * Side;
        if (isSmall || raster.Bands[0].OverviewCount > 0)
        {
            var scale = isSmall ? 1 : Math.Sqrt((double)w * h / (Side * Side));
            foreach (var (x, width) in Spans(w, OverviewTiles))
                foreach (var (y, height) in Spans(h, OverviewTiles))
                    yield return (new(x, y, width, height), Math.Max(1, (int)(width / scale)), Math.Max(1, (int)(height / scale)));
            yield break;
        }
        foreach (var (x, width) in Spans(w, Lattice))
            foreach (var (y, height) in Spans(h, Lattice))
            {
                int tw = Math.Min(TileSide, width), th = Math.Min(TileSide, height);
                yield return (new(x + (width - tw) / 2, y + (height - th) / 2, tw, th), tw, th);
            }
    }

    static IEnumerable<(int From, int Length)> Spans(int length, int parts)
    {
        for (var i = 0; i < parts; i++)
        {
            int from = (int)((long)length * i / parts), to = (int)((long)length * (i + 1) / parts);
            if (to > from) yield return (from, to - from);
        }
    }

    static void Add(Dataset raster, BandLayout layout, PixelWindow window, int width, int height, List<float>[] samples)
    {
        var values = new float[width * height];
        var mask = new byte[values.Length];
        for (var i = 0; i < samples.Length; i++)
        {
            var band = raster.Bands[layout.DisplayBands[i] - 1];
            band.Read(window, width, height, values.AsSpan());
            band.ReadMask(window, width, height, mask);
            for (var p = 0; p < values.Length; p++)
                if (mask[p] != 0 && float.IsFinite(values[p])) samples[i].Add(values[p]);
        }
    }
}
