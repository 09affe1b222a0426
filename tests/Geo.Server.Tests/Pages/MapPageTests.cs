using System.Globalization;
using Geo.Pipeline.Rasters;
using Geo.Server.Tests.Tiles;
using Xunit;

namespace Geo.Server.Tests.Pages;

/// <summary>A scene of known colours with two known segments over it, in the database that the pages are made from.</summary>
public sealed class SegmentedWorld : IAsyncLifetime
{
    public const string Run = "dddddddddddd";
    readonly SceneWorld _scene = new();

    public string Base => _scene.Base;

    /// <summary>Longitude and latitude of the middles of a building, of a lake, and of places with neither.</summary>
    public (double Lon, double Lat) Building { get; private set; }
    public (double Lon, double Lat) Lake { get; private set; }
    public (double Lon, double Lat) Red { get; private set; }
    public (double Lon, double Lat) Outside { get; private set; }

    public async Task InitializeAsync()
    {
        await _scene.InitializeAsync();
        using var scene = SceneRaster.Open(_scene.Raster, new());
        (double Lon, double Lat) Place(double column, double row)
        {
            double[] x = [column], y = [row];
            scene.PixelToLonLat(x, y);
            return (x[0], y[0]);
        }
        string Square(double column, double row) => string.Create(CultureInfo.InvariantCulture,
            $"st_multi(st_makeenvelope({Place(column - 25, row + 25).Lon}, {Place(column - 25, row + 25).Lat}, {Place(column + 25, row - 25).Lon}, {Place(column + 25, row - 25).Lat}, 4326))");
        (Building, Lake, Red, Outside) = (Place(75, 75), Place(225, 325), Place(225, 75), Place(370, 200));
        await using var command = _scene.Database.DataSource.CreateCommand($$"""
            create table geo.segments_d partition of geo.segments for values in ('{{Run}}');
            insert into geo.clusters values
             ('{{Run}}', 0, 1, '{{Run}}-0000000', '{}', 0.1, 'building', 'Edificio', 'Building', 'rules', 0.9), ('{{Run}}', 1, 1, '{{Run}}-0000001', '{}', 0.1, 'water', 'Agua', 'Water', 'rules', 0.9);
            insert into geo.segments values
             ('{{Run}}', '{{Run}}-0000000', null, 0, 0, 625, 100, 0.8, 0.9, 1.5, 0.91, 0.95, '{1}', '{1}', {{Square(75, 75)}}),
             ('{{Run}}', '{{Run}}-0000001', null, 0, 1, 625, 100, 0.8, 0.9, 1.5, 0.91, 0.95, '{1}', '{1}', {{Square(225, 325)}});
            """);
        await command.ExecuteNonQueryAsync();
    }

    internal async Task ExecuteAsync(string sql)
    {
#pragma warning disable CA2100 // the tests' own statements
        await using var command = _scene.Database.DataSource.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public Task DisposeAsync() => _scene.DisposeAsync();
}

/// <summary>The pages in a real browser, judged by their pixels.</summary>
public sealed class MapPageTests(SegmentedWorld world, Browser browser) : IClassFixture<SegmentedWorld>, IClassFixture<Browser>
{
    // Class colours at 35 % over the scene's red (200 30 40) and green (20 160 60); see Tiles/PublishedClasses.cs.
    static readonly (int, int, int) BuildingOnRed = (203, 45, 58), LakeOnGreen = (29, 148, 107), BuildingAlone = (228, 182, 187), Ground = (238, 241, 238);

    [SkippableFact]
    public async Task A_collections_map_draws_classes_over_the_scene_and_the_scene_can_be_hidden()
    {
        await using var visit = await browser.OpenAsync(world.Base + "/collections/segments?f=html");
        var map = new MapPage(visit.Page);
        Assert.Equal(2, await map.DrawnAsync());
        await map.ShowsAsync(world.Building.Lon, world.Building.Lat, BuildingOnRed);
        await map.ShowsAsync(world.Lake.Lon, world.Lake.Lat, LakeOnGreen);
        await map.ShowsAsync(world.Red.Lon, world.Red.Lat, (200, 30, 40));
        await map.ShowsAsync(world.Outside.Lon, world.Outside.Lat, Ground);
        Assert.Contains("Edificio", await visit.Page.Locator("#legend").InnerTextAsync(), StringComparison.Ordinal);

        await visit.Page.GetByLabel("Imagen de fondo").UncheckAsync();
        await map.ShowsAsync(world.Building.Lon, world.Building.Lat, BuildingAlone);
        await map.ShowsAsync(world.Red.Lon, world.Red.Lat, Ground);
        visit.AssertClean();
    }

    [SkippableFact]
    public async Task A_picked_condition_narrows_map_and_table()
    {
        await using var visit = await browser.OpenAsync(world.Base + "/collections/segments/items?f=html", "en");
        var page = visit.Page;
        await page.Locator("[data-part=field]").SelectOptionAsync("class_code");
        await page.Locator("[data-part=sign]").SelectOptionAsync("=");
        await page.GetByLabel("Value").FillAsync("building");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Apply" }).ClickAsync();
        Assert.Contains("filter=class_code+%3D+%27building%27", page.Url, StringComparison.Ordinal);

        var map = new MapPage(page);
        Assert.Equal(1, await map.DrawnAsync());
        await map.ShowsAsync(world.Building.Lon, world.Building.Lat, BuildingOnRed);
        await map.ShowsAsync(world.Lake.Lon, world.Lake.Lat, (20, 160, 60));
        Assert.Equal(1, await page.Locator("tbody tr").CountAsync());
        visit.AssertClean();
    }

    [SkippableFact]
    public async Task A_click_tells_a_features_values_by_their_titles()
    {
        await using var visit = await browser.OpenAsync(world.Base + "/collections/segments?f=html");
        var map = new MapPage(visit.Page);
        await map.DrawnAsync();
        var (x, y) = await map.PlaceAsync(world.Lake.Lon, world.Lake.Lat);
        await visit.Page.Locator("#map").ClickAsync(new() { Position = new() { X = x, Y = y } });
        var popup = visit.Page.Locator(".popup");
        await popup.WaitForAsync();
        var text = await popup.InnerTextAsync();
        Assert.Contains("Superficie (m²)\t625", text, StringComparison.Ordinal);
        Assert.Contains("Agua", text, StringComparison.Ordinal);

        await popup.GetByText("Abrir ficha").ClickAsync();
        Assert.Contains($"/collections/segments/items/{SegmentedWorld.Run}-0000001", visit.Page.Url, StringComparison.Ordinal);
        var one = new MapPage(visit.Page);
        Assert.Equal(1, await one.DrawnAsync());
        await one.ShowsAsync(world.Lake.Lon, world.Lake.Lat, LakeOnGreen);
        visit.AssertClean();
    }

    [SkippableFact]
    public async Task A_wrong_filter_is_shown_with_its_place_and_kept_for_mending()
    {
        await using var visit = await browser.OpenAsync(world.Base + "/collections/segments/items?f=html&filter=area_m2%20%3E%3E%20100");
        var page = visit.Page;
        var alert = await page.GetByRole(Microsoft.Playwright.AriaRole.Alert).InnerTextAsync();
        Assert.Contains("El filtro no se entiende", alert, StringComparison.Ordinal);
        Assert.Contains("En el carácter 10: se esperaba un campo, un valor o «(» y hay '>'.", alert, StringComparison.Ordinal);
        Assert.Equal(">", await page.Locator("mark").InnerTextAsync());
        var filter = page.GetByLabel("Filtro (CQL2)");
        Assert.Equal("area_m2 >> 100", await filter.InputValueAsync());
        await filter.FillAsync("area_m2 > 100");
        await page.GetByRole(Microsoft.Playwright.AriaRole.Button, new() { Name = "Aplicar" }).ClickAsync();
        Assert.Equal(2, await page.Locator("tbody tr").CountAsync());
    }

    [SkippableTheory]
    [InlineData("/")]
    [InlineData("/collections")]
    [InlineData("/collections/segments")]
    [InlineData("/collections/segments/items?filter=area_m2%20%3E%20100")]
    [InlineData("/collections/segments/items/dddddddddddd-0000000")]
    public async Task Pages_fit_a_phone_and_every_field_has_a_label(string path)
    {
        await using var visit = await browser.OpenAsync(world.Base + path, "en", 375, 700);
        var page = visit.Page;
        Assert.True(await page.EvaluateAsync<bool>("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen");
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('input:not([type=hidden]), select, textarea')].filter(e => !e.labels.length).length"));
        Assert.Equal(0, await page.EvaluateAsync<int>("[...document.querySelectorAll('button, a')].filter(e => !(e.textContent.trim() || e.ariaLabel || e.title)).length"));
        if (path.Contains("segments", StringComparison.Ordinal)) await new MapPage(page).DrawnAsync();
        visit.AssertClean();
    }
}
