using System.Net;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;
using Geo.Server.Http;
using Geo.Server.Tests.Tiles;
using Xunit;

namespace Geo.Server.Tests.Stac;

/// <summary>What the assets of an item lead to.</summary>
public sealed class SceneFileTests(SceneWorld world) : IClassFixture<SceneWorld>
{
    [Fact]
    public async Task The_preview_shows_the_scene()
    {
        var (status, type, bytes) = await world.Get($"/scenes/{SceneWorld.Scene}/thumbnail.png");
        Assert.Equal((200, "image/png"), (status, type));
        var picture = ImageCodec.Decode(bytes);
        Assert.Equal((512, 512), (picture.Width, picture.Height));
        Assert.Equal([200, 30, 40, 255], picture.Pixels.AsSpan(4 * (100 * 512 + 200), 4).ToArray());
        Assert.Equal([20, 160, 60, 255], picture.Pixels.AsSpan(4 * (400 * 512 + 200), 4).ToArray());
        Assert.Equal(0, picture.Pixels[4 * (256 * 512 + 500) + 3]);     // no data at the right
    }

    [Fact]
    public async Task The_run_tells_files_by_name_only()
    {
        var (status, _, bytes) = await world.Get("/runs/dddddddddddd");
        Assert.Equal(200, status);
        Assert.Equal("scene.tif", (string?)JsonNode.Parse(bytes)!["parameters"]!["Raster"]);
        Assert.DoesNotContain(Path.GetDirectoryName(world.Raster)!, System.Text.Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_is_served_only_from_folders_that_were_named_for_it()
    {
        Assert.Equal(403, (await world.Get($"/scenes/{SceneWorld.Scene}/source")).Status);
        await using var service = WebService.Build(new ServeOptions(0) { RasterFolders = [Path.GetDirectoryName(world.Raster)!] }, world.Database.DataSource);
        await service.StartAsync();
        var address = service.Urls.Single() + $"/scenes/{SceneWorld.Scene}/source";
        using var client = new HttpClient();
        Assert.Equal(await File.ReadAllBytesAsync(world.Raster), await client.GetByteArrayAsync(new Uri(address)));

        using var part = new HttpRequestMessage(HttpMethod.Get, address);
        part.Headers.Range = new(0, 3);
        using var answer = await client.SendAsync(part);
        Assert.Equal((HttpStatusCode.PartialContent, 4L), (answer.StatusCode, answer.Content.Headers.ContentLength));

        // as its users read it
        using var remote = Dataset.Open("/vsicurl/" + address);
        Assert.Equal((SceneWorld.Pixels, SceneWorld.Pixels), (remote.Width, remote.Height));
        await service.StopAsync();
    }
}
