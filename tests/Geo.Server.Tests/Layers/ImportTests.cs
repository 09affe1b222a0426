using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Geo.Data.Layers;
using Geo.Native.Gdal;
using Geo.Pipeline.Layers;
using Geo.Server.Tests.Filters;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Layers;

/// <summary>What becomes of files of every kind when they are published.</summary>
[Collection("imported world")]
public sealed class ImportTests(ImportedWorld world) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-import-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    string PathOf(string name) => Path.Combine(_folder.FullName, name);

    string Write(string name, string text, Encoding? encoding = null)
    {
        File.WriteAllText(PathOf(name), text, encoding ?? new UTF8Encoding(false));
        return PathOf(name);
    }

    /// <summary>The service asks for new layers once a second.</summary>
    async Task<JsonObject> Published(string path)
    {
        for (var i = 0; ; i++)
        {
            var (status, body) = await world.Ask(path);
            if (status == HttpStatusCode.OK) return body;
            Assert.True(status == HttpStatusCode.NotFound && i < 60, $"{path}: {body.ToJsonString()}");
            await Task.Delay(100);
        }
    }

    static JsonObject Feature(JsonObject page, string id) => page["features"]!.AsArray().Single(f => (string?)f!["id"] == id)!.AsObject();

    [Fact]
    public async Task A_table_in_windows_encoding_keeps_codes_accents_and_finds_numbers_and_key()
    {
        var file = Write("Localidades Ñandú (2020).csv", "clave;nombre;lat;lon;pob;tasa\n01001;Peñón;22.5;-102.5;12;0.5\n32056;Zacatecas – «Bufa»;22.77;-102.57;149607;1\n09002;;22.6;-102.6;;-2e1\n",
            CodePagesEncodingProvider.Instance.GetEncoding(1252)!);
        var layer = Assert.Single(await world.Import(file)).Published;
        Assert.Equal(("localidades_nandu_2020", 3L, "clave", "Point"), (layer.Id, layer.Rows, layer.Key, layer.GeometryType));
        var page = await Published($"/collections/{layer.Id}/items");
        var first = Feature(page, "01001");
        Assert.Equal("Peñón", (string?)first["properties"]!["nombre"]);
        Assert.Equal([-102.5, 22.5], first["geometry"]!["coordinates"]!.AsArray().Select(c => (double)c!));
        Assert.Equal(149607, (int)Feature(page, "32056")["properties"]!["pob"]!);
        Assert.Equal("Zacatecas – «Bufa»", (string?)Feature(page, "32056")["properties"]!["nombre"]);
        Assert.Equal(-20.0, (double)Feature(page, "09002")["properties"]!["tasa"]!);
        Assert.Null(Feature(page, "09002")["properties"]!["nombre"]);
        Assert.Equal("01001", (string?)first["properties"]!["clave"]);
        Assert.Equal("Localidades Ñandú (2020)", (string?)(await world.Json($"/collections/{layer.Id}"))["title"]);
    }

    [Fact]
    public async Task Arcs_heights_mixed_types_and_broken_rings_are_published_and_reported()
    {
        var file = Write("shapes.csv", """
            wkt,kind
            "CURVEPOLYGON(CIRCULARSTRING(0 0, 2 0, 2 1, 1 3, 0 0))",arc
            "POINT Z (1 2 300)",height
            "POLYGON((0 0, 2 2, 0 2, 2 0, 0 0))",bowtie
            "POLYHEDRALSURFACE(((0 0,0 1,1 1,0 0)),((5 5,6 6,6 5,5 5)))",surface
            "GEOMETRYCOLLECTION(POINT(1 1),LINESTRING(0 0,1 1))",collection
            "POINT(10 95)",outside
            "POINT(359 10)",east
            ,nothing
            """);
        var layer = Assert.Single(await world.Import(file, "Formas raras"));
        var p = layer.Published;
        Assert.Equal(("formas_raras", 8L, "Geometry"), (p.Id, p.Rows, p.GeometryType));
        Assert.Equal((1L, 1L), (layer.Straightened, layer.Flattened));
        Assert.Equal(3, Assert.Single(p.Mended).Row);
        Assert.Equal(6, Assert.Single(p.Lost).Row);
        var page = await Published("/collections/formas_raras/items");
        string? TypeOf(string kind) => (string?)page["features"]!.AsArray().Single(f => (string?)f!["properties"]!["kind"] == kind)!["geometry"]?["type"];
        Assert.Equal(("Polygon", "Point", "MultiPolygon", "MultiPolygon", "GeometryCollection", null, "Point", null),
            (TypeOf("arc"), TypeOf("height"), TypeOf("bowtie"), TypeOf("surface"), TypeOf("collection"), TypeOf("outside"), TypeOf("east"), TypeOf("nothing")));
        Assert.Contains("-1,10", page["features"]!.AsArray().Single(f => (string?)f!["properties"]!["kind"] == "east")!["geometry"]!["coordinates"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.True(await world.Sql<bool>($"select bool_and(st_isvalid(geom)) from {await world.Table("formas_raras")}"));
    }

    [Fact]
    public async Task A_projected_shapefile_without_word_of_its_encoding()
    {
        using (var shape = Dataset.CreateVector("ESRI Shapefile", PathOf("manzanas.shp")))
        {
            using var lambert = SpatialReference.FromEpsg(6372);
            var made = shape.CreateLayer("manzanas", lambert, GeometryType.Polygon, [new("CVEGEO", FieldType.String, Width: 20), new("NOMBRE", FieldType.String, Width: 40)], ["ENCODING=CP1252"]);
            made.Append([new(-1, ["3205600010012001", "Peñón Ánimas"],
                new NetTopologySuite.IO.WKBWriter().Write(new NetTopologySuite.IO.WKTReader().Read("POLYGON((2500000 1200000,2500000 1200100,2500100 1200100,2500100 1200000,2500000 1200000))")))]);
            shape.Close();
        }
        File.Delete(PathOf("manzanas.cpg"));
        using (var table = File.Open(PathOf("manzanas.dbf"), FileMode.Open))
        {
            table.Position = 29;   // the language byte
            table.WriteByte(0);
        }
        var layer = Assert.Single(await world.Import(PathOf("manzanas.shp"))).Published;
        Assert.Equal(("manzanas", "CVEGEO"), (layer.Id, layer.Key));
        var feature = (await Published("/collections/manzanas/items"))["features"]![0]!;
        Assert.Equal(("3205600010012001", "Peñón Ánimas"), ((string?)feature["id"], (string?)feature["properties"]!["NOMBRE"]));
        var (x, y) = ((double)feature["geometry"]!["coordinates"]![0]![0]![0]!, (double)feature["geometry"]!["coordinates"]![0]![0]![1]!);
        Assert.True(x is > -102.01 and < -101.99 && y is > 22.8 and < 22.85, $"{x} {y}");
        var back = await world.Json("/collections/manzanas/items?crs=http://www.opengis.net/def/crs/EPSG/0/6372");
        var corner = back["features"]![0]!["geometry"]!["coordinates"]![0]![0]!.AsArray().Select(v => Math.Round((double)v! / 100) * 100); // northing first
        Assert.Equal([1200000.0, 2500000.0], corner.Zip([1200000.0, 2500000.0], (a, b) => Math.Abs(a - b) <= 100 ? b : a));
        Assert.Contains("http://www.opengis.net/def/crs/EPSG/0/6372", (await world.Json("/collections/manzanas"))["crs"]!.AsArray().Select(c => (string?)c));
    }

    [Fact]
    public async Task Hostile_names_are_only_names()
    {
        string[] fields = ["id", "geom", "xmin", "limit", "f", "a\"b", "'; drop table geo.runs; --", new string('ñ', 100), "id_1", "Ab", "ab ", "select", "{0}"];
        using (var file = Dataset.CreateVector("GPKG", PathOf("hostile.gpkg")))
        {
            using var wgs84 = SpatialReference.FromEpsg(4326);
            var made = file.CreateLayer("x\"; drop table geo.runs; --", wgs84, GeometryType.Point, fields.Select(f => new FieldDefinition(f, FieldType.String)), ["FID=key_of_file", "GEOMETRY_NAME=shape"]);
            made.Append([new(7, [.. fields.Select((_, i) => (object?)$"v{i}")], new NetTopologySuite.IO.WKBWriter().Write(new NetTopologySuite.Geometries.Point(1, 2)))]);
            file.Close();
        }
        var layer = Assert.Single(await world.Import(PathOf("hostile.gpkg"))).Published;
        Assert.Equal(("x_drop_table_geo_runs", "fid"), (layer.Id, layer.Key));
        var page = await Published($"/collections/{layer.Id}/items");
        var feature = page["features"]![0]!;
        Assert.Equal("7", (string?)feature["id"]);
        Assert.Equal(Enumerable.Range(0, fields.Length).Select(i => $"v{i}"), feature["properties"]!.AsObject().Select(p => (string?)p.Value));
        Assert.Equal(1, await world.Count(layer.Id, "\"a\"\"b\" = 'v5' and \"'; drop table geo.runs; --\" = 'v6' and \"limit\" = 'v3' and xmin_1 = 'v2' and \"select\" = 'v11'"));
        Assert.Equal("'; drop table geo.runs; --", (string?)(await world.Json($"/collections/{layer.Id}/queryables"))["properties"]!["'; drop table geo.runs; --"]!["title"]);
        Assert.Equal(1, (int)(await world.Json($"/collections/{layer.Id}/items?sortby=%2B{Uri.EscapeDataString("a\"b")}&properties=select,limit&q=v11&limit=5"))["numberReturned"]!);
        Assert.True(await world.Sql<bool>("select to_regclass('geo.runs') is not null"));
    }

    [Theory]
    [InlineData("segments")]
    [InlineData("Área Profiles")]
    [InlineData("articles")]
    public async Task Names_of_our_own_collections_are_refused(string name)
    {
        var file = Write("points.csv", "lat,lon\n1,2\n");
        var before = await world.Sql<long>("select count(*) from geo.layers");
        var refusal = await Assert.ThrowsAsync<LayerImportException>(() => world.Import(file, name));
        Assert.Contains("--as", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(before, await world.Sql<long>("select count(*) from geo.layers"));
    }

    [SkippableFact]
    public async Task A_file_that_breaks_off_changes_nothing()
    {
        var whole = SharedData.PathOf("data", "cql2", "ne110m4cql2.gpkg");
        await world.Import(Write("kept.csv", "lat,lon,name\n1,2,before\n"), "kept");
        var bytes = await File.ReadAllBytesAsync(whole);
        foreach (var (name, content) in new (string, byte[])[] { ("half.gpkg", bytes[..(bytes.Length / 3)]), ("noise.gpkg", [1, 2, 3]), ("half.geojson", """{"type":"FeatureCollection","features":[{"type":"Fea"""u8.ToArray()) })
        {
            await File.WriteAllBytesAsync(PathOf(name), content);
            var refusal = await Assert.ThrowsAsync<LayerImportException>(() => world.Import(PathOf(name), "kept"));
            Assert.DoesNotContain('\n', refusal.Message);
        }
        Assert.Equal("before", await world.Sql<string>($"select name from {await world.Table("kept")}"));
    }

    [Fact]
    public async Task Readers_see_the_old_layer_or_the_new_one()
    {
        string Rows(int n, string extra) => Write("changing.csv", $"code,lat,lon,{extra}\n" + string.Join('\n', Enumerable.Range(0, n).Select(i => $"c{i},1,{i % 90},{extra}")));
        await world.Import(Rows(300, "first"));
        await Published("/collections/changing");
        using var stop = new CancellationTokenSource();
        var seen = new HashSet<(int, string)>();
        var reader = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var page = await world.Json("/collections/changing/items?limit=1000");
                seen.Add(((int)page["numberReturned"]!, page["features"]![0]!["properties"]!.AsObject().Last().Key));
            }
        });
        var layer = Assert.Single(await world.Import(Rows(500, "second"))).Published;
        Assert.True(layer.Replaced);
        await Task.Delay(1500);
        await stop.CancelAsync();
        await reader;
        Assert.Equal([(300, "first"), (500, "second")], seen.Order());
        Assert.Equal("c42", (string?)(await world.Json("/collections/changing/items/c42"))["id"]);
        Assert.Equal(1, await world.Sql<long>("select count(*) from pg_tables where schemaname = 'layers' and tablename like 'changing\\_%'"));
    }

    [Fact]
    public async Task A_removed_layer_is_gone_from_the_service_and_the_database()
    {
        await world.Import(Write("fleeting.csv", "code,lat,lon\na,1,2\n"));
        await Published("/collections/fleeting/items/a");
        Assert.True(await new LayerStore(world.Database.DataSource).RemoveAsync("fleeting", CancellationToken.None));
        Assert.Equal(HttpStatusCode.NotFound, (await world.Ask("/collections/fleeting/items")).Status);
        Assert.Equal(0, await world.Sql<long>("select count(*) from pg_tables where schemaname = 'layers' and tablename like 'fleeting%'"));
    }

    [SkippableFact]
    public async Task Municipalities_keep_their_codes()
    {
        var file = SharedData.PathOf("data", "mexico", "municipios_simplificado.geojson");
        var layer = Assert.Single(await world.Import(file, "municipios")).Published;
        Assert.True(layer.Rows > 2400, $"{layer.Rows}");
        Assert.Equal(0, layer.LostCount);
        await Published("/collections/municipios");
        Assert.Equal(1, await world.Count("municipios", "s_contains(geom, POINT(-102.5720 22.7709))"));
    }
}
