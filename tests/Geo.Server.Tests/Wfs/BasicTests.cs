using System.Globalization;
using System.Net;
using System.Xml.Linq;
using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>Basic WFS (4.3): features, boxes, reference systems, values, order, several types.</summary>
[Collection("wfs world")]
public sealed class BasicTests(WfsWorld world)
{
    [Theory]
    [InlineData("segments", 262)]
    [InlineData("segments_flat", 254)]
    [InlineData("clusters", 2)]
    [InlineData("areas", 2)]
    [InlineData("area_profiles", 1)]
    [InlineData("scenes", 2)]
    [InlineData(Places, 4)]
    [InlineData(Ways, 2)]
    [Trait("assertion", "WFS 4.3.a")]
    public async Task Features_of_every_type_by_get_and_post(string type, int count)
    {
        foreach (var answer in new[] { await world.Features(type), await world.AskXml(Query(type)) })
        {
            Assert.Equal(WfsNs + "FeatureCollection", answer.Name);
            var ids = IdsOf(answer);
            Assert.Equal(count, ids.Distinct().Count());
            Assert.Equal((count, count), ((int)answer.Attribute("numberMatched")!, (int)answer.Attribute("numberReturned")!));
            Assert.All(ids, id => System.Xml.XmlConvert.VerifyNCName(id));
            var all = answer.Descendants().Attributes(Gml + "id").Select(a => a.Value).ToList();
            Assert.Equal(all.Count, all.Distinct().Count());
            Assert.True(DateTimeOffset.TryParse((string?)answer.Attribute("timeStamp"), CultureInfo.InvariantCulture, out _));
            var hints = ((string)answer.Attribute(XName.Get("schemaLocation", "http://www.w3.org/2001/XMLSchema-instance"))!).Split(' ');
            Assert.StartsWith(world.Address, hints[Array.IndexOf(hints, GeoNs.NamespaceName) + 1], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:EPSG::4326", 22.5, -102.5)]
    [InlineData("http://www.opengis.net/def/crs/EPSG/0/4326", 22.5, -102.5)]
    [InlineData("urn:x-ogc:def:crs:EPSG:4326", 22.5, -102.5)]
    [InlineData("EPSG:4326", -102.5, 22.5)]
    [InlineData("http://www.opengis.net/gml/srs/epsg.xml#4326", -102.5, 22.5)]
    [InlineData("urn:ogc:def:crs:OGC:1.3:CRS84", -102.5, 22.5)]
    [InlineData("urn:ogc:def:crs:EPSG::3857", -11410247.8, 2570998.6)]
    [InlineData("urn:ogc:def:crs:EPSG::32613", 756966.5, 2490323.4)]
    [InlineData("urn:ogc:def:crs:EPSG::6372", 1157757.5, 2448131.3)]
    [Trait("assertion", "WFS 4.3.b")]
    [Trait("assertion", "WFS 4.5.d")]
    public async Task Srsname_is_honoured_with_its_axes_and_repeated(string srs, double first, double second)
    {
        var place = await world.Features(Places, $"&resourceId={Uri.EscapeDataString((await world.Ids(Places))[0])}&srsName={Uri.EscapeDataString(srs)}");
        Assert.All(place.Descendants().Attributes("srsName"), a => Assert.Equal(srs, a.Value));
        var position = Numbers(place.Descendants(Gml + "pos").Single());
        var expected = await Expected(srs, first, second);
        Assert.Equal(expected.X, position[0], 1e-6);
        Assert.Equal(expected.Y, position[1], 1e-6);
    }

    /// <summary>Degrees as given; the metres of projections from PostGIS, in x, y but for the northing first of 6372.</summary>
    async Task<(double X, double Y)> Expected(string srs, double first, double second)
    {
        if (Math.Abs(first) < 200) return (first, second);
        var code = srs[(srs.LastIndexOf(':') + 1)..];
        var x = await world.Sql<double>($"select st_x(st_transform('SRID=4326;POINT(-102.5 22.5)'::geometry, {code}))");
        var y = await world.Sql<double>($"select st_y(st_transform('SRID=4326;POINT(-102.5 22.5)'::geometry, {code}))");
        return code == "6372" ? (y, x) : (x, y);
    }

    [Theory]
    [InlineData("urn:ogc:def:crs:EPSG::32690")]
    [InlineData("EPSG:0")]
    [InlineData("nonsense")]
    [Trait("assertion", "WFS 4.3.c")]
    public async Task An_unsupported_srsname_is_refused(string srs)
    {
        await Refused(world.Get($"service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&srsName={srs}"), "InvalidParameterValue", "SRSNAME");
        await Refused(world.Post(Query("areas").Replace("<wfs:Query ", $"<wfs:Query srsName=\"{srs}\" ", StringComparison.Ordinal)), "InvalidParameterValue", "SRSNAME");
    }

    [Fact]
    [Trait("assertion", "WFS 4.3.d")]
    public async Task Values_of_a_property()
    {
        var ids = await world.Ask("request=GetPropertyValue&typeNames=geo:areas&valueReference=@gml:id");
        Assert.Equal((WfsNs + "ValueCollection", "2"), (ids.Name, (string?)ids.Attribute("numberReturned")));
        Assert.Equal(["areas.mun.32017", "areas.mun.32056"], ids.Elements(WfsNs + "member").Select(m => m.Value));
        var population = await world.AskXml(Query("areas", "", "valueReference=\"geo:areas/geo:population\"", "GetPropertyValue"));
        Assert.Equal(["149607"], population.Elements(WfsNs + "member").Elements(GeoNs + "population").Select(v => v.Value));
        Assert.Equal("1", (string?)population.Attribute("numberMatched"));
        Assert.Single((await world.Ask("request=GetPropertyValue&typeNames=geo:areas&valueReference=geom")).Descendants(Gml + "MultiSurface"));
        Assert.Equal(3, (await world.Ask("request=GetPropertyValue&typeNames=geo:lugares&valueReference=notas")).Elements(WfsNs + "member").Count());
    }

    [Fact]
    [Trait("assertion", "WFS 4.3.e")]
    public async Task An_empty_or_unknown_value_reference_is_refused()
    {
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetPropertyValue&typeNames=geo:areas&valueReference="), "InvalidParameterValue", "valueReference");
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetPropertyValue&typeNames=geo:areas&valueReference=nothing"), "InvalidParameterValue", "valueReference");
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetPropertyValue&typeNames=geo:areas"), "MissingParameterValue", "valueReference");
    }

    [Fact]
    [Trait("assertion", "WFS 4.3.f")]
    public async Task Resource_ids()
    {
        Assert.Equal(["areas.mun.32017", "areas.mun.32056"], await world.Ids("areas", "&resourceId=areas.mun.32056,areas.mun.32017"));
        Assert.Equal(["areas.mun.32056"], IdsOf(await world.Ask("request=GetFeature&resourceId=areas.mun.32056")));
        var filtered = await world.AskXml(Query("areas", "<fes:Filter><fes:ResourceId rid=\"areas.mun.32056\"/><fes:ResourceId rid=\"areas.mun.32017\"/></fes:Filter>"));
        Assert.Equal(2, IdsOf(filtered).Count);
        Assert.Empty(await world.Ids("areas", "&resourceId=areas.mun.00000"));
        Assert.Empty(await world.Ids("areas", "&resourceId=test-3b2a7c"));
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&resourceId=scenes.scene1"), "InvalidParameterValue", "RESOURCEID");
        var hard = (await world.Ids(Places)).Single(i => i.Contains("_x0020_", StringComparison.Ordinal) || i.EndsWith(".3", StringComparison.Ordinal) || i.EndsWith("_x00F1_", StringComparison.Ordinal));
        Assert.Equal([hard], await world.Ids(Places, "&resourceId=" + Uri.EscapeDataString(hard)));
    }

    [Theory]
    [InlineData("22.7499,-102.5501,22.76,-102.5", 32)]
    [InlineData("22.7499,-102.5501,22.76,-102.5,urn:ogc:def:crs:EPSG::4326", 32)]
    [InlineData("-102.5501,22.7499,-102.5,22.76,EPSG:4326", 32)]
    [InlineData("-102.5501,22.7499,-102.5,22.76,urn:ogc:def:crs:OGC:1.3:CRS84", 32)]
    [InlineData("65.5,179.9,66.5,-179.9,urn:ogc:def:crs:EPSG::4326", 8)]
    [InlineData("0,0,1,1", 0)]
    [Trait("assertion", "WFS 4.3.g")]
    public async Task Boxes_in_the_order_of_their_crs(string box, int count)
    {
        var answer = await world.Features("segments", "&bbox=" + box);
        Assert.Equal(count, IdsOf(answer).Count);
        Assert.Equal(count, (int)(await world.Features("segments", "&resultType=hits&bbox=" + box)).Attribute("numberMatched")!);
    }

    [Theory]
    [InlineData("&sortBy=area_m2", "101.5", "102.5")]
    [InlineData("&sortBy=area_m2%20DESC", "354.5", "353.5")]
    [InlineData("&sortBy=geo:area_m2+D", "354.5", "353.5")]
    [InlineData("&sortBy=label_es%20ASC,area_m2%20DESC", "353.5", "351.5")]
    public async Task Features_come_in_the_order_asked_for(string sort, string first, string second)
    {
        var answer = await world.Features("segments", "&count=2&filter=" + Uri.EscapeDataString($"<Filter xmlns=\"{Fes}\"><PropertyIsEqualTo><ValueReference>run</ValueReference><Literal>aaaaaaaaaaaa</Literal></PropertyIsEqualTo></Filter>") + sort);
        Assert.Equal(first, answer.Descendants(GeoNs + "area_m2").First().Value);
        Assert.Equal(second, answer.Descendants(GeoNs + "area_m2").Last().Value);
    }

    [Fact]
    public async Task Sorting_in_xml_and_chosen_properties()
    {
        var answer = await world.AskXml(Query("areas", "<wfs:PropertyName>geo:name</wfs:PropertyName><fes:SortBy><fes:SortProperty><fes:ValueReference>geo:code</fes:ValueReference><fes:SortOrder>DESC</fes:SortOrder></fes:SortProperty></fes:SortBy>"));
        Assert.Equal(["Zacatecas", "Guadalupe"], answer.Descendants(GeoNs + "areas").Elements().Select(e => e.Value));
        var kvp = await world.Features("areas", "&propertyName=geo:name,geom");
        Assert.Equal(["geom", "name", "name"], kvp.Descendants(GeoNs + "areas").Elements().Select(e => e.Name.LocalName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Several_types_come_as_a_collection_each()
    {
        foreach (var answer in new[]
        {
            await world.Ask("request=GetFeature&typeNames=(geo:areas)(geo:scenes)"),
            await world.AskXml(Query("areas").Replace("</wfs:GetFeature>", "<wfs:Query typeNames=\"geo:scenes\"/></wfs:GetFeature>", StringComparison.Ordinal)),
        })
        {
            Assert.Equal(("4", "4"), ((string?)answer.Attribute("numberMatched"), (string?)answer.Attribute("numberReturned")));
            var parts = answer.Elements(WfsNs + "member").Elements(WfsNs + "FeatureCollection").ToList();
            Assert.Equal(["areas.mun.32017,areas.mun.32056", "scenes.scene1,scenes.scene2"], parts.Select(p => string.Join(',', IdsOf(p))));
        }
        var page = await world.Ask("request=GetFeature&typeNames=(geo:areas)(geo:scenes)&count=2&startIndex=1");
        Assert.Equal(["areas.mun.32056", "scenes.scene1"], page.Descendants(WfsNs + "FeatureCollection").SelectMany(IdsOf));
        var filter = Uri.EscapeDataString($"(<Filter xmlns=\"{Fes}\"><PropertyIsEqualTo><ValueReference>name</ValueReference><Literal>)(Zacatecas</Literal></PropertyIsEqualTo></Filter>)(<Filter xmlns=\"{Fes}\"><ResourceId rid=\"scenes.scene2\"/></Filter>)");
        var filtered = await world.Ask("request=GetFeature&typeNames=(geo:areas)(geo:scenes)&filter=" + filter);
        Assert.Equal(["scenes.scene2"], filtered.Descendants(WfsNs + "FeatureCollection").SelectMany(IdsOf));
    }

    [Fact]
    public async Task Joins_are_refused_as_an_option()
    {
        await Refused(world.Post(Query("areas").Replace("geo:areas\"", "geo:areas geo:scenes\" aliases=\"a b\"", StringComparison.Ordinal)), "OptionNotSupported", "aliases");
        await Refused(world.Post(Query("areas").Replace("geo:areas\"", "geo:areas geo:scenes\"", StringComparison.Ordinal)), "OptionNotSupported", "typeNames");
    }

    [Fact]
    public async Task A_client_may_bind_its_own_prefix()
    {
        Assert.Equal(2, IdsOf(await world.Ask($"request=GetFeature&typeNames=mio:areas&namespaces=xmlns(mio,{GeoNs})")).Count);
        Assert.Equal(2, IdsOf(await world.AskXml($"""<w:GetFeature xmlns:w="{WfsNs}" xmlns:m="{GeoNs}" service="WFS" version="2.0.0"><w:Query typeNames="m:areas"/></w:GetFeature>""")).Count);
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&typeNames=mio:areas"), "InvalidParameterValue", "typeName");
    }

    [Fact]
    public async Task Wrong_documents_are_refused()
    {
        await Refused(world.Post("<no"), "OperationParsingFailed", "request");
        await Refused(world.Post("<!DOCTYPE a [<!ENTITY b 'c'>]><GetCapabilities service='WFS'>&b;</GetCapabilities>"), "OperationParsingFailed", "request");
        await Refused(world.Post("<Nothing service='WFS' version='2.0.0'/>"), "OperationNotSupported", "Nothing");
        await Refused(world.Get("service=WFS&version=2.0.0&request=GetFeature&typeNames=geo:areas&filter=%3CFilter"), "OperationParsingFailed", "FILTER");
    }
}
