using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Testing;
using Xunit;

namespace Geo.Server.Tests.Features;

/// <summary>The programs people use, against the real server.</summary>
[Collection("published world")]
public sealed class ClientsTests(PublishedWorld world)
{
    const int All = PublishedWorld.Segments + PublishedWorld.FarSegments;
    static readonly string[] Python = ["/usr/bin/python3", Repository.PathOf("tests", "Geo.Server.Tests", "Features", "qgis_client.py")];

    [SkippableFact]
    public async Task Gdal_lists_fields_and_counts()
    {
        var info = await ClientProgram.Run("ogrinfo", "-ro", "-so", "OAPIF:" + world.Base, "segments");
        Assert.Contains($"Feature Count: {All}", info, StringComparison.Ordinal);
        foreach (var field in new[] { "area_m2: Real", "cluster: Integer", "band_mean: RealList", "label_es: String", "run: String" })
            Assert.Contains(field, info, StringComparison.Ordinal);
        Assert.Contains("Extent: (-180.000000, 22.700000) - (180.000000, 66.500000)", info, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Gdal_copies_every_feature_and_asks_by_box()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".gpkg");
        try
        {
            await ClientProgram.Run("ogr2ogr", "-oo", "PAGE_SIZE=50", file, "OAPIF:" + world.Base, "segments");
            var copied = await ClientProgram.Run("ogrinfo", "-ro", file, "-sql", "select count(*) as n, count(distinct id) as m from segments");
            Assert.Contains($"n (Integer) = {All}", copied, StringComparison.Ordinal);
            Assert.Contains($"m (Integer) = {All}", copied, StringComparison.Ordinal);
            var boxed = await ClientProgram.Run("ogrinfo", "-ro", "-al", "-so", "-spat", "-102.5501", "22.7499", "-102.5", "22.76", "OAPIF:" + world.Base, "segments");
            Assert.Contains("Feature Count: 32", boxed, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableFact]
    public async Task Gdal_filters_on_the_server_by_box_and_by_attribute()
    {
        using var log = new RequestLog(world.Base);
        var found = await ClientProgram.Run("ogrinfo", "-ro", "-al", "-so", "-where", "class_code = 'building' AND cluster = 0", "-spat", "-102.5501", "22.7499", "-102.5", "22.76", "OAPIF:" + world.Base, "segments");
        Assert.Contains("Feature Count: 17", found, StringComparison.Ordinal);
        Assert.Contains(log.Requests, r => r.StartsWith("/collections/segments/items?", StringComparison.Ordinal) && r.Contains("bbox=-102.55", StringComparison.Ordinal)
            && (r.Contains("class_code=building", StringComparison.Ordinal) || r.Contains("class_code", StringComparison.Ordinal) && r.Contains("filter=", StringComparison.Ordinal)));
    }

    /// <summary>Every id, value and vertex of a copy, against the database.</summary>
    [SkippableFact]
    public async Task Gdals_full_copy_equals_the_database()
    {
        var file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName() + ".csv");
        try
        {
            await ClientProgram.Run("ogr2ogr", "-oo", "PAGE_SIZE=70", "-lco", "GEOMETRY=AS_WKT", "-select", "id,run,cluster,area_m2", file, "OAPIF:" + world.Base, "segments");
            var copied = File.ReadLines(file).Skip(1).ToHashSet(StringComparer.Ordinal);
            Assert.Equal(All, copied.Count);
            var expected = new List<string>();
            await using var command = world.Database.DataSource.CreateCommand("""
                select id || ',' || run || ',' || coalesce('"' || cluster || '"', '') || ',' || area_m2::text, round(st_xmin(geom)::numeric, 7)::text, round(st_ymax(geom)::numeric, 7)::text from published.segments
                """);
            await using var row = await command.ExecuteReaderAsync();
            while (await row.ReadAsync())
            {
                var line = Assert.Single(copied, l => l.Contains(row.GetString(0).Split(',')[0], StringComparison.Ordinal));
                Assert.EndsWith(row.GetString(0), line, StringComparison.Ordinal);
                foreach (var corner in new[] { row.GetString(1), row.GetString(2) }) Assert.Contains(corner.TrimEnd('0').TrimEnd('.'), line, StringComparison.Ordinal);
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    [SkippableFact]
    public async Task Qgis_loads_counts_identifies_filters_and_takes_other_reference_systems()
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/qgis"), "python3-qgis is not installed");
        using var log = new RequestLog(world.Base);
        var output = await ClientProgram.Run(Python[0], Python[1], world.Base + "/", "segments", "-102.5501,22.7499,-102.5,22.76", "\"class_code\" = 'building'", "-102.5445,22.7505", "6372", "32614");
        var layer = JsonNode.Parse(output.Split('\n').Last(l => l.StartsWith('{')))!;
        Assert.True((bool)layer["valid"]!);
        Assert.Equal(All, (int)layer["count"]!);
        Assert.Equal(32, (int)layer["in_box"]!);
        Assert.Equal(All, (int)layer["all"]!);
        var fields = layer["fields"]!.AsObject();
        Assert.Equal(("real", "integer", "string"), (((string)fields["area_m2"]!).ToLower(CultureInfo.InvariantCulture), ((string)fields["cluster"]!).ToLower(CultureInfo.InvariantCulture)[..7], ((string)fields["run"]!).ToLower(CultureInfo.InvariantCulture)));
        Assert.Equal("MultiPolygon", (string?)layer["geometry"]);
        Assert.Equal("Edificio «ñ»", (string?)layer["label"]);
        Assert.Equal(101.5, (double)Assert.Single(layer["identified"]!.AsArray())!); // segment 1
        Assert.Equal(127, (int)layer["filtered"]!);
        Assert.Contains("scene1", layer["dated"]!.AsArray().Select(id => (string?)id));
        Assert.Contains(log.Requests, r => r.StartsWith("/collections/scenes/items?", StringComparison.Ordinal) && r.Contains("datetime=2024-03-01T00:00:00Z/", StringComparison.Ordinal));
        Assert.Contains(log.Requests, r => r.StartsWith("/collections/segments/items?", StringComparison.Ordinal) && r.Contains("bbox=-102.55", StringComparison.Ordinal));
        Assert.Contains(log.Requests, r => r.StartsWith("/collections/segments/items?limit=1000", StringComparison.Ordinal)); // its pages
        foreach (var code in new[] { "6372", "32614" })
        {
            var crs = layer["crs"]![code]!;
            Assert.Equal(code == "6372", (bool)crs["north_first"]!); // as we answer
            if ((string?)crs["authid"] != "EPSG:" + code) continue; // QGIS 3.22 asks for longitude and latitude only
            Assert.Equal(32, (int)crs["shared"]!);
            Assert.InRange((double)crs["farthest"]!, 0, 0.05); // metres: seven decimals of a degree are a centimetre
            Assert.Contains(log.Requests, r => r.Contains("crs=http://www.opengis.net/def/crs/EPSG/0/" + code, StringComparison.Ordinal) && r.Contains("bbox-crs=", StringComparison.Ordinal));
        }
    }

    [SkippableFact]
    public async Task Owslib_reads_collections_queryables_and_filtered_items()
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/owslib"), "python3-owslib is not installed");
        using var log = new RequestLog(world.Base);
        var answer = JsonNode.Parse(await ClientProgram.Run(Python[0], Repository.PathOf("tests", "Geo.Server.Tests", "Features", "owslib_client.py"), world.Base + "/"))!;
        Assert.Equal(8, answer["collections"]!.AsArray().Count);
        Assert.True((int)answer["conformance"]! >= 8);
        Assert.True((int)answer["paths"]! > 20);
        Assert.Contains("area_m2", answer["queryables"]!.AsArray().Select(q => (string)q!));
        Assert.Equal((7, "building", 142.5), ((int)answer["returned"]!, (string)Assert.Single(answer["classes"]!.AsArray())!, (double)answer["item"]!));
        Assert.Contains(log.Requests, r => r.Contains("limit=7", StringComparison.Ordinal) && r.Contains("bbox=", StringComparison.Ordinal) && r.Contains("filter=", StringComparison.Ordinal));
    }
}
