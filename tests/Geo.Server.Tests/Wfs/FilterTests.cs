using Xunit;
using static Geo.Server.Tests.Wfs.WfsWorld;

namespace Geo.Server.Tests.Wfs;

/// <summary>FES 2.0 operators over every property type, in KVP and in XML: what they select, and what is refused (4.3).</summary>
[Collection("wfs world")]
public sealed class FilterTests(WfsWorld world)
{
    const string Hab = "geo:Población_x0020__x0028_hab._x0029_";

    static string Binary(string name, string property, string literal, string attributes = "") =>
        $"<fes:{name} {attributes}><fes:ValueReference>{property}</fes:ValueReference><fes:Literal>{literal}</fes:Literal></fes:{name}>";

    [Theory]
    [InlineData("PropertyIsEqualTo", "geo:nombre", "Zacatecas", 1)]
    [InlineData("PropertyIsEqualTo", "geo:nombre", "Peñón &lt;&amp;> \"x\"", 1)]
    [InlineData("PropertyIsNotEqualTo", "geo:nombre", "Zacatecas", 2)]
    [InlineData("PropertyIsEqualTo", Hab, "12", 1)]
    [InlineData("PropertyIsGreaterThan", Hab, "12", 2)]
    [InlineData("PropertyIsEqualTo", Hab, "5000000000", 1)]
    [InlineData("PropertyIsLessThan", "geo:tasa", "0.5", 1)]
    [InlineData("PropertyIsLessThanOrEqualTo", "geo:tasa", "5e-1", 2)]
    [InlineData("PropertyIsGreaterThanOrEqualTo", "geo:tasa", " 2.25 ", 1)]
    [InlineData("PropertyIsEqualTo", "geo:activo", "true", 2)]
    [InlineData("PropertyIsNotEqualTo", "geo:activo", "1", 1)]
    [InlineData("PropertyIsEqualTo", "geo:fecha", "2024-02-15", 1)]
    [InlineData("PropertyIsGreaterThan", "geo:fecha", "2024-01-15", 2)]
    [InlineData("PropertyIsEqualTo", "geo:momento", "2024-02-15T10:00:00Z", 1)]
    [InlineData("PropertyIsEqualTo", "geo:momento", "2024-02-15T04:00:00-06:00", 1)]
    [InlineData("PropertyIsLessThan", "geo:momento", "2024-02-15T10:00:00", 1)]
    [InlineData("PropertyIsEqualTo", "geo:marcas", "rojo", 2)]
    [InlineData("PropertyIsEqualTo", "geo:marcas[2]", "azul", 1)]
    [InlineData("PropertyIsGreaterThan", "geo:notas[1]", "2", 2)]
    [InlineData("PropertyIsEqualTo", "geo:notas", "2.5", 2)]
    [InlineData("PropertyIsEqualTo", "nombre", "Zacatecas", 1)]
    [InlineData("PropertyIsEqualTo", "geo:lugares/geo:nombre", "Zacatecas", 1)]
    [InlineData("PropertyIsEqualTo", "/geo:lugares/geo:nombre/text()", "Zacatecas", 1)]
    [InlineData("PropertyIsEqualTo", "//geo:nombre[1]", "Zacatecas", 1)]
    [InlineData("PropertyIsEqualTo", "geo:nombre", "'; drop table geo.runs; --", 0)]
    [Trait("assertion", "WFS 4.3.h")]
    public async Task Comparisons(string name, string property, string literal, int count) => Assert.Equal(count, await world.Count(Places, Binary(name, property, literal)));

    [Theory]
    [InlineData("All", "rojo", 1)]
    [InlineData("Any", "rojo", 2)]
    [InlineData("One", "rojo", 2)]
    [Trait("assertion", "WFS 4.3.q")]
    public async Task Match_action_of_texts(string action, string literal, int count) =>
        Assert.Equal(count, await world.Count(Places, Binary("PropertyIsEqualTo", "geo:marcas", literal, $"matchAction=\"{action}\"")));

    [Theory]
    [InlineData("All", 1)]
    [InlineData("Any", 2)]
    [InlineData("One", 1)]
    public async Task Match_action_of_numbers(string action, int count) =>
        Assert.Equal(count, await world.Count(Places, Binary("PropertyIsEqualTo", "geo:notas", "2.5", $"matchAction=\"{action}\"")));

    [Fact]
    [Trait("assertion", "WFS 4.3.p")]
    public async Task Case_counts_unless_it_is_said_not_to()
    {
        Assert.Equal(0, await world.Count(Places, Binary("PropertyIsEqualTo", "geo:nombre", "zacatecas")));
        Assert.Equal(1, await world.Count(Places, Binary("PropertyIsEqualTo", "geo:nombre", "ZACATECAS", "matchCase=\"false\"")));
        Assert.Equal(2, await world.Count(Places, Binary("PropertyIsLike", "geo:nombre", "ZACA*", "wildCard=\"*\" singleChar=\"#\" escapeChar=\"!\" matchCase=\"false\"")));
    }

    [Theory]
    [InlineData("*aca*", "*", "#", "!", 2)]
    [InlineData("Z*", "*", "#", "!", 1)]
    [InlineData("Za#atecas", "*", "#", "!", 1)]
    [InlineData("%100!%", "%", "_", "!", 1)]
    [InlineData("%100\\%", "%", "_", "\\", 1)]
    [InlineData("100%", "*", "?", "!", 0)]
    [InlineData("*100%", "*", "?", "!", 1)]
    [InlineData("*\\*", "*", "?", "!", 0)]
    [Trait("assertion", "WFS 4.3.i")]
    public async Task Like(string pattern, string wildCard, string singleChar, string escape, int count) =>
        Assert.Equal(count, await world.Count(Places, Binary("PropertyIsLike", "geo:nombre", pattern, $"wildCard=\"{wildCard}\" singleChar=\"{singleChar}\" escapeChar=\"{escape}\"")));

    [Theory]
    [InlineData("<fes:PropertyIsNull><fes:ValueReference>geo:nombre</fes:ValueReference></fes:PropertyIsNull>", 1)]
    [InlineData("<fes:PropertyIsNil><fes:ValueReference>geo:tasa</fes:ValueReference></fes:PropertyIsNil>", 1)]
    [InlineData("<fes:Not><fes:PropertyIsNull><fes:ValueReference>geom</fes:ValueReference></fes:PropertyIsNull></fes:Not>", 4)]
    [InlineData("<fes:PropertyIsBetween><fes:ValueReference>geo:tasa</fes:ValueReference><fes:LowerBoundary><fes:Literal>0</fes:Literal></fes:LowerBoundary><fes:UpperBoundary><fes:Literal>2.25</fes:Literal></fes:UpperBoundary></fes:PropertyIsBetween>", 2)]
    [InlineData("<fes:PropertyIsBetween><fes:ValueReference>geo:fecha</fes:ValueReference><fes:LowerBoundary><fes:Literal>2024-01-16</fes:Literal></fes:LowerBoundary><fes:UpperBoundary><fes:Literal>2024-12-31</fes:Literal></fes:UpperBoundary></fes:PropertyIsBetween>", 2)]
    [InlineData("<fes:PropertyIsEqualTo><fes:Literal>1</fes:Literal><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>", 4)]
    [InlineData("<fes:PropertyIsEqualTo><fes:Literal>12</fes:Literal><fes:ValueReference>" + Hab + "</fes:ValueReference></fes:PropertyIsEqualTo>", 1)]
    [InlineData("<fes:PropertyIsEqualTo><fes:Function name=\"year\"><fes:ValueReference>geo:momento</fes:ValueReference></fes:Function><fes:Literal>2024</fes:Literal></fes:PropertyIsEqualTo>", 3)]
    [InlineData("<fes:PropertyIsEqualTo><fes:Function name=\"upper\"><fes:ValueReference>geo:nombre</fes:ValueReference></fes:Function><fes:Literal>ZACATECAS</fes:Literal></fes:PropertyIsEqualTo>", 1)]
    [Trait("assertion", "WFS 4.3.j")]
    public async Task Null_between_and_functions(string filter, int count) => Assert.Equal(count, await world.Count(Places, filter));

    [Fact]
    [Trait("assertion", "WFS 4.3.k")]
    public async Task Logic_and_unknown_is_not_true()
    {
        var (z, active, rate) = (Binary("PropertyIsEqualTo", "geo:nombre", "Zacatecas"), Binary("PropertyIsEqualTo", "geo:activo", "true"), Binary("PropertyIsGreaterThan", "geo:tasa", "1"));
        Assert.Equal(0, await world.Count(Places, $"<fes:And>{z}{active}</fes:And>"));
        Assert.Equal(3, await world.Count(Places, $"<fes:Or>{z}{active}</fes:Or>"));
        Assert.Equal(1, await world.Count(Places, $"<fes:And>{active}<fes:Not>{rate}</fes:Not></fes:And>"));
        Assert.Equal(2, await world.Count(Places, $"<fes:Not>{rate}</fes:Not>"));
        Assert.Equal(2, await world.Count(Places, $"<fes:And><fes:Or>{z}{active}</fes:Or><fes:Or>{rate}{z}</fes:Or></fes:And>"));
    }

    [Fact]
    public async Task Ids_alone_and_among_conditions()
    {
        var id = (await world.Ids(Places))[0];
        Assert.Equal(1, await world.Count(Places, $"<fes:ResourceId rid=\"{id}\"/>"));
        Assert.Equal(1, await world.Count(Places, $"<fes:ResourceId rid=\"{id}\"/><fes:ResourceId rid=\"lugares.none\"/>"));
        Assert.Equal(1, await world.Count("segments", "<fes:And><fes:ResourceId rid=\"segments.aaaaaaaaaaaa-0000002\"/>" + Binary("PropertyIsEqualTo", "geo:class_code", "building") + "</fes:And>"));
        Assert.Equal(1, await world.Count(Places, Binary("PropertyIsEqualTo", "@gml:id", System.Xml.XmlConvert.DecodeName(id))));
    }

    [Theory]
    [InlineData("<fes:BBOX><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:lowerCorner>22 -103</gml:lowerCorner><gml:upperCorner>23 -102.505</gml:upperCorner></gml:Envelope></fes:BBOX>", 2)]
    [InlineData("<fes:BBOX><fes:ValueReference>geo:geom</fes:ValueReference><gml:Envelope srsName=\"EPSG:4326\"><gml:lowerCorner>-103 22</gml:lowerCorner><gml:upperCorner>-102.505 23</gml:upperCorner></gml:Envelope></fes:BBOX>", 2)]
    [InlineData("<fes:BBOX><gml:Envelope><gml:lowerCorner>22 -103</gml:lowerCorner><gml:upperCorner>23 -102</gml:upperCorner></gml:Envelope></fes:BBOX>", 3)]
    [InlineData("<fes:BBOX><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::3857\"><gml:lowerCorner>-11411000 2570000</gml:lowerCorner><gml:upperCorner>-11410000 2572000</gml:upperCorner></gml:Envelope></fes:BBOX>", 1)]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon gml:id=\"p\" srsName=\"urn:ogc:def:crs:EPSG::4326\"><gml:exterior><gml:LinearRing><gml:posList>22 -103 22 -102.505 23 -102.505 23 -103 22 -103</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects>", 2)]
    [InlineData("<fes:Disjoint><fes:ValueReference>geom</fes:ValueReference><gml:Envelope srsName=\"CRS:84\"><gml:lowerCorner>-103 22</gml:lowerCorner><gml:upperCorner>-102 23</gml:upperCorner></gml:Envelope></fes:Disjoint>", 1)]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:LineString srsName=\"CRS:84\"><gml:posList>-102.6 22.5 -102.4 22.5</gml:posList></gml:LineString></fes:Intersects>", 2)]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Curve srsName=\"CRS:84\"><gml:segments><gml:LineStringSegment><gml:posList>-102.6 22.5 -102.4 22.5</gml:posList></gml:LineStringSegment></gml:segments></gml:Curve></fes:Intersects>", 2)]
    [InlineData("<fes:Equals><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>10 50</gml:pos></gml:Point></fes:Equals>", 1)]
    [InlineData("<fes:Within><fes:ValueReference>geom</fes:ValueReference><gml:MultiSurface srsName=\"CRS:84\"><gml:surfaceMember><gml:Polygon><gml:exterior><gml:LinearRing><gml:pos>9 49</gml:pos><gml:pos>11 49</gml:pos><gml:pos>10 52</gml:pos><gml:pos>9 49</gml:pos></gml:LinearRing></gml:exterior></gml:Polygon></gml:surfaceMember></gml:MultiSurface></fes:Within>", 1)]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"m\">1000</fes:Distance></fes:DWithin>", 1)]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"km\">1.1</fes:Distance></fes:DWithin>", 2)]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"urn:ogc:def:uom:EPSG::9001\">1100</fes:Distance></fes:DWithin>", 2)]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"km\">20000</fes:Distance></fes:DWithin>", 4)]
    [InlineData("<fes:Beyond><fes:ValueReference>geom</fes:ValueReference><gml:Point srsName=\"CRS:84\"><gml:pos>-102.5 22.5</gml:pos></gml:Point><fes:Distance uom=\"m\">1000</fes:Distance></fes:Beyond>", 3)]
    [Trait("assertion", "WFS 4.3.l")]
    public async Task Spatial_operators(string filter, int count) => Assert.Equal(count, await world.Count(Places, filter));

    [Theory]
    [InlineData("Touches", "-102 22 -102 21", 1)]
    [InlineData("Crosses", "-101.5 21 -101.5 23", 1)]
    [InlineData("Contains", "-101.5 22 -101.2 22", 1)]
    [InlineData("Overlaps", "-102.5 22 -101.5 22", 1)]
    public async Task Spatial_operators_between_lines(string name, string line, int count) =>
        Assert.Equal(count, await world.Count(Ways, $"<fes:{name}><fes:ValueReference>geom</fes:ValueReference><gml:LineString srsName=\"CRS:84\"><gml:posList>{line}</gml:posList></gml:LineString></fes:{name}>"));

    const string February = "<gml:TimePeriod gml:id=\"t\"><gml:beginPosition>2024-02-01</gml:beginPosition><gml:endPosition>2024-03-01</gml:endPosition></gml:TimePeriod>",
        Instant = "<gml:TimeInstant gml:id=\"t\"><gml:timePosition>2024-02-15T10:00:00Z</gml:timePosition></gml:TimeInstant>",
        FromInstant = "<gml:TimePeriod gml:id=\"t\"><gml:begin><gml:TimeInstant gml:id=\"b\"><gml:timePosition>2024-02-15T10:00:00Z</gml:timePosition></gml:TimeInstant></gml:begin><gml:endPosition>2024-03-01T00:00:00Z</gml:endPosition></gml:TimePeriod>",
        UpToInstant = "<gml:TimePeriod gml:id=\"t\"><gml:beginPosition>2024-02-01T00:00:00Z</gml:beginPosition><gml:endPosition>2024-02-15T10:00:00Z</gml:endPosition></gml:TimePeriod>",
        Open = "<gml:TimePeriod gml:id=\"t\"><gml:beginPosition>2024-02-01</gml:beginPosition><gml:endPosition indeterminatePosition=\"unknown\"/></gml:TimePeriod>";

    [Theory]
    [InlineData("After", Instant, 1)]
    [InlineData("Before", Instant, 1)]
    [InlineData("TEquals", Instant, 1)]
    [InlineData("AnyInteracts", February, 1)]
    [InlineData("During", February, 1)]
    [InlineData("During", Open, 2)]
    [InlineData("After", February, 1)]
    [InlineData("Begins", FromInstant, 1)]
    [InlineData("Ends", UpToInstant, 1)]
    [InlineData("Meets", FromInstant, 1)]
    [InlineData("MetBy", UpToInstant, 1)]
    [InlineData("TContains", February, 0)]
    [InlineData("BegunBy", February, 0)]
    [InlineData("EndedBy", February, 0)]
    [InlineData("TOverlaps", February, 0)]
    [InlineData("OverlappedBy", February, 0)]
    [Trait("assertion", "WFS 4.3.m")]
    public async Task Temporal_operators(string name, string operand, int count) =>
        Assert.Equal(count, await world.Count(Places, $"<fes:{name}><fes:ValueReference>geo:momento</fes:ValueReference>{operand}</fes:{name}>"));

    [Fact]
    public async Task A_day_overlaps_periods_that_cut_it()
    {
        string Of(string name, string from, string to) => $"<fes:{name}><fes:ValueReference>geo:fecha</fes:ValueReference><gml:TimePeriod gml:id=\"t\"><gml:beginPosition>{from}</gml:beginPosition><gml:endPosition>{to}</gml:endPosition></gml:TimePeriod></fes:{name}>";
        Assert.Equal(1, await world.Count(Places, Of("TOverlaps", "2024-02-15T12:00:00Z", "2024-02-16T12:00:00Z")));
        Assert.Equal(1, await world.Count(Places, Of("OverlappedBy", "2024-02-14T12:00:00Z", "2024-02-15T12:00:00Z")));
        Assert.Equal(1, await world.Count(Places, Of("TContains", "2024-02-15T11:00:00Z", "2024-02-15T12:00:00Z")));
        Assert.Equal(1, await world.Count(Places, Of("BegunBy", "2024-02-15T00:00:00Z", "2024-02-15T12:00:00Z")));
    }

    [Theory]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>geo:nothing</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>gml:name</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>geo:tasa</fes:ValueReference><fes:Literal>much</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>geo:fecha</fes:ValueReference><fes:Literal>2024-02-30</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>geo:geom</fes:ValueReference><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsLike wildCard=\"*\" singleChar=\".\" escapeChar=\"!\"><fes:ValueReference>geo:tasa</fes:ValueReference><fes:Literal>1*</fes:Literal></fes:PropertyIsLike>")]
    [InlineData("<fes:PropertyIsLike wildCard=\"**\" singleChar=\".\" escapeChar=\"!\"><fes:ValueReference>geo:nombre</fes:ValueReference><fes:Literal>1*</fes:Literal></fes:PropertyIsLike>")]
    [InlineData("<fes:Intersects><fes:ValueReference>gml:description</fes:ValueReference><gml:Point><gml:pos>1 1</gml:pos></gml:Point></fes:Intersects>")]
    [InlineData("<fes:Intersects><fes:ValueReference>geo:nombre</fes:ValueReference><gml:Point><gml:pos>1 1</gml:pos></gml:Point></fes:Intersects>")]
    [InlineData("<fes:BBOX><fes:ValueReference>geo:nombre</fes:ValueReference><gml:Envelope><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope></fes:BBOX>")]
    [InlineData("<fes:BBOX><gml:Envelope srsName=\"urn:ogc:def:crs:EPSG::32690\"><gml:lowerCorner>1 1</gml:lowerCorner><gml:upperCorner>2 2</gml:upperCorner></gml:Envelope></fes:BBOX>")]
    [InlineData("<fes:BBOX><gml:Envelope><gml:lowerCorner>2 2</gml:lowerCorner><gml:upperCorner>1 1</gml:upperCorner></gml:Envelope></fes:BBOX>")]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 1 1 0 1 1 0 0 0</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects>")]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Polygon><gml:exterior><gml:LinearRing><gml:posList>0 0 1 1</gml:posList></gml:LinearRing></gml:exterior></gml:Polygon></fes:Intersects>")]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Point><gml:pos>a b</gml:pos></gml:Point></fes:Intersects>")]
    [InlineData("<fes:Intersects><fes:ValueReference>geom</fes:ValueReference><gml:Arc><gml:posList>0 0 1 1 2 0</gml:posList></gml:Arc></fes:Intersects>")]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point><gml:pos>1 1</gml:pos></gml:Point><fes:Distance uom=\"parsec\">1</fes:Distance></fes:DWithin>")]
    [InlineData("<fes:DWithin><fes:ValueReference>geom</fes:ValueReference><gml:Point><gml:pos>1 1</gml:pos></gml:Point><fes:Distance uom=\"m\">-1</fes:Distance></fes:DWithin>")]
    [InlineData("<fes:During><fes:ValueReference>geo:nombre</fes:ValueReference><gml:TimePeriod><gml:beginPosition>2024-02-01</gml:beginPosition><gml:endPosition>2024-03-01</gml:endPosition></gml:TimePeriod></fes:During>")]
    [InlineData("<fes:During><fes:ValueReference>geo:fecha</fes:ValueReference><gml:TimePeriod><gml:beginPosition>2024-04-01</gml:beginPosition><gml:endPosition>2024-03-01</gml:endPosition></gml:TimePeriod></fes:During>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:Function name=\"pg_sleep\"><fes:Literal>9</fes:Literal></fes:Function><fes:Literal>1</fes:Literal></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsEqualTo><fes:ValueReference>geo:nombre</fes:ValueReference></fes:PropertyIsEqualTo>")]
    [InlineData("<fes:PropertyIsNearly/>")]
    [InlineData("<fes:ResourceId rid=\"lugares.1\" version=\"FIRST\"/>")]
    [InlineData("<fes:ResourceId/>")]
    [InlineData("")]
    [Trait("assertion", "WFS 4.3.n")]
    public async Task Wrong_operands_are_refused(string filter)
    {
        var exception = await Refused(world.Post(Query(Places, $"<fes:Filter>{filter}</fes:Filter>")), "InvalidParameterValue", "FILTER");
        Assert.Contains("character", exception.Value, StringComparison.Ordinal);
        Assert.DoesNotContain("select", exception.Value, StringComparison.OrdinalIgnoreCase);
    }
}
