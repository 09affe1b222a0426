using System.Text.Json.Nodes;
using System.Xml.Linq;
using Geo.Server.Http;
using Geo.Server.Tests.Features;
using Microsoft.AspNetCore.Builder;
using Xunit;

namespace Geo.Server.Tests.Dcat;

/// <summary>Who publishes is told in the same words everywhere.</summary>
[Collection("published world")]
public sealed class PublisherTests(PublishedWorld world) : IAsyncLifetime
{
    const string Name = "Instituto de Geografía <Zacatecas>", Contact = "Dirección de Cartografía", Email = "mapas@example.mx", Site = "https://geografia.example.mx/datos";

    WebApplication _service = null!;

    public async Task InitializeAsync()
    {
        _service = WebService.Build(new ServeOptions(0) { Publisher = new(Name, new(Site), Contact, Email) }, world.Database.DataSource);
        await _service.StartAsync();
    }

    public async Task DisposeAsync() => await _service.DisposeAsync();

    Task<JsonObject> Json(string path) => world.Json(_service.Urls.Single() + path);

    async Task<string> Text(string path)
    {
        using var answer = await world.Send(_service.Urls.Single() + path);
        return await answer.Content.ReadAsStringAsync();
    }

    [Theory]
    [InlineData("2.0.0", "http://www.opengis.net/ows/1.1")]
    [InlineData("1.1.0", "http://www.opengis.net/ows")]
    public async Task In_WFS_capabilities(string version, string ows)
    {
        XNamespace o = ows;
        var provider = XElement.Parse(await Text($"/wfs?service=WFS&version={version}&request=GetCapabilities")).Element(o + "ServiceProvider")!;
        Assert.Equal(["ProviderName", "ProviderSite", "ServiceContact"], provider.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(["IndividualName", "ContactInfo"], provider.Element(o + "ServiceContact")!.Elements().Select(e => e.Name.LocalName));
        Assert.Equal(["Address", "OnlineResource"], provider.Descendants(o + "ContactInfo").Elements().Select(e => e.Name.LocalName));
        Assert.Equal((Name, Contact, Email), ((string?)provider.Element(o + "ProviderName"), (string?)provider.Descendants(o + "IndividualName").Single(), (string?)provider.Descendants(o + "ElectronicMailAddress").Single()));
        Assert.Equal(Site, (string?)provider.Element(o + "ProviderSite")!.Attribute(XName.Get("href", "http://www.w3.org/1999/xlink")));
    }

    [Fact]
    public async Task In_OpenAPI_the_landing_page_STAC_and_DCAT()
    {
        var contact = (await Json("/api"))["info"]!["contact"]!;
        Assert.Equal((Contact, Site, Email), ((string?)contact["name"], (string?)contact["url"], (string?)contact["email"]));
        Assert.Equal(Name, (string?)(await Json("/"))["attribution"]);
        var page = await Text("/?f=html&lang=es");
        Assert.Contains("Instituto de Geografía &lt;Zacatecas&gt;</a>", page, StringComparison.Ordinal);
        Assert.Contains($"mailto:{Email}", page, StringComparison.Ordinal);
        Assert.Equal(Name, (string?)(await Json("/stac/collections/scenes"))["providers"]![0]!["name"]);
        var record = await Json("/collections/segments/dcat");
        Assert.Equal((Name, Site), ((string?)record["dct:publisher"]!["foaf:name"], (string?)record["dct:publisher"]!["foaf:homepage"]!["@id"]));
        Assert.Equal((Contact, "mailto:" + Email), ((string?)record["dcat:contactPoint"]!["vcard:fn"], (string?)record["dcat:contactPoint"]!["vcard:hasEmail"]!["@id"]));
    }

    [Fact]
    public async Task Nothing_is_told_that_is_not_set()
    {
        Assert.Null((await world.Json("/api"))["info"]!["contact"]);
        Assert.Null((await world.Json("/"))["attribution"]);
        Assert.Null((await world.Json("/collections/segments/dcat"))["dcat:contactPoint"]);
        Assert.Equal("127.0.0.1", (string?)(await world.Json("/dcat"))["dct:publisher"]!["foaf:name"]);
    }

    [SkippableFact]
    public async Task Records_are_valid_and_wrong_ones_are_not()
    {
        var schemas = Geo.Testing.Repository.PathOf("tests", "Geo.Server.Tests", "Dcat", "schemas", "dcat.json");
        await JsonSchemas.Check(schemas, "catalog", await Json("/dcat"), c => c.Remove("dct:publisher"), c => c["dcat:dataset"]![0]!.AsObject().Remove("dct:title"), c => c["@context"]!.AsObject().Remove("vcard"));
        await JsonSchemas.Check(schemas, "record", await Json("/collections/scenes/dcat"),
            r => r["dct:publisher"]!.AsObject().Remove("foaf:name"), r => r["dcat:distribution"]![0]!.AsObject().Remove("dcat:accessURL"), r => r["dcat:contactPoint"]!["vcard:hasEmail"]!["@id"] = Email,
            r => r["dct:temporal"]!["dcat:startDate"]!["@value"] = "2024", r => r["dct:title"]!.AsArray().RemoveAt(0));
    }
}
