using Geo.Data.Runs;
using Geo.Pipeline.Rasters;
using Geo.Pipeline.Runs;
using Geo.Pipeline.Segmentation;
using Geo.Pipeline.Segmentation.Devices;
using Geo.Pipeline.Segmentation.Models;
using Geo.Pipeline.Tests.Rasters;
using Geo.Pipeline.Tests.Segmentation.Models;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Runs;

/// <summary>Windows of a scene four an encoder call, as on a GPU, and one by one.</summary>
public sealed class WindowStageTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>, IDisposable
{
    const int Windows = 6, Damaged = 3, Stride = 384;

    readonly TestRasters rasters = new();

    [Fact]
    public async Task Calls_of_four_give_what_single_windows_give_and_a_bad_window_fails_alone()
    {
        var path = await Raster();
        var alone = await Segment(path, 1);
        Assert.Equal([Damaged], Enumerable.Range(0, Windows).Where(i => alone[i].Error is not null));
        Assert.All(alone.Where(w => w.Error is null), w => Assert.True(w.Masks > 0));
        // calls of two, two and one, and of four and one
        foreach (var perCall in new[] { 2, 4 })
            foreach (var (a, b) in alone.Zip(await Segment(path, perCall)))
            {
                Assert.Equal((a.Row, a.Col, a.Masks, a.Error), (b.Row, b.Col, b.Masks, b.Error));
                Assert.Equal(a.Payload, b.Payload);
            }
    }

    /// <summary>Bright noise, so that masks are found; the fourth window has a tile that cannot be unpacked.</summary>
    async Task<string> Raster()
    {
        const int Width = (Windows - 1) * Stride + 512, Tile = 256, TilesAcross = (Width + Tile - 1) / Tile;
        var pixels = new byte[Width * 512];
        var random = new Random(5);
        for (var i = 0; i < pixels.Length; i++) pixels[i] = (byte)random.Next(128, 256);
        var path = rasters.Write("tiles.tif", Width, 512, 1, pixels, transform: TestRasters.NorthUp, options: ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE"]);
        await using var file = File.OpenWrite(path);
        // tiles lie row by row, all about as long; this one, from 1280 to 1536, is in no other window
        file.Position = file.Length * (TilesAcross + Damaged * Stride / Tile + 1) / (2 * TilesAcross) + 20_000;
        await file.WriteAsync(new byte[10_000]);
        return path;
    }

    async Task<IReadOnlyList<WindowRow>> Segment(string raster, int windowsPerCall)
    {
        var tiny = Families.Named("efficientvit-sam-l");
        await using var database = await postgis.CreateDatabaseAsync();
        using var run = PreparedRun.Open(new() { Raster = raster, PointsPerSide = 4 }, tiny.Path, "cpu");
        using var model = ModelLoader.Open(tiny.Path, new ComputeDevice("cpu", "processor", "asked for") { WindowsPerCall = windowsPerCall }, threads: 1);
        var store = new RunStore(database.DataSource);
        await using var claim = await store.BeginAsync(run.Row(run.Extent()), default);
        var clock = new StageClock();
        await new WindowStage(run.Scene, new WindowSegmenter(model, run.Generator, threads: 1, clock), run.Grid, store, run.Id, clock, TestRuns.Silence).ExecuteAsync(run.Windows, default);
        var rows = new List<WindowRow>();
        await foreach (var row in store.StreamWindowsAsync(run.Id, default)) rows.Add(row);
        return rows;
    }

    public void Dispose() => rasters.Dispose();
}
