using Geo.Pipeline.Runs;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using Xunit;

namespace Geo.Pipeline.Tests.Runs;

public sealed class DamagedRunTests(PostgisFixture postgis) : IClassFixture<PostgisFixture>, IDisposable
{
    readonly TestRasters rasters = new();

    [Fact]
    public async Task A_damaged_block_costs_its_window_only()
    {
        var noise = new byte[1280 * 512];
        new Random(5).NextBytes(noise);
        var path = rasters.Write("block.tif", 1280, 512, 1, noise, transform: TestRasters.NorthUp, options: ["TILED=YES", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "COMPRESS=DEFLATE"]);
        await using (var file = File.OpenWrite(path))
        {
            file.Position = file.Length - 40_000;                       // in the tile at the lower right
            await file.WriteAsync(new byte[20_000]);
        }
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var first = await runs.Run(new() { Raster = path });
        Assert.Equal((3, 1), (first.Windows, first.FailedWindows));
        Assert.StartsWith("window (0, 2): ", Assert.Single(first.Failures), StringComparison.Ordinal);
        // the rest is published, and only the rest is observed ground
        var e = (await runs.Footprint(first.Run)).EnvelopeInternal;
        var again = await runs.Run(new() { Raster = path });
        Assert.Equal((first.Run, 1, true), (again.Run, again.FailedWindows, again.Reused));
        Assert.Equal(e, (await runs.Footprint(again.Run)).EnvelopeInternal);
    }

    [Fact]
    public async Task A_window_that_failed_for_a_while_is_done_by_the_next_run()
    {
        var path = rasters.Write("good.tif", 800, 512, 1, new byte[800 * 512].Select((_, i) => (byte)(i * 7)).ToArray(), transform: TestRasters.NorthUp);
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var whole = await runs.Run(new() { Raster = path });
        var footprint = (await runs.Footprint(whole.Run)).Area;
        await using (var fail = runs.Source.CreateCommand("update geo.windows set payload = null, masks = 0, error = 'network' where col = 1")) await fail.ExecuteNonQueryAsync();
        var mended = await runs.Run(new() { Raster = path });
        Assert.Equal((whole.Run, 0, false), (mended.Run, mended.FailedWindows, mended.Reused));
        Assert.Equal(whole.Segments, mended.Segments);
        Assert.Equal(footprint, (await runs.Footprint(mended.Run)).Area, 1e-12);
    }

    [Fact]
    public async Task A_hundred_failures_in_a_row_stop_the_run()
    {
        const int Side = 4300;                                          // 11 × 11 windows
        var path = rasters.Write("cut.tif", Side, Side, 1, new byte[Side * Side], transform: TestRasters.NorthUp);
        await using (var file = File.OpenWrite(path)) file.SetLength(520L * Side);
        await using var runs = new TestRuns(await postgis.CreateDatabaseAsync());
        var stop = await Assert.ThrowsAsync<TooManyFailuresException>(() => runs.Run(new() { Raster = path, PointsPerSide = 1 }));
        Assert.Contains("100 windows", stop.Message, StringComparison.Ordinal);
        await using var published = runs.Source.CreateCommand("select count(*) from published.segments");
        Assert.Equal(0L, await published.ExecuteScalarAsync());
    }

    public void Dispose() => rasters.Dispose();
}
