using Geo.Pipeline.Masks;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Stitching;

namespace Geo.Pipeline.Vectors;

/// <summary>Paints a scene's objects into a <see cref="LabelRaster"/>: each pixel goes to the smallest object that has it.</summary>
public static class LabelPainter
{
    const int TilesPerBlock = 8, BlockSize = TilesPerBlock * LabelRaster.TileSize;

    /// <param name="read">A window's result; null when it was skipped or failed: its core then counts as not observed.</param>
    /// <param name="objects">Sealed.</param>
    /// <param name="folder">Where the raster's temporary file goes.</param>
    public static LabelRaster Paint(
        WindowGrid grid, Func<WindowIndex, WindowResult?> read, ObjectSpool objects, string folder, CancellationToken cancellationToken = default)
    {
        var raster = new LabelRaster(grid.Width, grid.Height, folder);
        try
        {
            int rows = (grid.Height + BlockSize - 1) / BlockSize, cols = (grid.Width + BlockSize - 1) / BlockSize;
            var byBlock = Sort(objects, cols);
            var masks = new MaskCache(objects);
            var block = new int[BlockSize * BlockSize];
            for (var row = 0; row < rows; row++)
                for (var col = 0; col < cols; col++)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    var rect = new PixelRect(col * BlockSize, row * BlockSize, BlockSize, BlockSize).Intersect(new(0, 0, grid.Width, grid.Height));
                    Array.Fill(block, LabelRaster.NoData);
                    PaintGround(grid, read, rect, block);
                    if (byBlock.TryGetValue(row * (long)cols + col, out var numbers))
                        foreach (var number in numbers) PaintObject(masks[number].Crop(rect), LabelRaster.OfObject(number), rect, block);
                    Write(raster, row, col, rect, block);
                }
            return raster;
        }
        catch
        {
            raster.Dispose();
            throw;
        }
    }

    /// <summary>Objects that come near each block, largest first, equal ones in order.</summary>
    static Dictionary<long, List<int>> Sort(ObjectSpool objects, int cols)
    {
        var byBlock = new Dictionary<long, List<int>>();
        foreach (var i in Enumerable.Range(0, objects.Count).OrderByDescending(i => objects[i].Area).ThenBy(i => i))
        {
            var box = objects[i].Box;
            for (var row = box.Y / BlockSize; row <= (box.Bottom - 1) / BlockSize; row++)
                for (var col = box.X / BlockSize; col <= (box.Right - 1) / BlockSize; col++)
                {
                    if (!byBlock.TryGetValue(row * (long)cols + col, out var numbers)) byBlock[row * (long)cols + col] = numbers = [];
                    numbers.Add(i);
                }
        }
        return byBlock;
    }

    static void PaintGround(WindowGrid grid, Func<WindowIndex, WindowResult?> read, PixelRect rect, int[] block)
    {
        WindowIndex first = grid.Owner(rect.X, rect.Y), last = grid.Owner(rect.Right - 1, rect.Bottom - 1);
        for (var row = first.Row; row <= last.Row; row++)
            for (var col = first.Col; col <= last.Col; col++)
            {
                var index = new WindowIndex(row, col);
                if (read(index) is not { } window) continue;
                var core = grid.Core(index).Intersect(rect);
                var label = LabelRaster.OfUnlabelled(grid, index);
                if (window.Valid is { } valid)
                    foreach (var run in valid.Crop(core).Runs()) Span(block, rect, run).Fill(label);
                else
                    for (var y = core.Y; y < core.Bottom; y++) Span(block, rect, new(y, core.X, core.Right)).Fill(label);
            }
    }

    static void PaintObject(BitMask part, int label, PixelRect rect, int[] block)
    {
        foreach (var run in part.Runs())
            foreach (ref var pixel in Span(block, rect, run))
                if (pixel != LabelRaster.NoData) pixel = label;
    }

    static Span<int> Span(int[] block, PixelRect rect, MaskRun run) =>
        block.AsSpan((run.Y - rect.Y) * BlockSize + run.X - rect.X, run.End - run.X);

    static void Write(LabelRaster raster, int blockRow, int blockCol, PixelRect rect, int[] block)
    {
        var tile = new int[LabelRaster.TileSize * LabelRaster.TileSize];
        for (var row = 0; row * LabelRaster.TileSize < rect.Height; row++)
            for (var col = 0; col * LabelRaster.TileSize < rect.Width; col++)
            {
                for (var y = 0; y < LabelRaster.TileSize; y++)
                    block.AsSpan((row * LabelRaster.TileSize + y) * BlockSize + col * LabelRaster.TileSize, LabelRaster.TileSize)
                        .CopyTo(tile.AsSpan(y * LabelRaster.TileSize));
                if (tile.AsSpan().ContainsAnyExcept(LabelRaster.NoData)) raster.WriteTile(blockRow * TilesPerBlock + row, blockCol * TilesPerBlock + col, tile);
            }
    }
}
