using System.Net;
using System.Text.Json.Nodes;
using Geo.Server.Tests.Filters;
using Xunit;

namespace Geo.Server.Tests.Exports;

/// <summary>Tables of areas and periods as SDMX-CSV 2.0.</summary>
[Collection("imported world")]
public sealed class SdmxTests(ImportedWorld world) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-sdmx-test-");

    public void Dispose() => _folder.Delete(recursive: true);

    async Task<string> Import(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(file, text);
        var layer = Assert.Single(await world.Import(file)).Published;
        for (var i = 0; i < 60 && (await world.Ask($"/collections/{layer.Id}")).Status != HttpStatusCode.OK; i++) await Task.Delay(100);
        return layer.Id;
    }

    async Task<(HttpStatusCode Status, string? Media, string Text)> Fetch(string path)
    {
        using var client = new HttpClient();
        using var answer = await client.GetAsync(new Uri(world.Base + path));
        return (answer.StatusCode, answer.Content.Headers.ContentType?.ToString(), await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Indicators_have_dimensions_a_value_and_attributes()
    {
        var id = await Import("indicadores prueba.csv",
            "cvegeo;periodo;Medición;value;low;high;name\n32056;2024-01;notas de robo;12.5;10;15;\"Zacatecas, Zac.\"\n32017;2024-01;notas de robo;;;;Guadalupe\n32056;2024-02;notas de robo;0.1;0;1;\"El \"\"Cerro\"\"\"\n");
        var (status, media, text) = await Fetch($"/collections/{id}/export.sdmx.csv");
        Assert.Equal((HttpStatusCode.OK, "application/vnd.sdmx.data+csv; version=2.0.0"), (status, media));
        Assert.Equal(
        [
            "STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,MEDICION,TIME_PERIOD,OBS_VALUE,LOW,HIGH,NAME",
            $"dataflow,GEO:{id.ToUpperInvariant()}(1.0.0),I,32056,notas de robo,2024-01,12.5,10,15,\"Zacatecas, Zac.\"",
            $"dataflow,GEO:{id.ToUpperInvariant()}(1.0.0),I,32017,notas de robo,2024-01,,,,Guadalupe",
            $"dataflow,GEO:{id.ToUpperInvariant()}(1.0.0),I,32056,notas de robo,2024-02,0.1,0,1,\"El \"\"Cerro\"\"\"",
            "",
        ], text.Split("\r\n"));
        var filtered = await Fetch($"/collections/{id}/export.sdmx.csv?cvegeo=32017");
        Assert.Equal(3, filtered.Text.Split("\r\n").Length);
        Assert.Contains((await world.Json($"/collections/{id}/dcat"))["dcat:distribution"]!.AsArray(), d => ((string)d!["@id"]!).EndsWith("#sdmx", StringComparison.Ordinal));
        Assert.Contains("export.sdmx.csv", (await Fetch($"/collections/{id}?f=html")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.BadRequest, (await Fetch($"/collections/{id}/export.sdmx.csv?properties=name")).Status);
    }

    [Fact]
    public async Task The_whole_time_and_geometries_are_left_out()
    {
        var id = await Import("preguntas prueba.csv", "question;period;code;lat;lon;share;lisa;suppressed\nrobo;all;32056;22.5;-102.5;0.5;HH;\nrobo;2026-01;32056;22.5;-102.5;0.25;;primary\n");
        var text = (await Fetch($"/collections/{id}/export.sdmx.csv?properties=question,period,code,share,lisa,suppressed")).Text;
        Assert.Equal(["STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,QUESTION,TIME_PERIOD,SHARE,LISA,SUPPRESSED", $"dataflow,GEO:{id.ToUpperInvariant()}(1.0.0),I,32056,robo,2026-01,0.25,,primary", ""], text.Split("\r\n"));
    }

    [Fact]
    public async Task Several_numbers_are_several_measures()
    {
        var id = await Import("censo prueba.csv", "area;fecha;2da cuenta;viviendas\n32056;2020-03-15;5;149607\n32017;2020-03-15;6;\n");
        var lines = (await Fetch($"/collections/{id}/export.sdmx.csv")).Text.Split("\r\n");
        Assert.Equal("STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,C_2DA_CUENTA,VIVIENDAS", lines[0]);
        Assert.EndsWith(",I,32017,2020-03-15,6,", lines[2], StringComparison.Ordinal);
        Assert.EndsWith(",I,32056,2020-03-15,5,149607", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_such_table_is_refused_with_what_there_is()
    {
        var id = await Import("pozos prueba.csv", "clave;lat;lon;value\na;22.5;-102.5;1\n");
        var (status, _, text) = await Fetch($"/collections/{id}/export.sdmx.csv");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("a period", (string)JsonNode.Parse(text)!["detail"]!, StringComparison.Ordinal);
        Assert.DoesNotContain("sdmx", (await Fetch($"/collections/{id}?f=html")).Text, StringComparison.Ordinal);
    }
}
