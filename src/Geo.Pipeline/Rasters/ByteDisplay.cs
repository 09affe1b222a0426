namespace Geo.Pipeline.Rasters;

/// <summary>The picture of byte imagery, made without a detour over floats.</summary>
internal static class ByteDisplay
{
    /// <summary>
    /// Fills the window's picture. Where it would equal the raw bytes (three bands in order, not stretched, all pixels valid) it
    /// is the raw bytes.
    /// </summary>
    /// <param name="display">Positions in the data bands of red, green, blue.</param>
    public static void Show(WindowPixels pixels, int[] display, IReadOnlyList<BandStretch> stretch)
    {
        var same = pixels.Bands == 3 && display is [0, 1, 2] && stretch.All(s => s == BandStretch.Identity)
            && pixels.Missing!.All(m => m <= 0);   // nodata is shown as 0
        if (same && pixels.Valid is null)
        {
            pixels.ShowBytes();
            return;
        }
        Span<byte> raw = pixels.ByteBuffer, rgb = pixels.RgbBuffer;
        if (same)
        {
            raw.CopyTo(rgb);
            return;
        }
        Span<byte> shown = stackalloc byte[256];
        for (var c = 0; c < 3; c++)
        {
            for (var v = 0; v < 256; v++) shown[v] = v == pixels.Missing![display[c]] ? (byte)0 : stretch[c].Apply(v);
            for (int i = c, from = display[c]; i < rgb.Length; i += 3, from += pixels.Bands) rgb[i] = shown[raw[from]];
        }
    }

    /// <summary>Sets to 0 the pixels that are nodata in all displayed bands.</summary>
    public static void DropMissing(WindowPixels pixels, int[] display, Span<byte> any)
    {
        var raw = pixels.ByteBuffer;
        var missing = pixels.Missing!;
        for (int i = 0, at = 0; i < any.Length; i++, at += pixels.Bands)
            if (raw[at + display[0]] == missing[display[0]] && raw[at + display[1]] == missing[display[1]] && raw[at + display[2]] == missing[display[2]])
                any[i] = 0;
    }
}
