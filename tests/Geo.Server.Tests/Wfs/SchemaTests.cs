using System.Xml.Linq;
using Geo.Server.Tests.Features;
using Geo.Testing;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>
/// Every kind of answer against the standards' own schemas and our DescribeFeatureType, by xmllint. The schemas (schemas.opengis.net and w3.org, with a
/// catalog.xml) lie in ../shared/data/ogc-schemas; without them these tests skip.
/// </summary>
[Collection("wfs world")]
public sealed class SchemaTests(WfsWorld world) : IDisposable
{
    readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("geo-wfs-schema-");

    public void Dispose() => _folder.Delete(recursive: true);

    [SkippableTheory]
    [InlineData("2.0.0")]
    [InlineData("1.1.0")]
    public async Task Answers_are_valid(string version)
    {
        var schemas = SharedData.PathOf("data", "ogc-schemas");
        var is2 = version == "2.0.0";
        await Save("types.xsd", $"service=WFS&version={version}&request=DescribeFeatureType");
        var (wfs, gml) = is2 ? ("http://www.opengis.net/wfs/2.0", "http://www.opengis.net/gml/3.2") : ("http://www.opengis.net/wfs", "http://www.opengis.net/gml");
        var driver = Path.Combine(_folder.FullName, "all.xsd");
        new XElement(Xsd + "schema", new[]
        {
            (wfs, is2 ? "http://schemas.opengis.net/wfs/2.0/wfs.xsd" : "http://schemas.opengis.net/wfs/1.1.0/wfs.xsd"),
            (gml, is2 ? "http://schemas.opengis.net/gml/3.2.1/gml.xsd" : "http://schemas.opengis.net/gml/3.1.1/base/gml.xsd"),
            (GeoNs.NamespaceName, "types.xsd"),
        }.Select(i => new XElement(Xsd + "import", new XAttribute("namespace", i.Item1), new XAttribute("schemaLocation", i.Item2)))).Save(driver);
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
                "request=ListStoredQueries", "request=DescribeStoredQueries",
                "request=GetFeature&storedquery_id=urn:ogc:def:query:OGC-WFS::GetFeatureById&id=areas.mun.32056",
                "request=GetPropertyValue&typeNames=geo:lugares&valueReference=geom", "request=GetPropertyValue&typeNames=geo:lugares&valueReference=notas",
                "request=GetPropertyValue&typeNames=geo:segments&valueReference=@gml:id&count=2",
            ] : Array.Empty<string>(),
        ];
        var files = new List<string>();
        foreach (var query in queries) files.Add(await Save($"{files.Count}.xml", $"service=WFS&version={version}&{query}"));
        await ClientProgram.Run("env", ["XML_CATALOG_FILES=" + Path.Combine(schemas, "catalog.xml"), "xmllint", "--nonet", "--noout", "--schema", driver, .. files]);
    }

    async Task<string> Save(string name, string query)
    {
        var path = Path.Combine(_folder.FullName, name);
        using var answer = await world.Get(query);
        await File.WriteAllBytesAsync(path, await answer.Content.ReadAsByteArrayAsync());
        return path;
    }
}
