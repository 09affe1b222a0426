using System.Globalization;
using System.Text.Json.Nodes;
using Geo.Native.Gdal;
using Geo.Pipeline.Tests.Rasters;
using Geo.Testing;
using NetTopologySuite.IO;
using Xunit;
using Xunit.Abstractions;

namespace Geo.Pipeline.Tests.Fuzz;

/// <summary>Damaged files end in an answer or in one line of refusal: no crash, no hang, no unbounded memory. GEO_SOAK_FUZZ=n tries n of each kind.</summary>
public sealed class FuzzTests(PostgisFixture postgis, ITestOutputHelper output) : IClassFixture<PostgisFixture>, IDisposable
{
    readonly TestRasters rasters = new();

    static int? Asked => int.TryParse(Environment.GetEnvironmentVariable("GEO_SOAK_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var n) ? n : null;

    [Theory]
    [InlineData("COMPRESS=NONE"), InlineData("COMPRESS=DEFLATE"), InlineData("COMPRESS=LZW"), InlineData("BIGTIFF=YES")]
    public async Task Damaged_rasters(string option)
    {
        var random = new byte[3 * 96 * 96];
        new Random(1).NextBytes(random);
        var path = rasters.Write("fuzz.tif", 96, 96, 3, random, transform: TestRasters.NorthUp, options: ["TILED=YES", "BLOCKXSIZE=32", "BLOCKYSIZE=32", option]);
        await Check("raster", path, Asked ?? 15, option);
    }

    [Theory]
    [InlineData("GeoJSON", "areas.geojson"), InlineData("ESRI Shapefile", "areas.shp"), InlineData("GPKG", "areas.gpkg")]
    public async Task Damaged_areas_of_interest(string driver, string name) => await Check("aoi", WriteAreas(driver, name), Asked ?? 25);

    [Theory]
    [InlineData("GeoJSON", "areas.geojson"), InlineData("ESRI Shapefile", "areas.shp"), InlineData("ESRI Shapefile", "areas.dbf"), InlineData("CSV", "areas.csv"),
     InlineData("GPKG", "areas.gpkg")]
    public async Task Damaged_areas(string driver, string name) => await Check("areas", WriteAreas(driver, name), Asked ?? 20);

    [Fact]
    public Task Damaged_model_descriptions() => Check("model", Path.Combine(CopyModel(), "model.json"), Asked ?? 20);

    [Theory]
    [InlineData("encoder.onnx"), InlineData("decoder.onnx"), InlineData("class_head.onnx")]
    public Task Damaged_networks(string name) => Check("onnx", Path.Combine(CopyModel(), name), Asked ?? 12);

    async Task Check(string kind, string path, int count, string note = "")
    {
        await using var database = kind == "areas" ? await postgis.CreateDatabaseAsync() : null;
        var done = await new FuzzedChild(kind, path, database?.ConnectionString).TryAsync(count);
        output.WriteLine($"| {kind} | {Path.GetFileName(path)} {note} | {count} | {done.Taken} | {done.Refused} | {done.Faults.Count} | {done.PeakMegabytes} |");
        Assert.True(done.Faults.Count == 0, string.Join('\n', done.Faults));
        Assert.Equal(count, done.Taken + done.Refused);
        Assert.InRange(done.Refused, 1, count);
    }

    string WriteAreas(string driver, string name)
    {
        var path = rasters.PathOf(name);
        using (var file = Dataset.CreateVector(driver, Path.ChangeExtension(path, Path.GetExtension(name) == ".dbf" ? ".shp" : Path.GetExtension(name))))
        {
            using var srs = SpatialReference.FromEpsg(4326);
            var layer = file.CreateLayer("areas", srs, driver == "CSV" ? Geo.Native.Gdal.GeometryType.None : Geo.Native.Gdal.GeometryType.Polygon,
                [new("cvegeo", FieldType.String), new("nombre", FieldType.String), new("pobtot", FieldType.Integer), new("indice", FieldType.Real)]);
            layer.Append(Enumerable.Range(1, 9).Select(i => new VectorFeature(-1, [$"0{i}", $"Área {i}", 1000L * i, 0.5 * i],
                driver == "CSV" ? null : new WKBWriter().Write(new WKTReader().Read(FormattableString.Invariant(
                    $"POLYGON ((-10{i} 21, -10{i}.5 21, -10{i}.5 22, -10{i} 22, -10{i} 21), (-10{i}.1 21.1, -10{i}.1 21.5, -10{i}.4 21.5, -10{i}.1 21.1))"))))));
            file.Close();
        }
        return path;
    }

    /// <summary>Without hashes: what a model of one's own may look like.</summary>
    string CopyModel()
    {
        foreach (var name in new[] { "encoder.onnx", "decoder.onnx", "class_head.onnx" }) File.Copy(Repository.PathOf("models", "tile-sam", name), rasters.PathOf(name));
        var json = JsonNode.Parse(File.ReadAllText(Repository.PathOf("models", "tile-sam", "model.json")))!.AsObject();
        foreach (var told in new[] { "figures", "training", "config" }) json.Remove(told);
        foreach (var role in new[] { "encoder", "decoder" }) json[role] = new JsonObject { ["file"] = $"{role}.onnx" };
        json["class_head"]!.AsObject().Remove("sha256");
        File.WriteAllText(rasters.PathOf("model.json"), json.ToJsonString(new() { WriteIndented = true }));
        return Path.GetDirectoryName(rasters.PathOf("model.json"))!;
    }

    public void Dispose() => rasters.Dispose();
}
