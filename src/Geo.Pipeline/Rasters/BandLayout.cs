using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// Which bands of a raster are data and which are shown.
/// </summary>
/// <param name="Data">1-based band numbers without alpha. A palette's one band counts as three: its red, green and blue.</param>
/// <param name="Display">Positions in the data bands that are shown as red, green, blue; equal ones give grey.</param>
/// <param name="Palette">Colours by pixel value, or null.</param>
internal sealed record BandLayout(int[] Data, int[] Display, IReadOnlyList<PaletteColor>? Palette)
{
    /// <summary>Planes of raw values: data bands, or the three of a palette.</summary>
    public int Planes => Palette is null ? Data.Length : 3;

    /// <summary>1-based numbers of the displayed bands, each once.</summary>
    public int[] DisplayBands => Palette is null ? [.. Display.Distinct().Select(i => Data[i])] : Data;

    /// <summary>Chosen by hand, else by colour interpretation, else bands 1, 2, 3; with fewer than three, band 1 as grey.</summary>
    public static BandLayout Choose(Dataset raster, IReadOnlyList<int>? wanted)
    {
        var kinds = raster.Bands.Select(b => b.ColorInterpretation).ToArray();
        int[] data = [.. Enumerable.Range(1, kinds.Length).Where(n => kinds[n - 1] != ColorInterpretation.Alpha)];
        if (data.Length == 0)
            throw new RasterRefusedException(raster.Path, "it has only alpha bands.", "Give a raster with at least one band of data.");

        if (wanted is not null) return new(data, Positions(raster, data, wanted), null);
        if (data.Length == 1 && raster.Bands[data[0] - 1].Palette is { } palette) return new(data, [0, 1, 2], palette);

        int[] rgb = [Find(ColorInterpretation.Red), Find(ColorInterpretation.Green), Find(ColorInterpretation.Blue)];
        if (!rgb.Contains(-1)) return new(data, rgb, null);
        return new(data, data.Length >= 3 ? [0, 1, 2] : [0, 0, 0], null);

        int Find(ColorInterpretation kind) => Array.FindIndex(data, n => kinds[n - 1] == kind);
    }

    static int[] Positions(Dataset raster, int[] data, IReadOnlyList<int> wanted)
    {
        if (wanted.Count is not (1 or 3))
            throw new RasterRefusedException(raster.Path, $"{wanted.Count} bands were chosen.", "Choose three (red, green, blue) or one, such as --bands 4,3,2.");
        int[] positions = [.. wanted.Select(n => Array.IndexOf(data, n))];
        if (Array.IndexOf(positions, -1) is >= 0 and var at)
            throw new RasterRefusedException(raster.Path, $"it has no data band {wanted[at]}.", $"Choose among {string.Join(", ", data)}.");
        return wanted.Count == 3 ? positions : [positions[0], positions[0], positions[0]];
    }
}
