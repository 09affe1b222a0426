using System.IO.Compression;
using System.Net;
using Geo.Native.Gdal;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Exports;

/// <summary>Files of what a page's filters leave, read again by GDAL.</summary>
[Collection("published world")]
public sealed class DownloadTests(PublishedWorld world) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-download-");

    [Theory]
    [InlineData("gpkg")]
    [InlineData("fgb")]
    [InlineData("geojson")]
    [InlineData("csv")]
    [InlineData("shp.zip")]
    [InlineData("xlsx")]
    public async Task A_file_holds_what_the_filter_leaves(string extension)
    {
        var expected = (await world.Walk("/collections/segments/items?filter=cluster=0 AND area_m2>200&limit=100")).Ids.Count;
        Assert.InRange(expected, 10, 200);
        using var file = Dataset.Open(await Fetch($"segments/export.{extension}?filter=cluster=0 AND area_m2>200"), OpenFlags.Vector);
        var layer = file.Layers[0];
        Assert.Equal(expected, layer.FeatureCount);
        Assert.Equal(extension != "xlsx", layer.Extent is not null && layer.GeometryType != GeometryType.None);
        var id = layer.Fields.ToList().FindIndex(f => f.Name == "id");
        Assert.All(layer.ReadFeatures().Take(5), f => Assert.StartsWith(PublishedWorld.Run, (string?)f.Values[id], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Limit_order_columns_and_CRS_are_those_of_a_page()
    {
        var ids = (await world.Json("/collections/segments/items?sortby=-area_m2&limit=7"))["features"]!.AsArray().Select(f => (string)f!["id"]!);
        using var file = Dataset.Open(await Fetch("segments/export.gpkg?sortby=-area_m2&limit=7&properties=area_m2&crs=http://www.opengis.net/def/crs/EPSG/0/32613"), OpenFlags.Vector);
        var layer = file.Layers[0];
        Assert.Equal(["id", "area_m2"], layer.Fields.Select(f => f.Name));
        Assert.Equal(ids, layer.ReadFeatures().Select(f => (string)f.Values[0]!));
        var extent = layer.Extent!.Value;
        Assert.InRange(extent.MinX, 700_000, 800_000);      // metres east, then north
        Assert.InRange(extent.MinY, 2_500_000, 2_600_000);
    }

    [Fact]
    public async Task A_GeoPackage_has_its_style_inside()
    {
        using var file = Dataset.Open(await Fetch("segments/export.gpkg"), OpenFlags.Vector);
        Assert.Equal(["segments", "layer_styles"], file.Layers.Select(l => l.Name));
        var style = file.Layers[1].ReadFeatures().Single();
        var fields = file.Layers[1].Fields.Select(f => f.Name).ToList();
        object? Value(string name) => style.Values[fields.IndexOf(name)];
        Assert.Equal(("segments", "geom"), (Value("f_table_name"), Value("f_geometry_column")));
        Assert.Contains("categorizedSymbol", (string)Value("styleQML")!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_Shapefile_comes_with_the_names_of_its_fields()
    {
        using var zip = ZipFile.OpenRead(await Fetch("segments/export.shp.zip"));
        using var text = new StreamReader(zip.GetEntry("campos.csv")!.Open());
        var lines = (await text.ReadToEndAsync()).Split("\r\n");
        Assert.Equal("id,id,,", lines[1]);
        Assert.Contains(lines, l => l.StartsWith("rectangula,rectangularity,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("segments/export.pdf", HttpStatusCode.NotFound)]
    [InlineData("none/export.gpkg", HttpStatusCode.NotFound)]
    [InlineData("segments/export.gpkg?filter=area_m2>", HttpStatusCode.BadRequest)]
    [InlineData("segments/export.gpkg?nothing=1", HttpStatusCode.BadRequest)]
    public async Task What_cannot_be_made_is_refused_before_anything_is_sent(string path, HttpStatusCode expected)
    {
        using var answer = await world.Send("/collections/" + path);
        Assert.Equal(expected, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType!.MediaType);
    }

    async Task<string> Fetch(string path)
    {
        using var answer = await world.Send("/collections/" + path);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
        var file = Path.Combine(_folder.FullName, answer.Content.Headers.ContentDisposition!.FileName!.Trim('"'));
        await File.WriteAllBytesAsync(file, await answer.Content.ReadAsByteArrayAsync());
        return file;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
