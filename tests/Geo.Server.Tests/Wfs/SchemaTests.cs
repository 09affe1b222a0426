using System.Xml.Linq;
using Geo.Server.Tests.Features;
using Geo.Testing;
using Xunit;
using Xunit.Sdk;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>
/// Every kind of answer against our DescribeFeatureType and schemas of the standards, by xmllint. The schemas in the folder schemas were written from the
/// standards' text for the parts used here; GEO_OGC_SCHEMAS names a folder with a catalog.xml of OGC's own files (schemas.opengis.net, w3.org) to use those.
/// </summary>
[Collection("wfs world")]
public sealed class SchemaTests(WfsWorld world) : IDisposable
{
    static readonly string? Official = Environment.GetEnvironmentVariable("GEO_OGC_SCHEMAS");
    static readonly string Schemas = Official ?? Repository.PathOf("tests", "Geo.Server.Tests", "Wfs", "schemas");

    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-wfs-schema-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData("2.0.0")]
    [InlineData("1.1.0")]
    [Trait("assertion", "WFS 4.1.e")]
    [Trait("assertion", "WFS 4.2.j")]
    [Trait("assertion", "WFS 4.3.o")]
    public async Task Answers_are_valid(string version)
    {
        var is2 = version == "2.0.0";
        string[] queries =
        [
            "request=GetCapabilities",
            .. new[] { "segments", "segments_flat", "clusters", "areas", "area_profiles", "scenes", Places, Ways }.Select(t => $"request=GetFeature&typeName=geo:{t}"),
            "request=GetFeature&typeName=geo:segments&resultType=hits&count=1",
            "request=GetFeature&typeName=geo:segments&propertyName=area_m2&count=3&startIndex=3",
            "request=GetFeature&typeName=geo:segments&srsName=urn:ogc:def:crs:EPSG::6372",
            "request=GetFeature&typeName=(geo:areas)(geo:lugares)",
            "request=GetFeature&typeName=geo:nothing",
            .. is2 ?
            [
                "request=GetCapabilities&sections=ServiceProvider", "request=ListStoredQueries", "request=DescribeStoredQueries",
                "request=GetFeature&storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&id=areas.mun.32056",
                "request=GetPropertyValue&typeNames=geo:lugares&valueReference=geom", "request=GetPropertyValue&typeNames=geo:lugares&valueReference=notas",
                "request=GetPropertyValue&typeNames=geo:segments&valueReference=@gml:id&count=2",
            ] : Array.Empty<string>(),
        ];
        var files = new List<string>();
        foreach (var query in queries) files.Add(await Save($"{files.Count}.xml", await Text(version, query)));
        await Validate(version, files);
    }

    public static TheoryData<string, string, (string Right, string Wrong)[]> Wrongs => new()
    {
        { "2.0.0", "request=GetFeature&typeNames=geo:lugares", [
            (" numberReturned=\"4\"", ""), ("numberMatched=\"4\"", "numberMatched=\"4.5\""), ("timeStamp=\"", "timeStamp=\"x"), ("<geo:tasa>0.5<", "<geo:tasa>half<"), ("geo:activo>true<", "geo:activo>sí<"),
            ("<geo:activo>true</geo:activo><geo:fecha>2024-01-15</geo:fecha>", "<geo:fecha>2024-01-15</geo:fecha><geo:activo>true</geo:activo>"), ("lugares gml:id=\"lugares.1\"", "lugares gml:id=\"1\""),
            ("gml:id=\"lugares.2\"", "gml:id=\"lugares.1\""), ("geo:lugares", "geo:lugare"), ("<gml:pos>", "<gml:pos>1 2 "), ("<wfs:member>", "<wfs:member><wfs:member/>")] },
        { "2.0.0", "request=GetFeature&typeNames=geo:areas", [
            ("<gml:exterior>", "<gml:exterior><gml:LinearRing><gml:posList>0 0 1 1 0 0</gml:posList></gml:LinearRing></gml:exterior><gml:exterior>"), ("<gml:MultiSurface gml:id", "<gml:MultiSurface id"),
            ("surfaceMember>", "polygonMember>")] },
        { "2.0.0", "request=GetCapabilities", [
            ("version=\"2.0.0\"", ""), ("<ows:ServiceType>WFS</ows:ServiceType>", ""), ("name=\"fes:ResourceId\"", "name=\"nobody:ResourceId\""), ("<wfs:Name>geo:", "<wfs:Name>gea:"),
            ("<ows:LowerCorner>", "<ows:LowerCorner>0 "), ("\"PropertyIsNil\"", "\"PropertyIsNill\"")] },
        { "2.0.0", "request=GetFeature&typeNames=geo:nothing", [("exceptionCode=\"InvalidParameterValue\"", "")] },
        { "1.1.0", "request=GetFeature&typeName=geo:lugares", [("numberOfFeatures=\"4\"", "numberOfFeatures=\"many\""), ("<geo:tasa>0.5<", "<geo:tasa>half<"), ("gml:featureMembers>", "gml:members>")] },
    };

    [SkippableTheory]
    [MemberData(nameof(Wrongs))]
    [Trait("assertion", "WFS 4.5.e")]
    public async Task Wrong_documents_are_not(string version, string query, (string Right, string Wrong)[] changes)
    {
        Skip.If(Official is not null, "OGC's own schemas let some of these pass");
        var right = await Text(version, query);
        await Validate(version, [await Save("right.xml", right)]);
        var files = new List<string>();
        foreach (var (from, to) in changes)
        {
            Assert.Contains(from, right, StringComparison.Ordinal);
            files.Add(await Save($"{files.Count}.xml", right.Replace(from, to, StringComparison.Ordinal)));
        }
        var said = (await Assert.ThrowsAsync<TrueException>(() => Validate(version, files))).Message;
        Assert.All(files.Zip(changes), f => Assert.True(said.Contains($"{f.First} fails to validate", StringComparison.Ordinal), $"valid with {f.Second.Wrong} for {f.Second.Right}"));
    }

    async Task Validate(string version, IEnumerable<string> files)
    {
        var is2 = version == "2.0.0";
        await Save("types.xsd", await Text(version, "request=DescribeFeatureType"));
        var driver = Path.Combine(_folder.FullName, "all.xsd");
        new XElement(Xsd + "schema", new[]
        {
            is2 ? ("http://www.opengis.net/wfs/2.0", "http://schemas.opengis.net/wfs/2.0/wfs.xsd") : ("http://www.opengis.net/wfs", "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd"),
            is2 ? ("http://www.opengis.net/gml/3.2", "http://schemas.opengis.net/gml/3.2.1/gml.xsd") : ("http://www.opengis.net/gml", "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd"),
            (GeoNs.NamespaceName, "types.xsd"),
        }.Select(i => new XElement(Xsd + "import", new XAttribute("namespace", i.Item1), new XAttribute("schemaLocation", i.Item2)))).Save(driver);
        await ClientProgram.Run("env", ["XML_CATALOG_FILES=" + Path.Combine(Schemas, "catalog.xml"), "xmllint", "--nonet", "--noout", "--schema", driver, .. files]);
    }

    async Task<string> Text(string version, string query)
    {
        using var answer = await world.Get($"service=WFS&version={version}&{query}");
        return await answer.Content.ReadAsStringAsync();
    }

    async Task<string> Save(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }
}
