using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;
using Xunit;

namespace Geo.Server.Tests.Wfs;

/// <summary>Every form that features are answered in holds the same features.</summary>
[Collection("wfs world")]
public sealed class OutputTests(WfsWorld world)
{
    async Task<(HttpResponseMessage Answer, byte[] Bytes)> Ask(string format, string more = "&typeNames=geo:segments")
    {
        var answer = await world.Get($"service=WFS&version=2.0.0&request=GetFeature{more}&outputFormat={format}");
        return (answer, await answer.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("gpkg", ".gpkg", "application/geopackage+sqlite3", "")]
    [InlineData("SHAPE-ZIP", ".shp.zip", "application/zip", "")]
    [InlineData("csv", ".csv", "text/csv", "")]
    [InlineData("application/geopackage%2Bsqlite3", ".gpkg", "application/geopackage+sqlite3", "&srsName=urn:ogc:def:crs:EPSG::6372")]
    [InlineData("shape%2Bzip", ".shp.zip", "application/zip", "&srsName=EPSG:32613&bbox=22.7,-102.6,23,-102.4")]
    public async Task Files_hold_every_feature(string format, string extension, string type, string more)
    {
        var (answer, bytes) = await Ask(format, "&typeNames=geo:segments" + more);
        using (answer)
        {
            Assert.Equal((HttpStatusCode.OK, type), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
            Assert.Equal("segments" + extension, answer.Content.Headers.ContentDisposition?.FileName?.Trim('"'));
        }
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + extension);
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            GdalLibrary.EnsureInitialized();
            using var file = Dataset.Open(path, OpenFlags.Vector);
            var layer = file.Layers.Single();
            Assert.Equal(more.Contains("bbox", StringComparison.Ordinal) ? 254 : 262, layer.FeatureCount);
            var first = layer.ReadFeatures().First();
            Assert.Equal("aaaaaaaaaaaa-0000001", first.Values[layer.Fields.Select((f, i) => (f.Name, i)).Single(f => f.Name == "id").i]);
            if (extension == ".csv") return;
            using var srs = layer.Srs!;
            Assert.Equal(more.Contains("6372", StringComparison.Ordinal) ? "EPSG:6372" : more.Contains("32613", StringComparison.Ordinal) ? "EPSG:32613" : "EPSG:4326", srs.AuthorityCode);
            var x = new NetTopologySuite.IO.WKBReader().Read(first.Wkb).EnvelopeInternal.MinX;
            var expected = await world.Sql<double>($"select st_xmin(st_transform(geom, {srs.AuthorityCode![5..]})) from published.segments where id = 'aaaaaaaaaaaa-0000001'");
            Assert.Equal(expected, x, 1e-6);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task A_geopackage_holds_several_types()
    {
        var (answer, bytes) = await Ask("gpkg", "&typeNames=(geo:areas)(geo:lugares)&count=5");
        using (answer) Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".gpkg");
        await File.WriteAllBytesAsync(path, bytes);
        try
        {
            using var file = Dataset.Open(path, OpenFlags.Vector);
            Assert.Equal([("areas", 2L), ("lugares", 3L)], file.Layers.Select(l => (l.Name, l.FeatureCount)));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public async Task GeoJson_counts_links_and_names_its_crs()
    {
        var (answer, bytes) = await Ask("application/json", "&typeNames=geo:segments&count=100&startIndex=100");
        using (answer) Assert.Equal("application/geo+json", answer.Content.Headers.ContentType?.MediaType);
        var page = JsonNode.Parse(bytes)!;
        Assert.Equal((100, 262, 100), (page["features"]!.AsArray().Count, (int)page["numberMatched"]!, (int)page["numberReturned"]!));
        Assert.Null(page["crs"]);
        Assert.Equal(["next", "previous"], page["links"]!.AsArray().Select(l => (string)l!["rel"]!));
        var next = JsonNode.Parse(await (await world.Get((string)page["links"]![0]!["href"]!)).Content.ReadAsStringAsync())!;
        Assert.Equal(62, next["features"]!.AsArray().Count);
        var projected = JsonNode.Parse((await Ask("json", "&typeNames=(geo:areas)(geo:lugares)&srsName=urn:ogc:def:crs:EPSG::3857")).Bytes)!;
        Assert.Equal(("urn:ogc:def:crs:EPSG::3857", 6), ((string)projected["crs"]!["properties"]!["name"]!, projected["features"]!.AsArray().Count));
        Assert.Equal(0, (int)JsonNode.Parse((await Ask("json", "&typeNames=geo:areas&resultType=hits")).Bytes)!["numberReturned"]!);
        var latitudeFirstIsNot = JsonNode.Parse((await Ask("json", "&typeNames=geo:lugares&srsName=urn:ogc:def:crs:EPSG::4326")).Bytes)!;
        Assert.True((double)latitudeFirstIsNot["features"]![0]!["geometry"]!["coordinates"]![1]! is > 22 and < 51);
    }

    [Fact]
    public async Task What_has_no_form_in_a_format_is_refused()
    {
        await WfsWorld.Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&typeNames=(geo:areas)(geo:scenes)&outputFormat=csv"), "InvalidParameterValue", "outputFormat");
        await WfsWorld.Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&resultType=hits&outputFormat=gpkg"), "InvalidParameterValue", "outputFormat");
    }

    [Fact]
    public async Task Gml_travels_compressed()
    {
        using var client = new HttpClient();
        var request = new HttpRequestMessage(HttpMethod.Get, world.Address + "?service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:segments");
        request.Headers.Add("Accept-Encoding", "gzip");
        using var answer = await client.SendAsync(request);
        await using var plain = new GZipStream(await answer.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        Assert.Equal(262, WfsWorld.IdsOf(System.Xml.Linq.XElement.Load(plain)).Count);
    }

    [Fact]
    public async Task A_client_that_leaves_leaves_no_file()
    {
        static int Folders() => Directory.GetDirectories(Path.GetTempPath(), "geo-wfs-??????").Length;
        var uri = new Uri(world.Address);
        await using (var hold = await world.Database.DataSource.OpenConnectionAsync())
        {
            await using var locking = await hold.BeginTransactionAsync();
            await using (var command = new Npgsql.NpgsqlCommand("lock table geo.areas in access exclusive mode", hold, locking)) await command.ExecuteNonQueryAsync();
            using var socket = new TcpClient();
            await socket.ConnectAsync(uri.Host, uri.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes("GET /wfs?service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&filter=" + Uri.EscapeDataString("<Filter><PropertyIsEqualTo><ValueReference>code</ValueReference><Literal>never</Literal></PropertyIsEqualTo></Filter>") + "&outputFormat=gpkg HTTP/1.1\r\nHost: x\r\n\r\n"));
            await Until(() => Folders() == 1);
            socket.Close();
            await Until(() => Folders() == 0);
        }

        static async Task Until(Func<bool> reached)
        {
            for (var i = 0; !reached(); i++)
            {
                Assert.True(i < 200, string.Create(CultureInfo.InvariantCulture, $"not reached within 10 s: {Folders()} folders"));
                await Task.Delay(50);
            }
        }
    }
}
