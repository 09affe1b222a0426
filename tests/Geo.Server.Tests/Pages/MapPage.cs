using System.Text.Json;
using Geo.Native.Gdal;
using Geo.Server.Tests.Tiles;
using Microsoft.Playwright;
using Xunit;

namespace Geo.Server.Tests.Pages;

/// <summary>The map of an open page, as its pixels show it.</summary>
internal sealed class MapPage(IPage page)
{
    const int Patience = 30_000;

    /// <summary>Waits until everything is drawn.</summary>
    /// <returns>Features in sight.</returns>
    public async Task<int> DrawnAsync()
    {
        await page.Locator("#map[data-drawn]").WaitForAsync(new() { State = WaitForSelectorState.Attached, Timeout = Patience });
        return int.Parse((await page.Locator("#map").GetAttributeAsync("data-drawn"))!, System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Waits until a place has a colour; maps fade in.</summary>
    public async Task ShowsAsync(double lon, double lat, (int Red, int Green, int Blue) expected)
    {
        const int Close = 6;
        (int Red, int Green, int Blue) seen = default;
        for (var start = Environment.TickCount64; Environment.TickCount64 - start < Patience;)
        {
            seen = await ColourAsync(lon, lat);
            if (Math.Abs(seen.Red - expected.Red) <= Close && Math.Abs(seen.Green - expected.Green) <= Close && Math.Abs(seen.Blue - expected.Blue) <= Close) return;
            await Task.Delay(100);
        }
        Assert.Fail($"At {lon} {lat} the map is {seen}, not {expected}.");
    }

    /// <summary>Pixels from the map's left and upper edge.</summary>
    public async Task<(float X, float Y)> PlaceAsync(double lon, double lat)
    {
        const int TilePixels = 512;
        var view = JsonSerializer.Deserialize<double[]>((await page.Locator("#map").GetAttributeAsync("data-view"))!)!;
        var size = (await page.Locator("#map").BoundingBoxAsync())!;
        var (x, y) = WebMercator.Place(lon, lat, 0);
        var (x0, y0) = WebMercator.Place(view[0], view[1], 0);
        var scale = TilePixels * Math.Pow(2, view[2]);
        return ((float)(size.Width / 2 + (x - x0) * scale), (float)(size.Height / 2 + (y - y0) * scale));
    }

    async Task<(int Red, int Green, int Blue)> ColourAsync(double lon, double lat)
    {
        var (x, y) = await PlaceAsync(lon, lat);
        var picture = ImageCodec.Decode(await page.Locator("#map").ScreenshotAsync());
        var at = picture.Channels * ((int)y * picture.Width + (int)x);
        return (picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2]);
    }
}
