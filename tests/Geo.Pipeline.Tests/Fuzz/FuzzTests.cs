using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>Damaged files end in an answer or in one line of refusal: no crash, no hang, no unbounded memory. GEO_SOAK_FUZZ=n tries n of each kind.</summary>
public sealed class FuzzTests(ITestOutputHelper output) : IDisposable
{
    static readonly TimeSpan Each = TimeSpan.FromSeconds(2), Start = TimeSpan.FromSeconds(40);
    const long MostMegabytes = 2500;

    readonly TestRasters rasters = new();

    static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("GEO_SOAK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    [Theory]
    [InlineData("COMPRESS=NONE"), InlineData("COMPRESS=DEFLATE"), InlineData("COMPRESS=LZW"), InlineData("BIGTIFF=YES")]
    public async Task Damaged_rasters(string option)
    {
        var random = new byte[3 * 96 * 96];
        new Random(1).NextBytes(random);
        var path = rasters.Write("fuzz.tif", 96, 96, 3, random, transform: TestRasters.NorthUp, options: ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32", option]);
        await Check("raster", path, Asked ?? 15);
    }

    [Fact]
    public async Task Damaged_areas_of_interest()
    {
        var path = rasters.PathOf("aoi.geojson");
        await File.WriteAllTextAsync(path, """{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":{"type":"Polygon","coordinates":[[[-101.2,21.6],[-101.1,21.6],[-101.1,21.7],[-101.2,21.6]]]}}]}""");
        await Check("aoi", path, Asked ?? 30);
    }

    [Fact]
    public Task Damaged_models() => Check("model", Repository.PathOf("models", "tile-sam", "model.json"), Asked ?? 20);

    async Task Check(string kind, string path, int count)
    {
        var start = new ProcessStartInfo("dotnet", ["exec", typeof(Program).Assembly.Location, kind, path, "1", count.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (text, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var patience = new CancellationTokenSource(Start + count * Each);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"it hangs: {Tail(await text)}");
        }
        Assert.True(process.ExitCode == 0, $"exit {process.ExitCode}: {Tail(await text)}\n{await errors}");
        var answers = (await text).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var refused = answers.Count(l => l.Contains(" refused: ", StringComparison.Ordinal));
        var megabytes = long.Parse(Regex.Match(answers[^1], @"\d+").Value, CultureInfo.InvariantCulture) / 1024;
        output.WriteLine($"{kind}: {count} tried, {refused} refused, peak {megabytes} MB");
        Assert.Equal(count + 1, answers.Length);
        Assert.InRange(refused, 1, count);
        Assert.InRange(megabytes, 1, MostMegabytes);
    }

    static string Tail(string text) => text[^Math.Min(text.Length, 400)..];

    public void Dispose() => rasters.Dispose();
}
