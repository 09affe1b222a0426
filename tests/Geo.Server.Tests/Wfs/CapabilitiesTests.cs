using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>Capabilities of 2.0.0 (assertions 4.1 of the WFS 2.0 suite as our reference numbers them).</summary>
[Collection("wfs world")]
public sealed class CapabilitiesTests(WfsWorld world)
{
    Task<XElement> Document() => world.Ask("request=GetCapabilities");

    [Fact]
    [Trait("assertion", "WFS 4.1.a")]
    public async Task Sections_and_versions()
    {
        var root = await Document();
        Assert.Equal((WfsNs + "WFS_Capabilities", "2.0.0"), (root.Name, (string?)root.Attribute("version")));
        Assert.Equal(["ServiceIdentification", "ServiceProvider", "OperationsMetadata", "FeatureTypeList", "Filter_Capabilities"], root.Elements().Select(e => e.Name.LocalName));
        var identification = root.Element(Ows + "ServiceIdentification")!;
        Assert.Equal(("WFS", "2.0.0"), ((string?)identification.Element(Ows + "ServiceType"), (string?)identification.Element(Ows + "ServiceTypeVersion")));
        Assert.Equal(world.Base + "/", (string?)root.Descendants(Ows + "ServiceContact").Descendants(Ows + "OnlineResource").Single().Attribute(XName.Get("href", "http://www.w3.org/1999/xlink")));
    }

    [Theory]
    [InlineData("ImplementsBasicWFS", "TRUE")]
    [InlineData("ImplementsTransactionalWFS", "FALSE")]
    [InlineData("ImplementsLockingWFS", "FALSE")]
    [InlineData("ImplementsInheritance", "FALSE")]
    [InlineData("ImplementsRemoteResolve", "FALSE")]
    [InlineData("ImplementsResultPaging", "TRUE")]
    [InlineData("ImplementsStandardJoins", "FALSE")]
    [InlineData("ImplementsSpatialJoins", "FALSE")]
    [InlineData("ImplementsTemporalJoins", "FALSE")]
    [InlineData("ImplementsFeatureVersioning", "FALSE")]
    [InlineData("ManageStoredQueries", "FALSE")]
    [InlineData("KVPEncoding", "TRUE")]
    [InlineData("XMLEncoding", "TRUE")]
    [InlineData("SOAPEncoding", "FALSE")]
    [InlineData("CountDefault", "10000")]
    [Trait("assertion", "WFS 4.1.b")]
    public async Task Constraints(string name, string value)
    {
        var constraint = (await Document()).Descendants(Ows + "Constraint").Single(c => (string?)c.Attribute("name") == name);
        Assert.Equal(value, (string?)constraint.Element(Ows + "DefaultValue"));
    }

    [Fact]
    [Trait("assertion", "WFS 4.1.c")]
    public async Task Operations_with_get_and_post()
    {
        var operations = (await Document()).Descendants(Ows + "Operation").ToList();
        Assert.Equal(["DescribeFeatureType", "DescribeStoredQueries", "GetCapabilities", "GetFeature", "GetPropertyValue", "ListStoredQueries"], operations.Select(o => (string)o.Attribute("name")!).Order(StringComparer.Ordinal));
        Assert.All(operations, o => Assert.Equal(["Get", "Post"], o.Descendants(Ows + "HTTP").Elements().Select(e => e.Name.LocalName)));
        foreach (var name in new[] { "GetFeature", "GetPropertyValue" })
            Assert.Contains("local", operations.Single(o => (string?)o.Attribute("name") == name).Elements(Ows + "Parameter").Single(p => (string?)p.Attribute("name") == "resolve").Descendants(Ows + "Value").Select(v => v.Value));
    }

    [Theory]
    [InlineData("ImplementsQuery")]
    [InlineData("ImplementsAdHocQuery")]
    [InlineData("ImplementsResourceId")]
    [InlineData("ImplementsMinStandardFilter")]
    [InlineData("ImplementsStandardFilter")]
    [InlineData("ImplementsMinSpatialFilter")]
    [InlineData("ImplementsSorting")]
    [InlineData("ImplementsMinimumXPath")]
    [Trait("assertion", "WFS 4.1.d")]
    public async Task Filter_constraints_are_true(string name)
    {
        var constraint = (await Document()).Descendants(Fes + "Constraint").Single(c => (string?)c.Attribute("name") == name);
        Assert.Equal("TRUE", (string?)constraint.Element(Ows + "DefaultValue"));
    }

    [Fact]
    public async Task Types_say_their_crs_formats_and_extent()
    {
        var types = (await Document()).Descendants(WfsNs + "FeatureType").ToDictionary(t => (string)t.Element(WfsNs + "Name")!);
        Assert.Equal(["geo:area_profiles", "geo:areas", "geo:articles", "geo:clusters", "geo:indicators", "geo:lugares", "geo:scenes", "geo:segments", "geo:segments_flat", "geo:trazos"], types.Keys.Order(StringComparer.Ordinal));
        var segments = types["geo:segments"];
        Assert.Equal("urn:ogc:def:crs:EPSG::4326", (string?)segments.Element(WfsNs + "DefaultCRS"));
        Assert.Equal("urn:ogc:def:crs:EPSG::3857", (string?)segments.Elements(WfsNs + "OtherCRS").First());
        Assert.Equal("-180 22.7", (string?)segments.Descendants(Ows + "LowerCorner").Single());
        Assert.Equal(GeoNs.NamespaceName, segments.GetNamespaceOfPrefix("geo")?.NamespaceName);
        Assert.Contains("SHAPE-ZIP", segments.Descendants(WfsNs + "Format").Select(f => f.Value));
    }

    [Fact]
    public async Task Every_function_that_is_advertised_works()
    {
        var arguments = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["xsd:string"] = "<fes:ValueReference>geo:nombre</fes:ValueReference>", ["xsd:double"] = "<fes:Literal>2</fes:Literal>",
            ["xsd:dateTime"] = "<fes:ValueReference>geo:momento</fes:ValueReference>", ["gml:AbstractGeometryType"] = "<fes:ValueReference>geo:geom</fes:ValueReference>",
        };
        var functions = (await Document()).Descendants(Fes + "Function").ToList();
        Assert.Equal(15, functions.Count);
        foreach (var function in functions)
        {
            var call = $"<fes:Function name=\"{(string?)function.Attribute("name")}\">{string.Concat(function.Descendants(Fes + "Type").Select(t => arguments[t.Value]))}</fes:Function>";
            Assert.InRange(await world.Count(Places, $"<fes:Not><fes:PropertyIsNull>{call}</fes:PropertyIsNull></fes:Not>"), 3, 4);
        }
    }

    [Fact]
    public async Task Sections_and_public_address()
    {
        var part = await world.Ask("request=GetCapabilities&sections=FeatureTypeList,ServiceProvider");
        Assert.Equal(["ServiceProvider", "FeatureTypeList"], part.Elements().Select(e => e.Name.LocalName));
        await Refused(world.Get("service=WFS&request=GetCapabilities&sections=Nothing"), "InvalidParameterValue", "sections");
    }
}
