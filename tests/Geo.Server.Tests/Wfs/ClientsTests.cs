using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Geo.Native.Gdal;
using Geo.Server.Tests.Features;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Wfs;

/// <summary>The programs people use, against the real server.</summary>
[Collection("wfs world")]
public sealed class ClientsTests(WfsWorld world)
{
    const int All = 262;
    const string Python = "/usr/bin/python3";

    static string Script(string name) => Repository.PathOf("tests", "Geo.Server.Tests", "Wfs", name);

    static JsonNode Result(string output) => JsonNode.Parse(output.Split('\n').Last(l => l.StartsWith('{')))!;

    [SkippableTheory]
    [InlineData("2.0.0")]
    [InlineData("1.1.0")]
    public async Task Gdal_lists_counts_filters_and_asks_by_box(string version)
    {
        var source = $"WFS:{world.Address}?VERSION={version}";
        var list = await ClientProgram.Run("ogrinfo", "-ro", source);
        foreach (var type in new[] { "geo:segments", "geo:areas", "geo:lugares" }) Assert.Contains(type, list, StringComparison.Ordinal);
        var all = await ClientProgram.Run("ogrinfo", "-ro", "-so", source, "geo:segments");
        Assert.Contains($"Feature Count: {All}", all, StringComparison.Ordinal);
        Assert.Contains("band_mean: RealList", all, StringComparison.Ordinal);
        Assert.Contains("Feature Count: 32", await ClientProgram.Run("ogrinfo", "-ro", "-so", "-spat", "-102.5501", "22.7499", "-102.5", "22.76", source, "geo:segments"), StringComparison.Ordinal);
        Assert.Contains("Feature Count: 127", await ClientProgram.Run("ogrinfo", "-ro", "-so", "-where", "class_code = 'building'", source, "geo:segments"), StringComparison.Ordinal);
        Assert.Contains("Feature Count: 1", await ClientProgram.Run("ogrinfo", "-ro", "-so", "-where", "nombre LIKE 'Zac%' AND tasa < 0", source, "geo:lugares"), StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("2.0.0", "--config OGR_WFS_PAGE_SIZE 37")]
    [InlineData("1.1.0", "")]
    public async Task Gdals_full_copy_equals_the_database(string version, string options)
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".gpkg");
        try
        {
            await ClientProgram.Run("ogr2ogr", [.. options.Split(' ', StringSplitOptions.RemoveEmptyEntries), file, $"WFS:{world.Address}?VERSION={version}", "geo:segments", "-nln", "segments", "-nlt", "MULTIPOLYGON"]);
            using var copy = Dataset.Open(file, OpenFlags.Vector);
            var layer = copy.Layers.Single();
            var (id, area, label) = (Place("id"), Place("area_m2"), Place("label_es"));
            var copied = layer.ReadFeatures().ToDictionary(f => (string)f.Values[id]!, f => (Area: Convert.ToDouble(f.Values[area], CultureInfo.InvariantCulture), Label: f.Values[label] as string, Shape: new NetTopologySuite.IO.WKBReader().Read(f.Wkb)));
            Assert.Equal(All, copied.Count);
            await using var command = world.Database.DataSource.CreateCommand("select id, area_m2::double precision, label_es, st_asbinary(geom) from published.segments");
            await using var row = await command.ExecuteReaderAsync();
            var compared = 0;
            for (; await row.ReadAsync(); compared++)
            {
                var one = copied[row.GetString(0)];
                Assert.Equal((row.GetDouble(1), row.IsDBNull(2) ? null : row.GetString(2)), (one.Area, one.Label));
                Assert.True(new NetTopologySuite.IO.WKBReader().Read(row.GetFieldValue<byte[]>(3)).Normalized().EqualsExact(one.Shape.Normalized(), 1e-7));
            }
            Assert.Equal(All, compared);

            int Place(string name) => layer.Fields.Select((f, i) => (f.Name, i)).Single(f => f.Name == name).i;
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableTheory]
    [InlineData("2.0.0", "<fes:Filter xmlns:fes=\"http://www.opengis.net/fes/2.0\"><fes:PropertyIsEqualTo><fes:ValueReference>class_code</fes:ValueReference><fes:Literal>building</fes:Literal></fes:PropertyIsEqualTo></fes:Filter>")]
    [InlineData("1.1.0", "<ogc:Filter xmlns:ogc=\"http://www.opengis.net/ogc\"><ogc:PropertyIsEqualTo><ogc:PropertyName>class_code</ogc:PropertyName><ogc:Literal>building</ogc:Literal></ogc:PropertyIsEqualTo></ogc:Filter>")]
    public async Task Qgis_loads_counts_pages_filters_and_reprojects(string version, string filter)
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/qgis"), "python3-qgis is not installed");
        var layer = Result(await ClientProgram.Run(Python, Script("qgis_wfs.py"), world.Address, "geo:segments", version, "-102.5501,22.7499,-102.5,22.76", filter));
        Assert.True((bool)layer["valid"]!);
        Assert.Equal((All, 32, All, All, All, 127, 127), ((int)layer["count"]!, (int)layer["in_box"]!, (int)layer["all"]!, (int)layer["distinct"]!, (int)layer["paged"]!, (int)layer["filtered"]!, (int)layer["filtered_count"]!));
        Assert.StartsWith("MultiPolygon", ((string)layer["geometry"]!).Replace("MultiSurface", "MultiPolygon", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(("double", "int", "QString"), ((string)layer["fields"]!["area_m2"]!, (string)layer["fields"]!["level"]!, (string)layer["fields"]!["run"]!));
        Assert.Equal(await Left(4326), (double)layer["x"]!, 1e-6);
        Assert.Equal(await Left(6372), (double)layer["projected_x"]!, 1e-2);

        Task<double> Left(int srid) => world.Sql<double>($"select st_xmin(st_transform(geom, {srid})) from published.segments where id = '{(string)layer["first"]!}'");
    }

    [SkippableTheory]
    [InlineData("2.0.0", 6)]
    [InlineData("1.1.0", 3)]
    public async Task OwsLib_reads_capabilities_schema_and_features(string version, int operations)
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/owslib"), "python3-owslib is not installed");
        var service = Result(await ClientProgram.Run(Python, Script("owslib_client.py"), world.Address, version));
        Assert.Equal((10, operations), (service["types"]!.AsArray().Count, service["operations"]!.AsArray().Count));
        Assert.Equal([-180.0, 22.7, 180.0, 66.5], service["box"]!.AsArray().Select(n => (double)n!));
        Assert.Equal("double", (string?)service["fields"]!["area_m2"]);
        Assert.Equal((All, 7, 32, 127), ((int)service["all"]!, (int)service["some"]!, (int)service["boxed"]!, (int)service["filtered"]!));
    }

    [Fact]
    public async Task ArcGis_style_addresses_are_answered()
    {
        foreach (var line in (await File.ReadAllLinesAsync(Script("arcgis.txt"))).Where(l => !l.StartsWith('#')))
        {
            var (count, query) = (int.Parse(line[..line.IndexOf(' ', StringComparison.Ordinal)], CultureInfo.InvariantCulture), line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            using var answer = await world.Get(query);
            var text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{query}: {text}");
            var root = XElement.Parse(text);
            var features = root.Descendants().Count(e => e.Name.Namespace == WfsWorld.GeoNs && e.Attributes().Any(a => a.Name.LocalName == "id"));
            if (!query.Contains("GetFeature&", StringComparison.OrdinalIgnoreCase)) Assert.Contains("geo", text, StringComparison.Ordinal);
            else if (query.Contains("hits", StringComparison.Ordinal)) Assert.Equal("262", (string?)root.Attribute("numberMatched"));
            else Assert.Equal(count, features);
        }
    }
}
