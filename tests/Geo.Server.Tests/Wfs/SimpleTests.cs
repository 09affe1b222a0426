using System.Net;
using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>Simple WFS (4.2): versions, schemas, stored queries.</summary>
[Collection("wfs world")]
public sealed class SimpleTests(WfsWorld world)
{
    const string ById = "urn:ogc:def:query:OGC-WFS::GetFeatureById";

    [Fact]
    [Trait("assertion", "WFS 4.2.a")]
    public async Task A_request_without_service_is_refused() =>
        await Refused(world.Get("request=GetCapabilities"), "MissingParameterValue", "service");

    [Theory]
    [InlineData("", "2.0.0")]
    [InlineData("&acceptversions=1.1.0", "1.1.0")]
    [InlineData("&AcceptVersions=9.9.9,2.0.0,1.1.0", "2.0.0")]
    [InlineData("&ACCEPTVERSIONS=2.0.0,1.1.0,1.0.0", "2.0.0")]
    [InlineData("&version=1.1.0", "1.1.0")]
    [InlineData("&version=1.0.0", "1.1.0")]
    [InlineData("&version=2.0.2", "2.0.0")]
    [Trait("assertion", "WFS 4.2.b")]
    public async Task Versions_are_negotiated(string query, string version)
    {
        var (status, root) = await Read(world.Get("service=WFS&request=GetCapabilities" + query));
        Assert.Equal((HttpStatusCode.OK, version), (status, (string?)root.Attribute("version")));
    }

    [Fact]
    [Trait("assertion", "WFS 4.2.c")]
    public async Task Versions_are_negotiated_in_xml()
    {
        var root = await world.AskXml($"""<GetCapabilities xmlns="{WfsNs}" xmlns:ows="{Ows}" service="WFS"><ows:AcceptVersions><ows:Version>2.0.0</ows:Version><ows:Version>1.1.0</ows:Version></ows:AcceptVersions></GetCapabilities>""");
        Assert.Equal("2.0.0", (string?)root.Attribute("version"));
        await Refused(world.Get("service=WFS&request=GetCapabilities&acceptversions=3.0.0"), "VersionNegotiationFailed", "AcceptVersions");
    }

    [Fact]
    [Trait("assertion", "WFS 4.2.d")]
    public async Task One_schema_describes_all_types()
    {
        var schema = await world.Ask("request=DescribeFeatureType");
        Assert.Equal((Xsd + "schema", GeoNs.NamespaceName), (schema.Name, (string?)schema.Attribute("targetNamespace")));
        Assert.Equal(10, schema.Elements(Xsd + "element").Count());
        Assert.All(schema.Elements(Xsd + "element"), e => Assert.Equal("gml:AbstractFeature", (string?)e.Attribute("substitutionGroup")));
        Assert.Equal(Gml.NamespaceName, (string?)schema.Elements(Xsd + "import").Single().Attribute("namespace"));
    }

    [Fact]
    public async Task Properties_have_the_types_of_their_columns()
    {
        var schema = await world.AskXml($"""<DescribeFeatureType xmlns="{WfsNs}" xmlns:geo="{GeoNs}" service="WFS" version="2.0.0"><TypeName>geo:lugares</TypeName></DescribeFeatureType>""");
        var types = schema.Descendants(Xsd + "sequence").Elements().ToDictionary(e => (string)e.Attribute("name")!, e => (string)e.Attribute("type")!);
        Assert.Equal("gml:PointPropertyType", types["geom"]);
        Assert.Equal(["xsd:string", "xsd:string", "xsd:long", "xsd:double", "xsd:boolean", "xsd:date", "xsd:dateTime", "xsd:string", "xsd:double"],
            new[] { "id", "nombre", "Población_x0020__x0028_hab._x0029_", "tasa", "activo", "fecha", "momento", "marcas", "notas" }.Select(n => types[n]));
        Assert.Equal(["notas", "marcas"], schema.Descendants(Xsd + "element").Where(e => (string?)e.Attribute("maxOccurs") == "unbounded").Select(e => (string)e.Attribute("name")!).OrderByDescending(n => n));
        Assert.DoesNotContain(schema.Descendants(), e => e.Attribute("nillable") is not null);
    }

    [Theory]
    [InlineData("geo:nothing")]
    [InlineData("other:segments")]
    [InlineData("geo:segments,geo:nothing")]
    [Trait("assertion", "WFS 4.2.e")]
    public async Task An_unknown_type_is_refused(string type) =>
        await Refused(world.Get("service=WFS&version=2.0.0&request=DescribeFeatureType&typeNames=" + type), "InvalidParameterValue", "typeName");

    [Fact]
    [Trait("assertion", "WFS 4.2.f")]
    public async Task Stored_queries_are_listed_and_described()
    {
        var list = await world.Ask("request=ListStoredQueries");
        Assert.Equal(ById, (string?)list.Elements(WfsNs + "StoredQuery").Single().Attribute("id"));
        foreach (var ask in new[] { world.Ask("request=DescribeStoredQueries"), world.Ask("request=DescribeStoredQueries&storedquery_id=" + ById),
            world.AskXml($"""<DescribeStoredQueries xmlns="{WfsNs}" service="WFS" version="2.0.0"><StoredQueryId>{ById}</StoredQueryId></DescribeStoredQueries>""") })
        {
            var description = (await ask).Elements(WfsNs + "StoredQueryDescription").Single();
            Assert.Equal((ById, "ID"), ((string?)description.Attribute("id"), (string?)description.Element(WfsNs + "Parameter")!.Attribute("name")));
        }
        await Refused(world.Get("service=WFS&version=2.0.0&request=DescribeStoredQueries&storedquery_id=other"), "InvalidParameterValue", "storedquery_id");
    }

    [Theory]
    [InlineData(ById)]
    [InlineData("http://www.opengis.net/def/query/OGC-WFS/0/GetFeatureById")]
    [Trait("assertion", "WFS 4.2.g")]
    public async Task A_feature_by_its_id_is_the_document(string query)
    {
        var feature = await world.Ask($"request=GetFeature&storedquery_id={query}&id=areas.mun.32056");
        Assert.Equal((GeoNs + "areas", "areas.mun.32056"), (feature.Name, (string?)feature.Attribute(Gml + "id")));
        var posted = await world.AskXml($"""<GetFeature xmlns="{WfsNs}" service="WFS" version="2.0.0"><StoredQuery id="{query}"><Parameter name="id">areas.mun.32056</Parameter></StoredQuery></GetFeature>""");
        Assert.Equal(feature.Element(GeoNs + "name")!.Value, posted.Element(GeoNs + "name")!.Value);
    }

    [Theory]
    [InlineData("areas.mun.00000")]
    [InlineData("nothing.1")]
    [InlineData("nothing")]
    [Trait("assertion", "WFS 4.2.h")]
    public async Task An_unknown_id_is_404(string id) =>
        await Refused(world.Get($"service=WFS&version=2.0.0&request=GetFeature&storedquery_id={ById}&id={id}"), "NotFound", "ID", HttpStatusCode.NotFound);

    [Fact]
    [Trait("assertion", "WFS 4.2.i")]
    public async Task An_unknown_stored_query_is_refused()
    {
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&storedquery_id=urn:other&id=1"), "InvalidParameterValue", "storedquery_id");
        await Refused(world.Get($"service=WFS&version=2.0.0&request=GetFeature&storedquery_id={ById}"), "MissingParameterValue", "ID");
    }

    [Theory]
    [InlineData("service=WFS&version=2.0.0", "MissingParameterValue", "request")]
    [InlineData("service=WMS&version=2.0.0&request=GetFeature", "InvalidParameterValue", "service")]
    [InlineData("service=WFS&request=GetFeature&typeNames=geo:areas", "MissingParameterValue", "version")]
    [InlineData("service=WFS&version=3.0.0&request=GetFeature&typeNames=geo:areas", "InvalidParameterValue", "version")]
    [InlineData("service=WFS&version=2.0.0&request=Transaction", "OperationNotSupported", "Transaction")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature", "MissingParameterValue", "typeName")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&outputFormat=dwg", "InvalidParameterValue", "outputFormat")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&count=-1", "InvalidParameterValue", "count")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&count=many", "InvalidParameterValue", "count")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&startIndex=99999999999999999999", "InvalidParameterValue", "startIndex")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&resultType=some", "InvalidParameterValue", "resultType")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&typeNames=geo:segments", "InvalidParameterValue", "typeNames")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas,geo:segments", "OptionNotSupported", "typeNames")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&resolve=remote", "InvalidParameterValue", "resolve")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&sortBy=nothing", "InvalidParameterValue", "sortBy")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&propertyName=nothing", "InvalidParameterValue", "propertyName")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&bbox=1,2,3", "InvalidParameterValue", "bbox")]
    [InlineData("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&bbox=0,0,1,1&resourceId=areas.1", "InvalidParameterValue", "resourceId")]
    [Trait("assertion", "WFS 4.2.k")]
    public async Task Wrong_requests_name_what_is_wrong(string query, string code, string locator) => await Refused(world.Get(query), code, locator);

    [Fact]
    public async Task Failures_that_are_not_the_requests_are_reports_too()
    {
        await using var nowhere = Npgsql.NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody;Timeout=1");
        await using var service = Server.Http.WebService.Build(new Server.Http.ServeOptions(0), nowhere);
        await service.StartAsync();
        var exception = await Refused(world.Get(service.Urls.Single() + "/wfs?service=WFS&request=GetCapabilities"), "NoApplicableCode", "", HttpStatusCode.ServiceUnavailable);
        Assert.Null(exception.Attribute("locator"));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_refused()
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, world.Address) { Content = new StringContent("<a>" + new string(' ', 3 << 20)), Headers = { ExpectContinue = true } };
        using var answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Fact]
    public async Task Options_and_head()
    {
        using var client = new HttpClient();
        using var options = await client.SendAsync(new(HttpMethod.Options, world.Address));
        Assert.Equal(["GET", "HEAD", "POST", "OPTIONS"], options.Content.Headers.Allow);
        using var head = await client.SendAsync(new(HttpMethod.Head, world.Address + "?service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas"));
        Assert.Equal((HttpStatusCode.OK, "application/gml+xml"), (head.StatusCode, head.Content.Headers.ContentType?.MediaType));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }
}
