using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>A palette's indices to red, green and blue.</summary>
internal static class PaletteExpansion
{
    /// <param name="planes">Three planes; the first holds the indices and all three the colours afterwards.</param>
    public static void Expand(Span<float> planes, int count, IReadOnlyList<PaletteColor> palette)
    {
        for (var i = 0; i < count; i++)
        {
            var index = (int)planes[i];
            var colour = (uint)index < (uint)palette.Count ? palette[index] : default;
            (planes[i], planes[count + i], planes[2 * count + i]) = (colour.Red, colour.Green, colour.Blue);
        }
    }
}
