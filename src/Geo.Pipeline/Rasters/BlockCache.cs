using Geo.Native.Gdal;

namespace Geo.Pipeline.Rasters;

/// <summary>
/// Fits GDAL's cache of decoded blocks to a raster: what two neighbouring windows touch, which is where two threads are. Tiles below come again a row of windows later and are decoded
/// once more, which is little beside segmenting them; strips as wide as the scene would be decoded again for every window, so they get as much as is
/// allowed. So memory does not grow with the scene.
/// </summary>
internal static class BlockCache
{
    const long Least = 4L << 20, Most = 32L << 20;
    const int Reach = 1024;

    public static void Fit(Dataset raster)
    {
        long bytes = 0;
        foreach (var band in raster.Bands)
        {
            var (width, height) = band.BlockSize;
            bytes += (long)Blocks(raster.Width, width) * Blocks(raster.Height, height) * width * height * BytesOf(band.DataType);
        }
        // a VRT's own blocks say nothing of those of the files behind it
        GdalLibrary.SetBlockCache(raster.DriverName == "VRT" ? Most : Math.Clamp(bytes, Least, Most));
    }

    static int Blocks(int length, int block) => Math.Min((length - 1) / block + 1, (Reach - 1) / block + 2);

    static int BytesOf(GdalDataType type) => type switch
    {
        GdalDataType.Byte => 1,
        GdalDataType.UInt16 or GdalDataType.Int16 => 2,
        GdalDataType.UInt32 or GdalDataType.Int32 or GdalDataType.Float32 => 4,
        _ => 8,
    };
}
