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
    public async Task Qgis_loads_counts_and_asks_by_box()
    {
        Skip.IfNot(Directory.Exists("/usr/lib/python3/dist-packages/qgis"), "python3-qgis is not installed");
        var output = await ClientProgram.Run(Python[0], Python[1], world.Base + "/", "segments", "-102.5501,22.7499,-102.5,22.76");
        var layer = JsonNode.Parse(output.Split('\n').Last(l => l.StartsWith('{')))!;
        Assert.True((bool)layer["valid"]!);
        Assert.Equal(All, (int)layer["count"]!);
        Assert.Equal(32, (int)layer["in_box"]!);
        Assert.Equal(All, (int)layer["all"]!);
        var fields = layer["fields"]!.AsObject();
        Assert.Equal(("real", "integer", "string"), (((string)fields["area_m2"]!).ToLower(CultureInfo.InvariantCulture), ((string)fields["cluster"]!).ToLower(CultureInfo.InvariantCulture)[..7], ((string)fields["run"]!).ToLower(CultureInfo.InvariantCulture)));
        Assert.Equal("MultiPolygon", (string?)layer["geometry"]);
        Assert.Equal("Edificio «ñ»", (string?)layer["label"]);
    }
}
