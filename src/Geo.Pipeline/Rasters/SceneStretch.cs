using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// The scene's 2–98 % stretch, one for all its windows. 8-bit scenes are left as they are, since the models were trained on 8-bit natural
/// colour, unless their 2–98 % range is under a quarter of the scale in every displayed band (hazy, dark or badly scaled ones).
/// </summary>
internal static class SceneStretch
{
    const double Low = 0.02, High = 0.98, PoorRange = 64;

    /// <summary>One stretch for each of red, green and blue.</summary>
    public static BandStretch[] Of(Dataset raster, BandLayout layout, List<float>[] samples)
    {
        if (layout.Palette is not null) return [BandStretch.Identity, BandStretch.Identity, BandStretch.Identity];
        var bands = layout.DisplayBands;
        var ranges = samples.Select(Range).ToArray();
        var isByte = bands.All(n => raster.Bands[n - 1].DataType == GdalDataType.Byte);
        var keep = isByte && ranges.Any(r => r.Max - r.Min >= PoorRange || r.Max == r.Min);
        return [.. layout.Display.Select(i => keep ? BandStretch.Identity : NotEmpty(ranges[Array.IndexOf(bands, layout.Data[i])]))];
    }

    static BandStretch Range(List<float> values)
    {
        if (values.Count == 0) return default;
        values.Sort();
        double min = values[(int)(Low * (values.Count - 1))], max = values[(int)Math.Ceiling(High * (values.Count - 1))];
        if (max > min) return new(min, max);
        // More than 96 % of one value: the full range, if there is one at all.
        return new(values[0], values[^1]);
    }

    static BandStretch NotEmpty(BandStretch range) => range.Max > range.Min ? range : range with { Max = range.Min + 1 };
}
