using System.Globalization;
using System.Net;
using System.Text;
using System.Xml.Linq;
using Geo.Data.Layers;
using Geo.Pipeline.Layers;
using Geo.Server.Collections;
using Geo.Server.Tests.Features;
using Xunit;

namespace Geo.Server.Tests.Wfs;

/// <summary>The published world with two imported layers: points with a property of every type and hard names, and lines.</summary>
public sealed class WfsWorld : IAsyncLifetime
{
    public const string Places = "lugares", Ways = "trazos";
    public static readonly XNamespace WfsNs = "http://www.opengis.net/wfs/2.0", Fes = "http://www.opengis.net/fes/2.0", Ows = "http://www.opengis.net/ows/1.1",
        Gml = "http://www.opengis.net/gml/3.2", GeoNs = "urn:x-geo:features", Xsd = "http://www.w3.org/2001/XMLSchema";

    readonly PublishedWorld _world = new();
    readonly HttpClient _client = new();

    public string Base => _world.Base;
    public string Address => _world.Base + "/wfs";
    internal Geo.Data.GeoDatabase Database => _world.Database;

    public async Task InitializeAsync()
    {
        await _world.InitializeAsync();
        await Import("lugares.geojson", PlacesJson);
        await Import("trazos.geojson", WaysJson);
    }

    async Task Import(string name, string text)
    {
        var folder = Directory.CreateTempSubdirectory("geo-wfs-test-");
        try
        {
            var path = Path.Combine(folder.FullName, name);
            await File.WriteAllTextAsync(path, text);
            await new LayerImporter(new LayerStore(_world.Database.DataSource)).ImportAsync(path, null, CollectionDefinitions.Reserved, CancellationToken.None);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public async Task DisposeAsync()
    {
        _client.Dispose();
        await _world.DisposeAsync();
    }

    public Task<HttpResponseMessage> Get(string query) => _client.GetAsync(query.StartsWith("http", StringComparison.Ordinal) ? query : $"{Address}?{query}");

    public Task<HttpResponseMessage> Post(string xml) => _client.PostAsync(Address, new StringContent(xml, Encoding.UTF8, "application/xml"));

    public static async Task<(HttpStatusCode Status, XElement Root)> Read(Task<HttpResponseMessage> asked)
    {
        using var answer = await asked;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(text.StartsWith('<'), $"{(int)answer.StatusCode} {text}");
        return (answer.StatusCode, XElement.Parse(text));
    }

    /// <summary>A 2.0.0 answer that must be 200.</summary>
    public Task<XElement> Ask(string query) => Ok(Get("service=WFS&version=2.0.0&" + query), query);

    public Task<XElement> AskXml(string xml) => Ok(Post(xml), xml);

    static async Task<XElement> Ok(Task<HttpResponseMessage> asked, string what)
    {
        var (status, root) = await Read(asked);
        Assert.True(status == HttpStatusCode.OK, $"{what}: {(int)status} {root}");
        return root;
    }

    public Task<XElement> Features(string type, string more = "") => Ask($"request=GetFeature&typeNames=geo:{type}{more}");

    public async Task<List<string>> Ids(string type, string more = "") => IdsOf(await Features(type, more));

    public static List<string> IdsOf(XElement collection) => [.. collection.Elements(WfsNs + "member").Elements().Select(f => (string)f.Attribute(Gml + "id")!)];

    /// <summary>What hits says to a filter, KVP and XML, which must agree with the features that come.</summary>
    public async Task<int> Count(string type, string filter)
    {
        var xml = $"<fes:Filter xmlns:fes=\"{Fes}\" xmlns:gml=\"{Gml}\" xmlns:geo=\"{GeoNs}\">{filter}</fes:Filter>";
        var hits = await Ask($"request=GetFeature&typeNames=geo:{type}&resultType=hits&filter={Uri.EscapeDataString(xml)}");
        var matched = (int)hits.Attribute("numberMatched")!;
        var all = await AskXml(Query(type, xml));
        Assert.Equal(matched, (int)all.Attribute("numberMatched")!);
        Assert.Equal(matched, (int)all.Attribute("numberReturned")!);
        Assert.Equal(matched, all.Elements(WfsNs + "member").Count());
        return matched;
    }

    public static string Query(string type, string inner = "", string attributes = "", string operation = "GetFeature") =>
        $"""<wfs:{operation} service="WFS" version="2.0.0" xmlns:wfs="{WfsNs}" xmlns:fes="{Fes}" xmlns:gml="{Gml}" xmlns:geo="{GeoNs}" {attributes}><wfs:Query typeNames="geo:{type}">{inner}</wfs:Query></wfs:{operation}>""";

    /// <summary>The request must be refused with this code, and the locator must hold this text.</summary>
    public static async Task<XElement> Refused(Task<HttpResponseMessage> asked, string code, string locator, HttpStatusCode expected = HttpStatusCode.BadRequest)
    {
        var (status, report) = await Read(asked);
        Assert.True(status == expected, $"{(int)status} {report}");
        Assert.Equal("2.0.0", (string?)report.Attribute("version"));
        var exception = report.Elements(Ows + "Exception").Single();
        Assert.Equal((Ows + "ExceptionReport", code), (report.Name, (string?)exception.Attribute("exceptionCode")));
        Assert.Contains(locator, (string?)exception.Attribute("locator") ?? "", StringComparison.OrdinalIgnoreCase);
        Assert.NotEmpty((string?)exception.Element(Ows + "ExceptionText") ?? "");
        return exception;
    }

    public async Task<T> Sql<T>(string sql)
    {
        await using var command = _world.Database.DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public static double[] Numbers(XElement e) => [.. e.Value.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))];

    const string PlacesJson = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"clave":"a1","nombre":"Peñón <&> \"x\"","Población (hab.)":12,"tasa":0.5,"activo":true,"fecha":"2024-01-15","momento":"2024-01-15T10:00:00Z","marcas":["rojo","azul"],"notas":[1.5,2.5]},"geometry":{"type":"Point","coordinates":[-102.5,22.5]}},
        {"type":"Feature","properties":{"clave":"a2","nombre":"Zacatecas","Población (hab.)":149607,"tasa":-20,"activo":false,"fecha":"2024-02-15","momento":"2024-02-15T10:00:00Z","marcas":["rojo"],"notas":[2.5,2.5]},"geometry":{"type":"Point","coordinates":[-102.57,22.77]}},
        {"type":"Feature","properties":{"clave":"b 3/ñ","nombre":"zacatecas 100%","Población (hab.)":5000000000,"tasa":2.25,"activo":true,"fecha":"2024-03-15","momento":"2024-03-15T10:00:00.25Z","marcas":["verde"],"notas":[9]},"geometry":{"type":"Point","coordinates":[-102.51,22.5]}},
        {"type":"Feature","properties":{"clave":"c4","nombre":null,"Población (hab.)":null,"tasa":null,"activo":null,"fecha":null,"momento":null,"marcas":null,"notas":null},"geometry":{"type":"Point","coordinates":[10,50]}}
        ]}
        """;

    const string WaysJson = """
        {"type":"FeatureCollection","features":[
        {"type":"Feature","properties":{"clave":"w1"},"geometry":{"type":"LineString","coordinates":[[-102,22],[-101,22],[-101,23]]}},
        {"type":"Feature","properties":{"clave":"w2"},"geometry":{"type":"MultiLineString","coordinates":[[[-100,20],[-99,20]],[[-98,20],[-97,21]]]}}
        ]}
        """;
}

[CollectionDefinition("wfs world")]
public sealed class WfsWorldTests : ICollectionFixture<WfsWorld>;
