using Geo.Native.Gdal;

namespace Geo.Benchmarks;

/// <summary>
/// A scene of any size: the sample scene repeated, every other time mirrored, under seeded noise of ±3 so that no two parts are
/// equal and compression has its work. Tiled GeoTIFF of 512-px blocks, three bytes a pixel.
/// </summary>
internal static class SyntheticScene
{
    const int Block = 512;

    /// <param name="options">Further creation options, such as COMPRESS=DEFLATE.</param>
    public static void Write(string sample, string path, int width, int height, params string[] options)
    {
        using var source = Dataset.Open(sample);
        int w = source.Width, h = source.Height;
        var tile = new byte[3 * w * h];
        source.Read(new(0, 0, w, h), w, h, [1, 2, 3], tile.AsSpan());
        using var raster = Dataset.Create("GTiff", path, width, height, 3, GdalDataType.Byte,
            ["TILED=YES", $"BLOCKXSIZE={Block}", $"BLOCKYSIZE={Block}", "PHOTOMETRIC=RGB", "BIGTIFF=IF_SAFER", .. options]);
        raster.SetGeoTransform(source.GeoTransform!.Value);
        using (var srs = source.Srs!) raster.SetSrs(srs);
        var noise = new Random(1);
        var block = new byte[3 * Block * Block];
        for (var y0 = 0; y0 < height; y0 += Block)
            for (var x0 = 0; x0 < width; x0 += Block)
            {
                int columns = Math.Min(Block, width - x0), rows = Math.Min(Block, height - y0);
                for (int y = 0, i = 0; y < rows; y++)
                    for (var x = 0; x < columns; x++, i += 3)
                    {
                        var from = 3 * (Mirrored(y0 + y, h) * w + Mirrored(x0 + x, w));
                        var bits = noise.Next();
                        for (var c = 0; c < 3; c++) block[i + c] = (byte)Math.Clamp(tile[from + c] + (bits >> 8 * c & 0xFF) % 7 - 3, 0, 255);
                    }
                raster.Write<byte>(x0, y0, columns, rows, [], block);
            }
        raster.Close();
    }

    static int Mirrored(int at, int length) => at / length % 2 == 0 ? at % length : length - 1 - at % length;
}
