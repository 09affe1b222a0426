using Geo.Pipeline.Vectors;

namespace Geo.Pipeline.Tests.Vectors;

internal static class Rasters
{
    public static LabelRaster Of(int width, int height, Func<int, int, int> label)
    {
        var raster = new LabelRaster(width, height, Path.GetTempPath());
        var tile = new int[LabelRaster.TileSize * LabelRaster.TileSize];
        for (var row = 0; row * LabelRaster.TileSize < height; row++)
            for (var col = 0; col * LabelRaster.TileSize < width; col++)
            {
                for (var i = 0; i < tile.Length; i++)
                {
                    int x = col * LabelRaster.TileSize + i % LabelRaster.TileSize, y = row * LabelRaster.TileSize + i / LabelRaster.TileSize;
                    tile[i] = x < width && y < height ? label(x, y) : LabelRaster.NoData;
                }
                raster.WriteTile(row, col, tile);
            }
        return raster;
    }
}
