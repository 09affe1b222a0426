using System.Net;
using System.Text;
using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>WFS 1.1.0 for reading: GML 3.1.1, FES 1.1, its own words and namespaces.</summary>
[Collection("wfs world")]
public sealed class Version11Tests(WfsWorld world)
{
    static readonly XNamespace Wfs11 = "http://www.opengis.net/wfs", Gml31 = "http://www.opengis.net/gml", Ogc = "http://www.opengis.net/ogc", Ows10 = "http://www.opengis.net/ows";

    async Task<XElement> Ask(string query)
    {
        var (status, root) = await Read(world.Get("service=WFS&version=1.1.0&" + query));
        Assert.True(status == HttpStatusCode.OK, root.ToString());
        return root;
    }

    static List<string> Ids(XElement collection) => [.. collection.Elements(Gml31 + "featureMembers").Elements().Select(f => (string)f.Attribute(Gml31 + "id")!)];

    [Fact]
    public async Task Capabilities_speak_of_ogc_filters_and_srs()
    {
        var root = await Ask("request=GetCapabilities");
        Assert.Equal((Wfs11 + "WFS_Capabilities", "1.1.0"), (root.Name, (string?)root.Attribute("version")));
        Assert.Equal(["GetCapabilities", "DescribeFeatureType", "GetFeature"], root.Descendants(Ows10 + "Operation").Select(o => (string)o.Attribute("name")!));
        Assert.All(root.Descendants(Wfs11 + "DefaultSRS"), s => Assert.Equal("urn:ogc:def:crs:EPSG::4326", s.Value));
        Assert.Equal(11, root.Descendants(Ogc + "SpatialOperator").Count());
        Assert.Equal(15, root.Descendants(Ogc + "FunctionName").Count());
    }

    [Fact]
    public async Task Schema_is_of_gml_311()
    {
        var schema = await Ask("request=DescribeFeatureType&typeName=geo:segments");
        Assert.Equal("gml:_Feature", (string?)schema.Elements(Xsd + "element").Single().Attribute("substitutionGroup"));
        Assert.Equal(Gml31.NamespaceName, (string?)schema.Elements(Xsd + "import").Single().Attribute("namespace"));
    }

    [Fact]
    public async Task Features_are_all_there_and_counted()
    {
        var all = await Ask("request=GetFeature&typeName=geo:segments");
        Assert.Equal((262, "262"), (Ids(all).Count, (string?)all.Attribute("numberOfFeatures")));
        var hits = await Ask("request=GetFeature&typeName=geo:segments&resultType=hits&maxFeatures=5");
        Assert.Equal("262", (string?)hits.Attribute("numberOfFeatures"));
        Assert.Equal(5, Ids(await Ask("request=GetFeature&typeName=geo:segments&maxFeatures=5")).Count);
        Assert.Equal(Ids(all).Skip(5).Take(5), Ids(await Ask("request=GetFeature&typeName=geo:segments&maxFeatures=5&startIndex=5")));
        var position = Numbers(all.Descendants(Gml31 + "posList").First());
        Assert.Equal((22.75, -102.545), (position[0], position[1]));
        Assert.Empty(all.Descendants(Gml31 + "MultiSurface").Attributes(Gml31 + "id"));
        Assert.Equal(-102.545, Numbers((await Ask("request=GetFeature&typeName=geo:segments&maxFeatures=1&srsName=EPSG:4326")).Descendants(Gml31 + "posList").First())[0]);
    }

    [Fact]
    public async Task Types_ids_boxes_order_and_properties()
    {
        Assert.Equal(["areas.mun.32017", "areas.mun.32056", "scenes.scene1", "scenes.scene2"], Ids(await Ask("request=GetFeature&typeName=geo:areas,geo:scenes")));
        Assert.Equal(["areas.mun.32056"], Ids(await Ask("request=GetFeature&featureId=areas.mun.32056")));
        Assert.Equal(32, Ids(await Ask("request=GetFeature&typeName=geo:segments&bbox=22.7499,-102.5501,22.76,-102.5")).Count);
        Assert.Equal(32, Ids(await Ask("request=GetFeature&typeName=geo:segments&bbox=-102.5501,22.7499,-102.5,22.76,EPSG:4326")).Count);
        Assert.Equal(["areas.mun.32056", "areas.mun.32017"], Ids(await Ask("request=GetFeature&typeName=geo:areas&sortBy=code%20D&propertyName=name")));
    }

    [Theory]
    [InlineData("<PropertyIsEqualTo><PropertyName>geo:nombre</PropertyName><Literal>Zacatecas</Literal></PropertyIsEqualTo>", 1)]
    [InlineData("<PropertyIsLike wildCard='%' singleChar='_' escape='\\'><PropertyName>nombre</PropertyName><Literal>%aca%</Literal></PropertyIsLike>", 2)]
    [InlineData("<And><PropertyIsGreaterThan><PropertyName>tasa</PropertyName><Literal>0</Literal></PropertyIsGreaterThan><PropertyIsNull><PropertyName>parent</PropertyName></PropertyIsNull></And>", -1)]
    [InlineData("<BBOX><PropertyName>geom</PropertyName><gml:Envelope srsName='urn:ogc:def:crs:EPSG::4326'><gml:lowerCorner>22 -103</gml:lowerCorner><gml:upperCorner>23 -102.505</gml:upperCorner></gml:Envelope></BBOX>", 2)]
    [InlineData("<BBOX><PropertyName>geom</PropertyName><gml:Box srsName='EPSG:4326'><gml:coordinates>-103,22 -102.505,23</gml:coordinates></gml:Box></BBOX>", 2)]
    [InlineData("<Intersects><PropertyName>geom</PropertyName><gml:Polygon srsName='EPSG:4326'><gml:outerBoundaryIs><gml:LinearRing><gml:coordinates>-103,22 -102.505,22 -102.505,23 -103,23 -103,22</gml:coordinates></gml:LinearRing></gml:outerBoundaryIs></gml:Polygon></Intersects>", 2)]
    [InlineData("<DWithin><PropertyName>geom</PropertyName><gml:Point srsName='EPSG:4326'><gml:pos>-102.5 22.5</gml:pos></gml:Point><Distance units='m'>1100</Distance></DWithin>", 2)]
    [InlineData("<PropertyIsEqualTo><Add><PropertyName>tasa</PropertyName><Literal>1</Literal></Add><Literal>1.5</Literal></PropertyIsEqualTo>", 1)]
    public async Task Filters_of_fes_11(string inner, int count)
    {
        var filter = $"<Filter xmlns=\"{Ogc}\" xmlns:gml=\"{Gml31}\" xmlns:geo=\"{GeoNs}\">{inner}</Filter>";
        var asked = world.Get("service=WFS&version=1.1.0&request=GetFeature&typeName=geo:lugares&filter=" + Uri.EscapeDataString(filter));
        if (count < 0)
        {
            using var refused = await asked;
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
            return;
        }
        Assert.Equal(count, Ids((await Read(asked)).Root).Count);
        var (status, posted) = await Read(world.Post($"""<wfs:GetFeature xmlns:wfs="{Wfs11}" service="WFS" version="1.1.0"><wfs:Query typeName="geo:lugares" xmlns:geo="{GeoNs}">{filter}</wfs:Query></wfs:GetFeature>"""));
        Assert.Equal((HttpStatusCode.OK, count), (status, Ids(posted).Count));
    }

    [Fact]
    public async Task Failures_are_reports_of_ows_10()
    {
        var (status, report) = await Read(world.Get("service=WFS&version=1.1.0&request=GetFeature&typeName=geo:nothing"));
        Assert.Equal((HttpStatusCode.BadRequest, Ows10 + "ExceptionReport", "1.0.0"), (status, report.Name, (string?)report.Attribute("version")));
        var (other, unknown) = await Read(world.Get("service=WFS&version=1.1.0&request=GetPropertyValue&typeName=geo:areas&valueReference=name"));
        Assert.Equal((HttpStatusCode.BadRequest, "OperationNotSupported"), (other, (string?)unknown.Elements().Single().Attribute("exceptionCode")));
    }
}
