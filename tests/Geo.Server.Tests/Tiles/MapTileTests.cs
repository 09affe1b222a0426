using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;
using Geo.Pipeline.Rasters;
using Geo.Server.Http;
using Xunit;

namespace Geo.Server.Tests.Tiles;

/// <summary>Picture tiles of a scene whose colours are known, and what happens without its file.</summary>
public sealed class MapTileTests(SceneWorld world) : IClassFixture<SceneWorld>
{
    /// <summary>Longitude and latitude of a place in the raster.</summary>
    (double Lon, double Lat) Place(double column, double row)
    {
        using var scene = SceneRaster.Open(world.Raster, new());
        double[] x = [column], y = [row];
        scene.PixelToLonLat(x, y);
        return (x[0], y[0]);
    }

    /// <summary>Colour and alpha that the tile at a zoom has at a place of the raster.</summary>
    async Task<(int Red, int Green, int Blue, int Alpha)> Colour(int zoom, double column, double row, string format = "png")
    {
        var (lon, lat) = Place(column, row);
        var (x, y) = WebMercator.Place(lon, lat, zoom);
        var (status, type, bytes) = await world.Get(string.Create(CultureInfo.InvariantCulture,
            $"/collections/scenes/map/tiles/WebMercatorQuad/{zoom}/{(int)y}/{(int)x}?f={format}"));
        Assert.True(status == 200, $"{status} {Encoding.UTF8.GetString(bytes)}");
        Assert.Equal("image/" + format, type);
        var picture = ImageCodec.Decode(bytes);
        Assert.Equal((256, 256, 4), (picture.Width, picture.Height, picture.Channels));
        var at = 4 * ((int)((y - (int)y) * 256) * 256 + (int)((x - (int)x) * 256));
        return (picture.Pixels[at], picture.Pixels[at + 1], picture.Pixels[at + 2], picture.Pixels[at + 3]);
    }

    [Theory]
    [InlineData(16)] // 2.2 m a pixel: from an overview
    [InlineData(18)]
    [InlineData(20)] // closer than the raster's pixels
    public async Task Known_places_have_their_colour_and_no_data_is_transparent(int zoom)
    {
        Assert.Equal((200, 30, 40, 255), await Colour(zoom, 150, 100));
        Assert.Equal((20, 160, 60, 255), await Colour(zoom, 150, 300));
        Assert.Equal(0, (await Colour(zoom, 350, 200)).Alpha);
        Assert.Equal(0, (await Colour(zoom, -30, 200)).Alpha);
    }

    [Fact]
    public async Task The_border_of_two_colours_lies_within_a_pixel()
    {
        const double Pixel = 0.3 / SceneWorld.Gsd; // of zoom 19, in pixels of the raster, rounded up
        Assert.Equal((200, 30, 40, 255), await Colour(19, 150, 200 - 2 * Pixel));
        Assert.Equal((20, 160, 60, 255), await Colour(19, 150, 200 + 2 * Pixel));
        Assert.Equal(255, (await Colour(19, 300 - 2 * Pixel, 100)).Alpha);
        Assert.Equal(0, (await Colour(19, 300 + 2 * Pixel, 100)).Alpha);
    }

    [Fact]
    public async Task Webp_and_longitude_latitude_and_one_scene_and_the_short_form()
    {
        var (red, green, blue, alpha) = await Colour(18, 150, 100, "webp");
        Assert.Equal((200.0, 30.0, 40.0, 255), (Math.Round(red / 8.0) * 8, Math.Round(green / 10.0) * 10, Math.Round(blue / 8.0) * 8, alpha));
        var (lon, lat) = Place(150, 100);
        const double Side = 180.0 / (1 << 17);
        int column = (int)((lon + 180) / Side), row = (int)((90 - lat) / Side);
        var (status, _, bytes) = await world.Get($"/scenes/{SceneWorld.Scene}/map/tiles/WorldCRS84Quad/17/{row}/{column}");
        Assert.Equal(200, status);
        var at = 4 * ((int)(((90 - lat) / Side - row) * 256) * 256 + (int)(((lon + 180) / Side - column) * 256));
        Assert.Equal([200, 30, 40, 255], ImageCodec.Decode(bytes).Pixels[at..(at + 4)]);

        var (x, y) = WebMercator.Tile(lon, lat, 18);
        Assert.Equal((await world.Get($"/collections/scenes/map/tiles/WebMercatorQuad/18/{y}/{x}")).Bytes, (await world.Get($"/tiles/scenes/18/{x}/{y}.png")).Bytes);
        Assert.Equal("image/webp", (await world.Get($"/tiles/scenes/18/{x}/{y}.webp")).Type);
    }

    [Fact]
    public async Task Where_no_scene_lies_the_picture_is_empty()
    {
        var (status, type, bytes) = await world.Get("/tiles/scenes/10/0/0.png");
        Assert.Equal((200, "image/png"), (status, type));
        Assert.True(ImageCodec.Decode(bytes).Pixels.All(p => p == 0));
    }

    [Theory]
    [InlineData("/scenes/nothing/map/tiles/WebMercatorQuad/3/0/0", 404)]
    [InlineData("/collections/scenes/map/tiles/WebMercatorQuad/3/0/8", 404)]
    [InlineData("/collections/scenes/map/tiles/WebMercatorQuad/3/0/0?f=mvt", 400)]
    public async Task Bad_addresses_are_told(string path, int status) => Assert.Equal(status, (await world.Get(path)).Status);

    [Fact]
    public async Task A_file_that_is_gone_or_changed_or_outside_the_folders_is_404_without_its_path()
    {
        var moved = world.Raster + ".moved";
        var (lon, lat) = Place(150, 100);
        var (x, y) = WebMercator.Tile(lon, lat, 15);
        async Task Refused(string reason, IReadOnlyList<string>? folders = null)
        {
            await using var fresh = WebService.Build(new ServeOptions(0, RasterFolders: folders), world.Database.DataSource); // has not read the file yet
            await fresh.StartAsync();
            var (status, _, bytes) = await world.Get($"{fresh.Urls.Single()}/tiles/scenes/15/{x}/{y}.png");
            var problem = JsonNode.Parse(bytes)!;
            Assert.Equal(404, status);
            Assert.Contains(reason, (string?)problem["detail"], StringComparison.Ordinal);
            Assert.DoesNotContain(Path.GetDirectoryName(world.Raster)!, problem.ToJsonString(), StringComparison.Ordinal);
        }

        await Refused("outside the folders", [Path.Combine(Path.GetTempPath(), "elsewhere")]);
        File.Move(world.Raster, moved);
        try
        {
            await Refused("not where the run read it");
            SceneWorld.Write(world.Raster, green: 161);
            await Refused("no longer what the run read");
        }
        finally
        {
            File.Move(moved, world.Raster, overwrite: true);
        }
    }

    [Fact]
    public void A_large_raster_without_overviews_is_refused_from_far_and_served_from_near()
    {
        const int Side = 12_000;
        var path = world.Raster + ".large.tif";
        using (var raster = Dataset.Create("GTiff", path, Side, Side, 1, options: ["SPARSE_OK=TRUE", "TILED=YES"]))
        {
            raster.SetGeoTransform(new(SceneWorld.East, 0.5, 0, SceneWorld.North, 0, -0.5));
            using var srs = SpatialReference.FromEpsg(32614);
            raster.SetSrs(srs);
            raster.Close();
        }
        using var scene = SceneTiles.Open([path], new());
        var far = Assert.Throws<RasterRefusedException>(() => scene.Render((SceneWorld.East, SceneWorld.North - 6000, SceneWorld.East + 6000, SceneWorld.North), 32614, 256, 6000 / 256.0));
        Assert.Contains("gdaladdo", far.Message, StringComparison.Ordinal);
        Assert.Equal(255, scene.Render((SceneWorld.East, SceneWorld.North - 600, SceneWorld.East + 600, SceneWorld.North), 32614, 256, 600 / 256.0)[4 * (128 * 256 + 128) + 3]);
    }

    [Fact]
    public async Task Of_very_many_features_a_tile_keeps_the_largest_ten_thousand()
    {
        var (x, y) = WebMercator.Tile(-99.5, 20, 6);
        var (status, _, bytes) = await world.Get($"/tiles/areas/6/{x}/{y}.pbf");
        Assert.Equal(204, status); // each is smaller than a pixel
        (x, y) = WebMercator.Tile(-99.5, 20, 8);
        (status, _, bytes) = await world.Get($"/tiles/areas/8/{x}/{y}.pbf");
        Assert.Equal(200, status);
        var areas = Assert.Single(VectorTileReader.Read(bytes)).Features.Select(f => (double)f.Properties["area_m2"]).ToList();
        Assert.Equal(10_000, areas.Count);
        Assert.Equal(SceneWorld.Areas, areas[0]);
        Assert.Equal(SceneWorld.Areas - 9_999, areas[^1]);
    }
}
