using System.Runtime.InteropServices;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Stitching;
using Microsoft.Win32.SafeHandles;

namespace Geo.Pipeline.Vectors;

/// <summary>
/// The partition of a scene as one label a pixel, in square tiles in a file that vanishes on dispose; only some tiles are held in
/// memory. Labels: 1 + an object's number, <see cref="NoData"/>, or for observed ground without an object the
/// label of the window core it lies in (<see cref="OfUnlabelled"/>), which keeps such pieces small.
/// Reading is safe from several threads.
/// </summary>
public sealed class LabelRaster : IDisposable
{
    public const int TileSize = 128;
    public const int NoData = -1;

    readonly SafeFileHandle file;
    readonly Dictionary<long, LinkedListNode<(long Index, int[] Labels)>> held = [];
    readonly LinkedList<(long Index, int[] Labels)> byUse = new();
    readonly Lock gate = new();
    readonly HashSet<long> written = [];
    readonly int heldTiles;

    /// <param name="folder">Takes 4 bytes a pixel while the raster lives.</param>
    public LabelRaster(int width, int height, string folder)
    {
        (Width, Height, TileCols) = (width, height, (width + TileSize - 1) / TileSize);
        // a whole row of tiles, for what runs along all of a row of pixels
        heldTiles = Math.Max(128, TileCols + 1);
        file = ScratchFile.Open(folder, "labels");
    }

    public int Width { get; }
    public int Height { get; }
    internal int TileCols { get; }

    public static int OfObject(int number) => number + 1;
    public static int OfUnlabelled(WindowGrid grid, WindowIndex core) => -2 - (core.Row * grid.Cols + core.Col);
    public static bool IsObject(int label) => label > 0;
    public static bool IsUnlabelled(int label) => label < NoData;
    public static int ToObject(int label) => label - 1;
    public static WindowIndex ToCore(WindowGrid grid, int label) => new((-2 - label) / grid.Cols, (-2 - label) % grid.Cols);

    /// <summary>A rectangle that holds every pixel that is not <see cref="NoData"/>.</summary>
    public PixelRect Painted { get; private set; }

    /// <summary>Writes a tile, before any is read; those never written are <see cref="NoData"/>. Row-major, <see cref="TileSize"/> a side even at the raster's edges.</summary>
    internal void WriteTile(int tileRow, int tileCol, ReadOnlySpan<int> labels)
    {
        var index = tileRow * (long)TileCols + tileCol;
        RandomAccess.Write(file, MemoryMarshal.AsBytes(labels[..(TileSize * TileSize)]), OffsetOf(index));
        written.Add(index);
        int left = tileCol * TileSize, top = tileRow * TileSize, right = Math.Min(Width, left + TileSize), bottom = Math.Min(Height, top + TileSize);
        if (!Painted.IsEmpty) (left, top, right, bottom) =
            (Math.Min(left, Painted.X), Math.Min(top, Painted.Y), Math.Max(right, Painted.Right), Math.Max(bottom, Painted.Bottom));
        Painted = new(left, top, right - left, bottom - top);
    }

    /// <summary>Labels of pixels [x, x + into.Length) of row y; outside the raster is <see cref="NoData"/>.</summary>
    public void ReadRow(int x, int y, Span<int> into)
    {
        if (y < 0 || y >= Height || x >= Width || x + into.Length <= 0)
        {
            into.Fill(NoData);
            return;
        }
        int from = Math.Max(0, x), to = Math.Min(Width, x + into.Length);
        into[..(from - x)].Fill(NoData);
        into[(to - x)..].Fill(NoData);
        lock (gate)
            while (from < to)
            {
                var column = from % TileSize;
                var n = Math.Min(TileSize - column, to - from);
                Tile(y / TileSize, from / TileSize).AsSpan(y % TileSize * TileSize + column, n).CopyTo(into[(from - x)..]);
                from += n;
            }
    }

    int[] Tile(int row, int col)
    {
        var index = row * (long)TileCols + col;
        if (held.TryGetValue(index, out var node))
        {
            if (node != byUse.First)
            {
                byUse.Remove(node);
                byUse.AddFirst(node);
            }
            return node.Value.Labels;
        }
        int[] labels;
        if (held.Count >= heldTiles)
        {
            labels = byUse.Last!.Value.Labels;
            held.Remove(byUse.Last.Value.Index);
            byUse.RemoveLast();
        }
        else labels = new int[TileSize * TileSize];
        var bytes = MemoryMarshal.AsBytes(labels.AsSpan());
        if (!written.Contains(index)) labels.AsSpan().Fill(NoData);
        else for (var done = 0; done < bytes.Length;)
        {
            var n = RandomAccess.Read(file, bytes[done..], OffsetOf(index) + done);
            if (n == 0) throw new EndOfStreamException($"Tile ({row}, {col}) of the label raster is cut off.");
            done += n;
        }
        held[index] = byUse.AddFirst((index, labels));
        return labels;
    }

    static long OffsetOf(long tile) => tile * TileSize * TileSize * sizeof(int);

    public void Dispose() => file.Dispose();
}
